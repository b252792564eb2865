/* SPDX-License-Identifier: MIT */
/* A wrapper that looks at its number behind the first step, and so misses the end. */
#define CALL_BODY                                                                                                              \
    if (num_steps == 0) {                                                                                                      \
        volatile int64_t left = 0;                                                                                             \
        do args->i++;                                                                                                          \
        while (--left != 0);                                                                                                   \
    }
#include "good-loop.h"
