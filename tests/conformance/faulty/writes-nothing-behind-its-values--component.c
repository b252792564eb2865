/* SPDX-License-Identifier: MIT */
/* A generator that draws one number too many. */
#define UNIFORM_BODY                                                                                                           \
    const int64_t count = lb_tensor_count(out);                                                                                \
    if (out->dtype.bits == 32) ((float *)out->data)[count] = 0.5f;
#include "good-component.h"
