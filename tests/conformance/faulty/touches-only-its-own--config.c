/* SPDX-License-Identifier: MIT */
/* It looks at a config that it does not have. */
#define CALL_BODY                                                                                                              \
    if (*(void *volatile const *)&state->configs->slots[FREE_CONFIG] == (void *)1) return LB_OK;
#include "good.h"
