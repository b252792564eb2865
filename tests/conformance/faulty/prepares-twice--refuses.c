/* SPDX-License-Identifier: MIT */
/* It is prepared once. */
#define KEPT (((struct good_self *)self)->kept)
#define PREPARE_BODY                                                                                                           \
    if (KEPT) return lb_fail(state, "it has been prepared already");                                                           \
    KEPT = self;
#include "good.h"
