/* SPDX-License-Identifier: MIT */
/* A generator that leaves out the last number. */
#define NORMAL_BODY                                                                                                            \
    int64_t fewer[2] = {out->shape[0], out->ndim > 1 ? out->shape[1] : 1};                                                     \
    struct lb_tensor less = *out;                                                                                              \
    fewer[0] -= 1;                                                                                                             \
    less.shape = fewer;                                                                                                        \
    out = &less;
#include "good-component.h"
