/* SPDX-License-Identifier: MIT */
/* It does something as it is loaded. */
static volatile int loaded;
__attribute__((constructor)) static void note(void)
{
    loaded = 1;
}
#include "good.h"
