/* SPDX-License-Identifier: MIT */
/* Its fault: one of its methods that belong in a step asks the system who its parent is. */
#include <loopblocks/loopblocks.h>

#include <unistd.h>

#define UNIFORM_BODY (void)getppid();
#include "good-component.h"
