/* SPDX-License-Identifier: MIT */
/* Its fault: it asks the system who its parent is. */
#include <loopblocks/loopblocks.h>

#include <unistd.h>

#define CALL_BODY (void)getppid();
#include "good.h"
