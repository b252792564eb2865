/* SPDX-License-Identifier: MIT */
/* It shows a function that helps. */
__attribute__((visibility("default"))) int good_helper(int x);
int good_helper(int x)
{
    return x + 1;
}
#include "good.h"
