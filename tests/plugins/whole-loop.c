/* SPDX-License-Identifier: MIT */
/* A descriptor in which every list has items. They are writable, so that a test can put in one fault at a time. */
#include <loopblocks/loopblocks.h>

struct loop_args {
    int64_t i;
    double t;
};

enum { X, SCORES, Y, HISTORY };
enum { MODEL };
enum { SCALE, KIND };

static struct lb_input inputs[] = {
    {.slot = X, .name = "x", .type = "f32[N]", .required = 1},
    {.slot = SCORES, .type = "any", .group = "scores"},
};
static struct lb_output outputs[] = {
    {.slot = X, .name = "x", .type = "f32[N]"},
    {.slot = Y, .name = "y", .type = "str"},
};
static struct lb_state_slot states[] = {{.slot = HISTORY, .name = "history", .type = "f32[2,N]"}};
static struct lb_component_use uses[] = {{.slot = MODEL, .name = "model", .interface_id = "test.counter/1"}};
static struct lb_config configs[] = {
    {.slot = SCALE, .name = "scale", .type = "f64", .default_value = "0.5", .range = "[0, 1]"},
    {.slot = KIND, .name = "kind", .type = "str", .default_value = "\"a\"", .choices = "[\"a\", \"b\"]"},
};
static struct lb_arg args[] = {{"row", "i64"}, {"mask", "bool"}};
static struct lb_pass passes[] = {LB_PASS(struct loop_args, i, "i64"), LB_PASS(struct loop_args, t, "f64")};
static const char *extensions[] = {"lb.weights/1"};

/* Room for one more text that lies in this library. */
static char licence[32] = "MIT";

static lb_status create(const struct lb_info *info, void **self)
{
    (void)info, (void)self;
    return LB_OK;
}

static lb_status prepare(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components, (void)state;
    return LB_OK;
}

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state, int64_t row, uint8_t mask)
{
    (void)self, (void)components, (void)row, (void)mask;
    return lb_loop_step(state);
}

static void destroy(void *self)
{
    (void)self;
}

static const void *get_extension(const char *id)
{
    (void)id;
    return NULL;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_LOOP_HEADER,
    .name = "whole-loop",
    .version = "1.2.3-rc.1",
    .licence = licence,
    .description = "Declares one of everything.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .states = LB_ARRAY(states),
    .components = LB_ARRAY(uses),
    .configs = LB_ARRAY(configs),
    .call_args = LB_ARRAY(args),
    .passes = LB_ARRAY(passes),
    .required_extensions = LB_ARRAY(extensions),
    .create = create,
    .prepare = prepare,
    .call = LB_CALL(call),
    .destroy = destroy,
    .get_extension = get_extension,
};
