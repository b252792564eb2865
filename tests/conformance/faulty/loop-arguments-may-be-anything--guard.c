/* SPDX-License-Identifier: MIT */
/* It finds its place by the iteration's number, and does not see that it may be negative. */
#include <loopblocks/loopblocks.h>

static const struct lb_arg args[] = {{.name = "i", .type = "i64"}};
static lb_status call_at(void *self, const struct lb_components *components, struct lb_state *state, int64_t i);

#define MEMBERS .call_args = LB_ARRAY(args), .call = LB_CALL(call_at),
#include "good.h"

static lb_status call_at(void *self, const struct lb_components *components, struct lb_state *state, int64_t i)
{
    if (i < 0) lb_f64(state, Y)[-1] = 0;
    return call(self, components, state);
}
