/* SPDX-License-Identifier: MIT */
/* Fault: it has something called at the end of the process, by another name. */
#define _DEFAULT_SOURCE
#include <stdlib.h>

static int made;

static void end(int code, void *user)
{
    *(int *)user = code;
}

#define CREATE_BODY                                                                                                            \
    if (!made) made = on_exit(end, &made) == 0;
#include "good.h"
