/* SPDX-License-Identifier: MIT */
/* A block that takes an argument of every type and gives each back as an output. */
#include "every-type.h"

#define SLOT(name, type, suffix) slot_##name,
enum { EVERY_TYPE(SLOT) };

#define OUTPUT(name_, type_, suffix) {.slot = slot_##name_, .name = "got_" #name_, .type = #suffix},
static const struct lb_output outputs[] = {EVERY_TYPE(OUTPUT)};

#define ARGUMENT(name, type, suffix) {#name, #suffix},
static const struct lb_arg args[] = {EVERY_TYPE(ARGUMENT)};

#define PARAMETER(name, type, suffix) , type name
static lb_status call(void *self, const struct lb_components *components, struct lb_state *state EVERY_TYPE(PARAMETER))
{
    (void)self, (void)components;
#define STORE(name, type, suffix) *lb_##suffix(state, slot_##name) = name;
    EVERY_TYPE(STORE)
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "take-every-type",
    .version = "1.0.0",
    .description = "Gives its loop arguments back.",
    .intermediate_outputs = LB_ARRAY(outputs),
    .call_args = LB_ARRAY(args),
    .call = LB_CALL(call),
};
