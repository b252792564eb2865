/* SPDX-License-Identifier: MIT */
/* A list can be written. */
#include <loopblocks/loopblocks.h>
enum { COUNT };
static struct lb_state_slot own_states[] = {{.slot = 2, .name = "count", .type = "i64", .description = "How many calls."}};
#define MEMBERS .states = LB_ARRAY(own_states),
#include "good.h"
