/* SPDX-License-Identifier: MIT */
/* A block that reads a number of its host's program at an address: what it was at the second call, and at the latest. */
#include <loopblocks/loopblocks.h>

enum { ADDRESS, SECOND, LATEST, CALLS };

static const struct lb_input inputs[] = {{.slot = ADDRESS, .name = "address", .type = "u64", .required = 1}};
static const struct lb_output outputs[] = {
    {.slot = SECOND, .name = "at_second", .type = "u64"},
    {.slot = LATEST, .name = "at_latest", .type = "u64"},
};
static const struct lb_state_slot states[] = {{.slot = CALLS, .name = "calls", .type = "i64"}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    *lb_u64(state, LATEST) = *(const volatile uint64_t *)(uintptr_t)*lb_u64(state, ADDRESS);
    if (++*lb_i64(state, CALLS) == 2) *lb_u64(state, SECOND) = *lb_u64(state, LATEST);
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "sample-number",
    .version = "1.0.0",
    .description = "Reads a number of the program.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .states = LB_ARRAY(states),
    .call = LB_CALL(call),
};
