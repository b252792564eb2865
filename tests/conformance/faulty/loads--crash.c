/* SPDX-License-Identifier: MIT */
/* It crashes as it is loaded. */
static int *volatile nowhere;
__attribute__((constructor)) static void crash(void)
{
    *nowhere = 0;
}
#include "good.h"
