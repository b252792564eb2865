/* SPDX-License-Identifier: MIT */
/* Notes when it is called for the first time, on the clock that all processes share. */
#include <loopblocks/loopblocks.h>

#include <time.h>

enum { FIRST_CALL_NS };
static const struct lb_input inputs[] = {
    {.slot = FIRST_CALL_NS, .name = "first_call_ns", .type = "i64", .description = "0 at first.", .default_value = "0"},
};
static const struct lb_output outputs[] = {
    {.slot = FIRST_CALL_NS, .name = "first_call_ns", .type = "i64", .description = "When the first call was.", .unit = "ns"},
};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    if (*lb_i64(state, FIRST_CALL_NS) != 0) return LB_OK;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    *lb_i64(state, FIRST_CALL_NS) = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "stamp",
    .version = "1.0.0",
    .description = "Notes when it is called for the first time.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .call = LB_CALL(call),
};
