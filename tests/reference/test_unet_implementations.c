/* SPDX-License-Identifier: MIT */
/* unet2d on lesser processors than this one: right everywhere, and by fast implementations of oneDNN from AVX2 on. */
#include <limits.h>
#include <loopblocks/denoiser.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "reference/component.h"
#include "reference/onednn.h"
#include "reference/unet_cases.h"
#include "unit/suite.h"

#define TOLERANCE 1e-5

/* What oneDNN may use at most. It reads this once: each test has a process of its own, and loads oneDNN in it. */
static const struct {
    const char *name;
    bool is_fast;
} processors[] = {{"SSE41", false}, {"AVX2", true}, {"AVX512_CORE", true}, {"ALL", true}};
#define PROCESSORS (int)(sizeof processors / sizeof processors[0])

static void check_heard(const struct unet_heard *heard, bool is_fast)
{
    ck_assert_int_ge(heard->convolutions, 10);
    if (is_fast) ck_assert_msg(!heard->slow[0], "%s", heard->slow);
}

START_TEST(outputs_hold_on_every_processor)
{
    setenv("DNNL_MAX_CPU_ISA", processors[_i].name, 1);
    for (size_t model = 0; model < UNET_MODELS; model++) {
        struct unet_heard heard = {0};
        const double worst = unet_worst_difference(model, "float32", unet_hear, &heard);
        ck_assert_msg(worst <= TOLERANCE, "%s: worst difference %g", unet_models[model], worst);
        check_heard(&heard, processors[_i].is_fast);
    }
}
END_TEST

/* Prepares the trained model for a batch of square images. */
static void prepare(struct component *unet, int64_t images, int64_t side)
{
    const struct lb_denoiser *denoiser = unet->methods;
    int64_t shape[] = {images, 1, side, side}, out_shape[LB_MAX_NDIM];
    const struct lb_tensor sample = tensor_f32(NULL, 4, shape);
    const struct lb_tensor labels = {.ndim = 1, .dtype = {LB_CODE_INT, 64, 1}, .shape = shape};
    const struct lb_named in[] = {{"sample", &sample}, {"class_labels", &labels}};
    struct lb_tensor out = {.shape = out_shape};
    ck_assert_int_eq(denoiser->prepare(unet->self, unet->state, in, 2, &out), LB_OK);
}

/* Makes the trained model's component; returns as component_try. */
static int try_trained_model(struct component *unet, const char *precision)
{
    const char *root = getenv("LOOPBLOCKS_SRCDIR");
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s/models/fashion-unet", root ? root : ".");
    return component_try_unet(unet, folder, precision);
}

START_TEST(the_trained_model_is_computed_in_fast_ways)
{
    static const int64_t batches[][2] = {{1, 32}, {2, 32}, {16, 32}, {128, 32}, {1, 64}, {3, 40}, {1, 8}};
    setenv("DNNL_MAX_CPU_ISA", processors[_i].name, 1);
    for (size_t i = 0; i < sizeof batches / sizeof batches[0]; i++) {
        struct component unet;
        struct unet_heard heard = {0};
        ck_assert_msg(try_trained_model(&unet, "float32") == 0, "%s", component_error(&unet));
        lbh_host_set_log(unet.host, unet_hear, &heard);
        prepare(&unet, batches[i][0], batches[i][1]);
        component_close(&unet);
        check_heard(&heard, processors[_i].is_fast);
    }
}
END_TEST

START_TEST(bfloat16_is_refused_where_the_processor_lacks_it)
{
    struct component unet;
    setenv("DNNL_MAX_CPU_ISA", "AVX2", 1);
    ck_assert_int_ne(try_trained_model(&unet, "bfloat16"), 0);
    ck_assert_msg(strstr(component_error(&unet), "AVX512_BF16"), "%s", component_error(&unet));
    component_close(&unet);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("unet_implementations");
    TCase *tcase = tcase_create("processors");
    tcase_add_loop_test(tcase, outputs_hold_on_every_processor, 0, PROCESSORS);
    tcase_add_loop_test(tcase, the_trained_model_is_computed_in_fast_ways, 0, PROCESSORS);
    tcase_add_test(tcase, bfloat16_is_refused_where_the_processor_lacks_it);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_FORK);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
