/* SPDX-License-Identifier: MIT */
/* Fault: it has a signal ignored, for the whole process. */
#include <signal.h>

#define CREATE_BODY signal(SIGPIPE, SIG_IGN);
#include "good.h"
