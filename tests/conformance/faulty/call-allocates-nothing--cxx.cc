/* SPDX-License-Identifier: MIT */
/* Its fault: a vector in its call. */
#include <loopblocks/loopblocks.h>

#include <vector>

enum { X };
static const struct lb_input inputs[] = {{.slot = X, .name = "x", .type = "f64", .required = 1, .description = "A number."}};
static const struct lb_output outputs[] = {{.slot = X, .name = "x", .type = "f64", .description = "The same."}};

static lb_status call(void *, const struct lb_components *, struct lb_state *state)
{
    std::vector<double> copy(100, *lb_f64(state, X));
    *lb_f64(state, X) = copy[99];
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = NAME,
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Copies x.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .call = LB_CALL(call),
};
