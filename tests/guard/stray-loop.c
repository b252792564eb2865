/* SPDX-License-Identifier: MIT */
/* A loop wrapper of three steps that may touch, after its first, what lies at an address that it was given. */
#include "stray.h"

enum { AT, TURNS, ROW };
enum { DEED };
struct loop_args {
    int64_t i;
};

static const struct lb_input inputs[] = {{.slot = AT, .name = "at", .type = "i64", .default_value = "0"}};
static const struct lb_output outputs[] = {{.slot = TURNS, .name = "turns", .type = "i64"},
                                           {.slot = ROW, .name = "row", .type = "u8[100]"}};
static const struct lb_config configs[] = {{.slot = DEED, .name = "deed", .type = "str", .default_value = "\"none\""}};
static const struct lb_pass passes[] = {LB_PASS(struct loop_args, i, "i64")};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    struct loop_args *args = lb_loop_args(state);
    *lb_i64(state, TURNS) = 0;
    memset(lb_u8(state, ROW), 0, 100);
    for (args->i = lb_loop_first(state); args->i < 3; args->i++) {
        const lb_status status = lb_loop_step(state);
        if (status != LB_OK) return status;
        ++*lb_i64(state, TURNS);
        if (is_deed(state->configs, DEED, "write-at")) spoil((char *)(intptr_t)*lb_i64(state, AT));
        if (is_deed(state->configs, DEED, "past-end")) spoil((char *)lb_u8(state, ROW) + 103);
    }
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_LOOP_HEADER,
    .name = "stray-loop",
    .version = "1.0.0",
    .description = "Steps three times, and reaches where it must not.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .configs = LB_ARRAY(configs),
    .passes = LB_ARRAY(passes),
    .call = LB_CALL(call),
};
