/* SPDX-License-Identifier: MIT */
/* Fault: it handles a signal, and goes on doing so. */
#include <signal.h>

static void handle(int number)
{
    (void)number;
}

#define CREATE_BODY signal(SIGUSR2, handle);
#include "good.h"
