/* SPDX-License-Identifier: MIT */
/* Its fault: it catches in its call what a division by zero raises. */
#include <loopblocks/loopblocks.h>

#include <signal.h>

static void handler(int number)
{
    (void)number;
}

#define CALL_BODY sigaction(SIGFPE, &(const struct sigaction){.sa_handler = handler}, 0);
#include "good.h"
