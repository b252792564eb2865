/* SPDX-License-Identifier: MIT */
/* A whole block in one file: one step of Newton's method towards the square root of a. */
#include <loopblocks/loopblocks.h>

enum { A, X };
static const struct lb_input inputs[] = {{.slot = A, .name = "a", .type = "f64", .required = 1, .range = "[0, null]"},
                                         {.slot = X, .name = "x", .type = "f64", .required = 1}};
static const struct lb_output outputs[] = {{.slot = X, .name = "x", .type = "f64", .description = "A better guess."}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    double *x = lb_f64(state, X);
    *x = (*x + *lb_f64(state, A) / *x) / 2;
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "newton",
    .version = "1.0.0",
    .description = "Improves x, a guess of the square root of a.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .call = LB_CALL(call),
};
