/* SPDX-License-Identifier: MIT */
/* Its destroy counts on prepare. */
#define KEPT (((struct good_self *)self)->kept)
#define PREPARE_BODY                                                                                                           \
    if (!KEPT) KEPT = calloc(1, sizeof(int));
#define DESTROY_BODY                                                                                                           \
    *(volatile int *)KEPT = 1;                                                                                                 \
    free(KEPT);
#include "good.h"
