/* SPDX-License-Identifier: MIT */
/* plugin-name: a moving average, to be changed into what you need. The SDK's headers document everything that is used here. */
#include <loopblocks/loopblocks.h>

#include <float.h>
#include <math.h>
#include <stdlib.h>

/* Numbers by which the code reaches values: inputs, outputs and states share one numbering, configs have their own. */
enum { X, AVERAGE, LAST };
enum { WINDOW };

/* Values that the pipeline gives. Those of the same name are the same value, whichever block declares them. */
static const struct lb_input inputs[] = {
    {.slot = X, .name = "x", .type = "f64", .required = 1, .description = "The number to average."},
};

/* Values that every call writes. */
static const struct lb_output outputs[] = {
    {.slot = AVERAGE, .name = "average", .type = "f64", .description = "The average of x so far, late numbers counting most."},
};

/* What is remembered from call to call: zero at first. The host keeps it, also when another version takes over. */
static const struct lb_state_slot states[] = {
    {.slot = LAST, .name = "last", .type = "f64", .description = "The average of the call before."},
};

/* Settings: checked by the host, fixed before create. */
static const struct lb_config configs[] = {
    {.slot = WINDOW,
     .name = "window",
     .type = "i64",
     .description = "How many numbers to average over, about.",
     .default_value = "3",
     .range = "[1, null]"},
};

/* What follows from the configs, and nothing else: it must be possible to throw it away and make it again. */
struct plugin_name_self {
    double rate;
};

static lb_status create(const struct lb_info *info, void **self)
{
    struct plugin_name_self *made = malloc(sizeof *made);
    if (!made) return LB_NO_MEMORY;
    made->rate = 2 / ((double)*lb_i64(info->configs, WINDOW) + 1);
    *self = made;
    return LB_OK;
}

/* One step. It takes no memory, waits for nothing and prints nothing. */
static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)components;
    const struct plugin_name_self *settings = self;
    const double x = *lb_f64(state, X);
    if (!isfinite(x)) return lb_fail(state, "x is %g; expected a finite number", x);
    double *last = lb_f64(state, LAST);
    *last += settings->rate * (x - *last);
    /* What fades away passes through numbers next to zero, with which processors are slow. */
    if (fabs(*last) < DBL_MIN) *last = 0;
    *lb_f64(state, AVERAGE) = *last;
    return LB_OK;
}

static void destroy(void *self)
{
    free(self);
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "plugin-name",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Averages a number over the calls.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .states = LB_ARRAY(states),
    .configs = LB_ARRAY(configs),
    .create = create,
    .call = LB_CALL(call),
    .destroy = destroy,
};
