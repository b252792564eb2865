/* SPDX-License-Identifier: MIT */
/* A block that returns what it is told to, from the function and at the call that it is told. */
#include <stdlib.h>
#include <string.h>

#include <loopblocks/loopblocks.h>

enum { MADE, CALLS };
enum { FROM, STATUS, AT, SAYS };

static const struct lb_output outputs[] = {{.slot = MADE, .name = "answered", .type = "i64"}};
static const struct lb_state_slot states[] = {{.slot = CALLS, .name = "calls", .type = "i64"}};
static const struct lb_config configs[] = {
    {.slot = FROM,
     .name = "from",
     .type = "str",
     .default_value = "\"call\"",
     .choices = "[\"create\", \"prepare\", \"call\"]"},
    {.slot = STATUS, .name = "status", .type = "i64", .flags = LB_CONFIG_REQUIRED},
    {.slot = AT, .name = "at", .type = "i64", .default_value = "0"},
    {.slot = SAYS, .name = "says", .type = "str"},
};

static int is_asked(const struct lb_state *settings, const char *function)
{
    return strcmp(lb_str(settings, FROM), function) == 0;
}

static lb_status create(const struct lb_info *info, void **self)
{
    *self = malloc(1);
    if (!*self) return LB_NO_MEMORY;
    if (!is_asked(info->configs, "create")) return LB_OK;
    free(*self); /* on failure nothing is kept; the host must not destroy what is left here */
    if (lb_is_set(info->configs, SAYS)) lb_fail(info, "%s", lb_str(info->configs, SAYS));
    return (lb_status)*lb_i64(info->configs, STATUS);
}

/* Is called for what create has made, and for nothing else. */
static void destroy(void *self)
{
    *(char *)self = 0;
    free(self);
}

static lb_status answer(struct lb_state *state)
{
    if (lb_is_set(state->configs, SAYS)) lb_fail(state, "%s", lb_str(state->configs, SAYS));
    return (lb_status)*lb_i64(state->configs, STATUS);
}

static lb_status prepare(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    return is_asked(state->configs, "prepare") ? answer(state) : LB_OK;
}

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    *lb_i64(state, MADE) = ++*lb_i64(state, CALLS);
    if (!is_asked(state->configs, "call") || *lb_i64(state, CALLS) - 1 < *lb_i64(state->configs, AT)) return LB_OK;
    return answer(state);
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "answer",
    .version = "1.0.0",
    .description = "Returns a status, from a function and call of choice on.",
    .intermediate_outputs = LB_ARRAY(outputs),
    .states = LB_ARRAY(states),
    .configs = LB_ARRAY(configs),
    .create = create,
    .prepare = prepare,
    .call = LB_CALL(call),
    .destroy = destroy,
};
