/* SPDX-License-Identifier: MIT */
/* Fault: it has something called at the end of the process. */
#include <stdlib.h>

static int made;

static void end(void)
{
    made = 0;
}

#define CREATE_BODY                                                                                                            \
    if (!made) made = atexit(end) == 0;
#include "good.h"
