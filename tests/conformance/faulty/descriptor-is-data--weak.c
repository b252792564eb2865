/* SPDX-License-Identifier: MIT */
/* Its descriptor is a weak symbol. */
#include <loopblocks/loopblocks.h>
#pragma weak lb_block
#include "good.h"
