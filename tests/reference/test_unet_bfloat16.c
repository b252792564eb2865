/* SPDX-License-Identifier: MIT */
/* unet2d with precision "bfloat16": how far its outputs are from those in float32, where the processor has it. */
#include <stdio.h>
#include <string.h>

#include "reference/unet_cases.h"
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

int main(void)
{
    if (!processor_has_bfloat16()) {
        puts("1..0 # SKIP this processor has no AVX512_BF16, or oneDNN is told not to use it");
        return EXIT_SUCCESS;
    }
    Suite *suite = suite_create("unet_bfloat16");
    TCase *tcase = tcase_create("outputs");
    tcase_add_loop_test(tcase, outputs_are_near_those_in_float32, 0, UNET_MODELS);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
