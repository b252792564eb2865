/* SPDX-License-Identifier: MIT */
/* A whole block in one file: one step of Newton's method towards the square root of a. */
#include <loopblocks/loopblocks.h>

enum { A, X };
static const struct lb_input inputs[] = {
    {.slot = A, .name = "a", .type = "f64", .required = 1, .range = "[0, null]", .description = "Of what the root is sought."},
    {.slot = X, .name = "x", .type = "f64", .required = 1, .description = "A guess."}};
static const struct lb_output outputs[] = {{.slot = X, .name = "x", .type = "f64", .description = "A better guess."}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    const double a = *lb_f64(state, A);
    double *x = lb_f64(state, X);
    if (!(a > 0)) return lb_fail(state, "a is %g; expected a number above 0", a);
    *x = (*x + a / *x) / 2;
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "newton",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Improves x, a guess of the square root of a.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .call = LB_CALL(call),
};
