/* SPDX-License-Identifier: MIT */
/* It looks something up by the iteration's number. */
#include <loopblocks/loopblocks.h>

static const struct lb_arg args[] = {{.name = "i", .type = "i64"}};
static lb_status call_at(void *self, const struct lb_components *components, struct lb_state *state, int64_t i);

#define MEMBERS .call_args = LB_ARRAY(args), .call = LB_CALL(call_at),
#include "good.h"

static const double table[64] = {1, 2, 3};

static lb_status call_at(void *self, const struct lb_components *components, struct lb_state *state, int64_t i)
{
    const lb_status status = call(self, components, state);
    *lb_f64(state, Y) += table[i];
    return status;
}
