/* SPDX-License-Identifier: MIT */
/* It asks for something to be done as the program ends. */
#include <stdlib.h>
static volatile int ended;
static void note(void)
{
    ended = 1;
}
#define CREATE_BODY atexit(note);
#include "good.h"
