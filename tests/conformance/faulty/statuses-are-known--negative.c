/* SPDX-License-Identifier: MIT */
/* It returns an errno, after it has said why. */
#include <loopblocks/loopblocks.h>

static const struct lb_arg args[] = {{.name = "i", .type = "i64"}};
static lb_status call_at(void *self, const struct lb_components *components, struct lb_state *state, int64_t i);

#define MEMBERS .call_args = LB_ARRAY(args), .call = LB_CALL(call_at),
#include "good.h"

static lb_status call_at(void *self, const struct lb_components *components, struct lb_state *state, int64_t i)
{
    if (i < 0) return lb_fail(state, "i is %lld; expected 0 or more", (long long)i), -22;
    return call(self, components, state);
}
