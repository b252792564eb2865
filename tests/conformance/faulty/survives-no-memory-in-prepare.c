/* SPDX-License-Identifier: MIT */
/* Fault: prepare does not look whether there was memory. */
#include <stdlib.h>

static void *volatile scratch;

#define PREPARE_BODY                                                                                                           \
    double *numbers = malloc(64 * sizeof *numbers);                                                                            \
    numbers[0] = 1;                                                                                                            \
    scratch = numbers;                                                                                                         \
    free(scratch);
#include "good.h"
