/* SPDX-License-Identifier: MIT */
/* Its fault: it sets in its call what happens on a signal. */
#include <loopblocks/loopblocks.h>

#include <signal.h>

#define CALL_BODY signal(SIGUSR2, SIG_IGN);
#include "good.h"
