/* SPDX-License-Identifier: MIT */
/* Fault: call does not look whether there was memory. */
#include <stdlib.h>

#define CALL_BODY                                                                                                              \
    double *numbers = malloc(64 * sizeof *numbers);                                                                            \
    *(volatile double *)numbers = 1;                                                                                           \
    free(numbers);
#define MEMBERS .flags = LB_FLAG_ALLOCATES,
#include "good.h"
