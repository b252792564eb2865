/* SPDX-License-Identifier: MIT */
/* Its compiler starts threads for it, and it does not say so. */
/* flags: -Wl,--unresolved-symbols=ignore-all */
extern void GOMP_parallel(void (*work)(void *), void *data, unsigned threads, unsigned flags) __attribute__((weak));
#define CALL_BODY                                                                                                              \
    if (GOMP_parallel && *lb_f64(state, X) != *lb_f64(state, X)) GOMP_parallel(0, 0, 1, 0);
#include "good.h"
