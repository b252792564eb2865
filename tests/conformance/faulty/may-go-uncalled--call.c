/* SPDX-License-Identifier: MIT */
/* Its destroy counts on a call. */
#define KEPT (((struct good_self *)self)->kept)
#define CALL_BODY KEPT = self;
#define DESTROY_BODY                                                                                                           \
    if (!KEPT) abort();
#include "good.h"
