/* SPDX-License-Identifier: MIT */
/* A block to be packaged: it takes some of the way out of a vector's change, call by call. */
#include <math.h>

#include <loopblocks/loopblocks.h>

enum { X, BEFORE, CALLS };
static const struct lb_input inputs[] = {
    {.slot = X, .name = "x", .type = "f64[N]", .required = 1, .description = "The vector as it has become."}};
static const struct lb_output outputs[] = {
    {.slot = X, .name = "x", .type = "f64[N]", .description = "The vector, nearer to what it was."}};
static const struct lb_state_slot states[] = {
    {.slot = BEFORE, .name = "before", .type = "f64[N]", .description = "What this block made of it the last time."},
    {.slot = CALLS, .name = "calls", .type = "i64", .description = "How often it was called."}};

enum { RATE };
static const struct lb_config configs[] = {{.slot = RATE,
                                            .name = "rate",
                                            .type = "f64",
                                            .description = "How much of the change is taken out.",
                                            .default_value = "0.5",
                                            .range = "[0, 1]"}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self;
    (void)components;
    double *x = lb_f64(state, X), *before = lb_f64(state, BEFORE);
    const double rate = *lb_f64(state->configs, RATE);
    const int64_t count = lb_count(state, X);
    for (int64_t k = 0; k < count; k++) {
        if (*lb_i64(state, CALLS)) x[k] += rate * (before[k] - x[k]);
        if (fabs(x[k]) < 0x1p-1000) x[k] = 0; /* what fades away must not become subnormal: that is slow */
        before[k] = x[k];
    }
    *lb_i64(state, CALLS) += 1;
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "damp",
    .version = "1.2.0",
    .licence = "MIT",
    .description = "Takes some of the way out of a vector's change.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .states = LB_ARRAY(states),
    .configs = LB_ARRAY(configs),
    .call = LB_CALL(call),
};
