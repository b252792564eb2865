/* SPDX-License-Identifier: MIT */
/* unet2d with precision "bfloat16", where the processor has it: how far its outputs are from those in float32. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "reference/onednn.h"
#include "reference/unet_cases.h"
#include "unit/scratch.h"
#include "unit/suite.h"

/* bfloat16 keeps 8 bits: nearer than NEAREST would mean that nothing was rounded. */
#define TOLERANCE 4e-2
#define NEAREST 1e-4

/* By the kernel's word, so that a component which refuses without reason is found out. */
static int processor_has_bfloat16(void)
{
    static char line[16384];
    FILE *file = fopen("/proc/cpuinfo", "r");
    int found = 0;
    while (file && !found && fgets(line, sizeof line, file)) found = strstr(line, " avx512_bf16") != NULL;
    if (file) fclose(file);
    return found && !getenv("DNNL_MAX_CPU_ISA");
}

START_TEST(outputs_are_near_those_in_float32)
{
    struct unet_heard heard = {0};
    const double worst = unet_worst_difference((size_t)_i, "bfloat16", unet_hear, &heard);
    ck_assert_msg(worst <= TOLERANCE, "%s: worst difference %g", unet_models[_i], worst);
    ck_assert_msg(worst >= NEAREST, "%s: worst difference %g, as if in float32", unet_models[_i], worst);
    ck_assert_msg(heard.convolutions && !heard.slow[0], "%s", heard.slow);
}
END_TEST

/* Samples garments and copies the pictures, which are to be freed. */
static uint8_t *sample_images(const char *precision, int64_t *count)
{
    const char *const settings[][2] = {{"unet.precision", precision}, {"num_inference_steps", "10"}, {"batch_size", "8"}};
    const char *root = getenv("LOOPBLOCKS_SRCDIR");
    char manifest[PATH_MAX];
    struct lbh_host *host = lbh_host_new();
    struct lbh_diag *diag = lbh_diag_new();
    snprintf(manifest, sizeof manifest, "%s/manifests/fashion-ddpm.json", root ? root : ".");
    struct lbh_pipeline *pipeline = lbh_pipeline_open(host, manifest, diag);
    ck_assert_msg(pipeline, "%s", lbh_diag_text(diag));
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
        ck_assert_int_eq(lbh_pipeline_set(pipeline, settings[i][0], settings[i][1], diag), LBH_OK);
    ck_assert_msg(lbh_pipeline_run(pipeline, diag) == LBH_OK, "%s", lbh_diag_text(diag));
    const struct lb_tensor *tensor = &lbh_pipeline_slot(pipeline, "images", diag)->tensor;
    *count = lb_tensor_count(tensor);
    uint8_t *images = malloc((size_t)*count);
    ck_assert_ptr_nonnull(images);
    memcpy(images, tensor->data, (size_t)*count);
    lbh_pipeline_free(pipeline);
    lbh_host_free(host);
    lbh_diag_free(diag);
    return images;
}

/* In grey levels, of which there are 256. */
START_TEST(garments_look_the_same)
{
    int64_t count = 0;
    uint8_t *exact = sample_images("float32", &count), *images = sample_images("bfloat16", &count);
    double sum = 0;
    for (int64_t i = 0; i < count; i++) {
        const int difference = abs(exact[i] - images[i]);
        ck_assert_int_le(difference, 16);
        sum += difference;
    }
    ck_assert_int_eq(count, 8 * 32 * 32);
    ck_assert_double_le(sum / (double)count, 1.0);
    free(exact);
    free(images);
}
END_TEST

int main(void)
{
    if (!processor_has_bfloat16()) {
        puts("1..0 # SKIP this processor has no AVX512_BF16, or oneDNN is told not to use it");
        return EXIT_SUCCESS;
    }
    Suite *suite = suite_create("unet_bfloat16");
    TCase *tcase = tcase_create("outputs");
    tcase_add_checked_fixture(tcase, scratch_setup, scratch_teardown); /* the manifest leaves a picture where it runs */
    tcase_add_loop_test(tcase, outputs_are_near_those_in_float32, 0, UNET_MODELS);
    tcase_add_test(tcase, garments_look_the_same);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
