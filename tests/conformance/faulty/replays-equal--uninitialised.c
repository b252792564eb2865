/* SPDX-License-Identifier: MIT */
/* Its fault: it reads memory that nobody has written. */
#include <loopblocks/loopblocks.h>

#include <stdlib.h>

#define EXTRA_OUTPUTS {.slot = FREE_SLOT, .name = "z", .type = "i64"},
#define CREATE_BODY rest = malloc(256);
#define CALL_BODY *lb_i64(state, FREE_SLOT) = rest[16];
#define DESTROY_BODY free(rest);
static char *volatile rest;
#include "good.h"
