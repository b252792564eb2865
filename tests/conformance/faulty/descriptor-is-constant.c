/* SPDX-License-Identifier: MIT */
/* Its descriptor can be written. */
#include <loopblocks/loopblocks.h>
__attribute__((section(".data"))) extern const struct lb_block lb_block;
#include "good.h"
