/* SPDX-License-Identifier: MIT */
/* It does something as it is loaded, by the linker's option. */
/* flags: -Wl,-init,note */
static volatile int loaded;
__attribute__((used)) void note(void);
void note(void)
{
    loaded = 1;
}
#include "good.h"
