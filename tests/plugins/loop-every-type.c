/* SPDX-License-Identifier: MIT */
/* A wrapper that passes an argument of every type, each from an input of its own, and i as an i32. */
#include "every-type.h"

#define MEMBER(name, type, suffix) type name;
struct loop_args {
    EVERY_TYPE(MEMBER)
    int32_t i;
};

#define SLOT(name, type, suffix) slot_##name,
enum { EVERY_TYPE(SLOT) };

#define INPUT(name_, type_, suffix) {.slot = slot_##name_, .name = #name_, .type = #suffix},
static const struct lb_input inputs[] = {EVERY_TYPE(INPUT)};

#define PASS(name, type, suffix) LB_PASS(struct loop_args, name, #suffix),
static const struct lb_pass passes[] = {EVERY_TYPE(PASS) LB_PASS(struct loop_args, i, "i32")};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    struct loop_args *args = lb_loop_args(state);
#define SET(name, type, suffix) args->name = *lb_##suffix(state, slot_##name);
    EVERY_TYPE(SET)
    args->i = 0;
    return lb_loop_step(state);
}

LB_EXPORT const struct lb_block lb_block = {
    LB_LOOP_HEADER,
    .name = "loop-every-type",
    .version = "1.0.0",
    .description = "Runs its blocks once; passes what it is given.",
    .inputs = LB_ARRAY(inputs),
    .passes = LB_ARRAY(passes),
    .call = LB_CALL(call),
};
