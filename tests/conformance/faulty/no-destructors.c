/* SPDX-License-Identifier: MIT */
/* It does something as it is unloaded. */
static volatile int unloaded;
__attribute__((destructor)) static void note(void)
{
    unloaded = 1;
}
#include "good.h"
