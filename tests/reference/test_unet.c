/* SPDX-License-Identifier: MIT */
/* The unet2d component against diffusers' outputs for small checkpoints of every kind of architecture. */
#include <limits.h>
#include <loopblocks/denoiser.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "reference/component.h"
#include "safetensors.h"
#include "unit/suite.h"

#define TOLERANCE 1e-5
#define CASES 3

static const char *const models[] = {"tiny_plain", "tiny_attn_class", "tiny_ddpm_like"};

/* A stored input or output of case j, or null. */
static const struct lbh_safetensor *find(const struct lbh_safetensors *file, const char *name, int j)
{
    char key[64];
    snprintf(key, sizeof key, "%s_%d", name, j);
    return lbh_safetensors_find(file, key);
}

/* A view of a stored tensor, of which the shape is copied to `shape`. */
static struct lb_tensor view_of(const struct lbh_safetensor *stored, int64_t *shape)
{
    memcpy(shape, stored->shape, sizeof stored->shape);
    return (struct lb_tensor){.data = (void *)(uintptr_t)stored->data,
                              .device = {.type = 1},
                              .ndim = stored->ndim,
                              .dtype = lbh_element_dtype(stored->element),
                              .shape = shape};
}

static double read_timestep(const struct lbh_safetensor *stored)
{
    if (stored->element == LB_TYPE_I64) return (double)*(const int64_t *)stored->data;
    ck_assert_uint_eq(stored->element, LB_TYPE_F32);
    return (double)*(const float *)stored->data;
}

/* Runs case j of a model's file and returns the largest difference. */
static double run_case(const struct component *unet, const struct lbh_safetensors *file, int j)
{
    const struct lb_denoiser *denoiser = unet->methods;
    const struct lbh_safetensor *labels = find(file, "class_labels", j), *expected = find(file, "output", j);
    int64_t sample_shape[LB_MAX_NDIM], label_shape[LB_MAX_NDIM], out_shape[LB_MAX_NDIM];
    const struct lb_tensor sample = view_of(find(file, "sample", j), sample_shape);
    const struct lb_tensor label_view = labels ? view_of(labels, label_shape) : sample;
    const struct lb_named in[] = {{"sample", &sample}, {"class_labels", &label_view}};
    double timestep = read_timestep(find(file, "timestep", j)), worst = 0;
    const struct lb_tensor t = {.data = &timestep, .device = {.type = 1}, .dtype = {LB_CODE_FLOAT, 64, 1}};
    struct lb_tensor out = {.shape = out_shape};
    ck_assert_int_eq(denoiser->prepare(unet->self, unet->state, in, labels ? 2 : 1, &out), LB_OK);
    ck_assert_int_eq(out.ndim, expected->ndim);
    for (int32_t d = 0; d < out.ndim; d++) ck_assert_int_eq(out.shape[d], expected->shape[d]);
    float *result = calloc((size_t)lb_tensor_count(&out), sizeof *result);
    ck_assert_ptr_nonnull(result);
    out.data = result;
    ck_assert_int_eq(denoiser->run(unet->self, unet->state, &t, in, labels ? 2 : 1, NULL, &out), LB_OK);
    for (int64_t i = 0; i < lb_tensor_count(&out); i++) {
        const double difference = fabs((double)result[i] - (double)((const float *)expected->data)[i]);
        if (!(difference <= worst)) worst = isnan(difference) ? INFINITY : difference;
    }
    free(result);
    return worst;
}

START_TEST(every_architecture_gives_the_outputs_of_diffusers)
{
    const char *root = getenv("LOOPBLOCKS_SRCDIR");
    char folder[PATH_MAX], path[PATH_MAX + 32];
    struct lbh_safetensors *file = NULL;
    struct component unet;
    snprintf(folder, sizeof folder, "%s/tests/reference/unet/%s", root ? root : ".", models[_i]);
    snprintf(path, sizeof path, "%s/io.safetensors", folder);
    json_t *config = json_pack("{s:s}", "model", folder);
    component_open(&unet, "unet2d", LB_DENOISER_ID, config);
    json_decref(config);
    ck_assert_int_eq(lbh_safetensors_open(path, &file, NULL), LBH_OK);
    /* Forth and back again: a second prepare with other shapes must not disturb a third one with the first shapes. */
    for (int j = 0; j < 2 * CASES; j++) {
        const double worst = run_case(&unet, file, j < CASES ? j : 2 * CASES - 1 - j);
        ck_assert_msg(worst <= TOLERANCE, "%s, case %d: worst difference %g", models[_i], j, worst);
    }
    lbh_safetensors_close(file);
    component_close(&unet);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("unet");
    TCase *tcase = tcase_create("outputs");
    tcase_add_loop_test(tcase, every_architecture_gives_the_outputs_of_diffusers, 0, (int)(sizeof models / sizeof models[0]));
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
