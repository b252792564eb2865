/* SPDX-License-Identifier: MIT */
/* It looks at a slot that it does not have. */
#define CALL_BODY                                                                                                              \
    if (*(void *volatile const *)&state->slots[FREE_SLOT] == (void *)1) return LB_OK;
#include "good.h"
