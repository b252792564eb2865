/* SPDX-License-Identifier: MIT */
/* Its fault: it asks the system in every step who its parent is. */
#include <loopblocks/loopblocks.h>

#include <unistd.h>

#define AFTER_STEP (void)getppid();
#include "good-loop.h"
