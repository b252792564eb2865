/* SPDX-License-Identifier: MIT */
/* A wrapper that breaks the rules of stepping, in the way that it is told. */
#include <string.h>

#include <loopblocks/loopblocks.h>

enum { ENDS };
enum { HOW };

static const struct lb_output outputs[] = {{.slot = ENDS, .name = "ends", .type = "i64"}};
static const struct lb_config configs[] = {
    {.slot = HOW,
     .name = "how",
     .type = "str",
     .flags = LB_CONFIG_REQUIRED,
     .choices = "[\"goes-on\", \"steps-in-create\", \"steps-in-prepare\", \"own-status\"]"}};

static int is_asked(const struct lb_state *settings, const char *how)
{
    return strcmp(lb_str(settings, HOW), how) == 0;
}

static lb_status create(const struct lb_info *info, void **self)
{
    (void)self;
    return is_asked(info->configs, "steps-in-create") ? info->host->loop_step(info->context) : LB_OK;
}

static lb_status prepare(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    return is_asked(state->configs, "steps-in-prepare") ? lb_loop_step(state) : LB_OK;
}

/* Steps ten times, whatever it is told, and counts how often it was told to end. */
static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    *lb_i64(state, ENDS) = 0;
    for (int k = 0; k < 10; k++) *lb_i64(state, ENDS) += lb_loop_step(state) != LB_OK;
    return is_asked(state->configs, "own-status") ? LB_UNSUPPORTED : LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_LOOP_HEADER,
    .name = "careless-loop",
    .version = "1.0.0",
    .description = "Steps when it must not.",
    .intermediate_outputs = LB_ARRAY(outputs),
    .configs = LB_ARRAY(configs),
    .create = create,
    .prepare = prepare,
    .call = LB_CALL(call),
};
