/* SPDX-License-Identifier: MIT */
/* It has a function that is chosen as it is loaded. */
static int plain(void)
{
    return 0;
}
static int (*choose(void))(void)
{
    return plain;
}
static int chosen(void) __attribute__((ifunc("choose")));
#define CALL_BODY                                                                                                              \
    if (chosen() != 0) return LB_FAILED;
#include "good.h"
