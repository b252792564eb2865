/* SPDX-License-Identifier: MIT */
/* The unet2d component against diffusers' outputs for small checkpoints of every kind of architecture. */
#include "reference/onednn.h"
#include "reference/unet_cases.h"
#include "unit/suite.h"

#define TOLERANCE 1e-5

START_TEST(every_architecture_gives_the_outputs_of_diffusers)
{
    const double worst = unet_worst_difference((size_t)_i, "float32", NULL, NULL);
    ck_assert_msg(worst <= TOLERANCE, "%s: worst difference %g", unet_models[_i], worst);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("unet");
    TCase *tcase = tcase_create("outputs");
    tcase_add_loop_test(tcase, every_architecture_gives_the_outputs_of_diffusers, 0, UNET_MODELS);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
