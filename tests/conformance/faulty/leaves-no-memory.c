/* SPDX-License-Identifier: MIT */
/* Fault: what create has allocated stays. */
#include <stdlib.h>

#define CREATE_BODY                                                                                                            \
    void *volatile lost = malloc(64);                                                                                          \
    (void)lost;
#include "good.h"
