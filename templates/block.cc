// SPDX-License-Identifier: MIT
// plugin-name: a moving average, to be changed into what you need. The SDK's headers document everything that is used here.
#include <cmath>
#include <limits>
#include <new>

#include <loopblocks/loopblocks.h>

namespace {

// Numbers by which the code reaches values: inputs, outputs and states share one numbering, configs have their own.
enum { X, AVERAGE, LAST };
enum { WINDOW };

// Values that the pipeline gives. Those of the same name are the same value, whichever block declares them.
constexpr lb_input inputs[] = {
    {.slot = X, .name = "x", .type = "f64", .required = 1, .description = "The number to average."},
};

// Values that every call writes.
constexpr lb_output outputs[] = {
    {.slot = AVERAGE, .name = "average", .type = "f64", .description = "The average of x so far, late numbers counting most."},
};

// What is remembered from call to call: zero at first. The host keeps it, also when another version takes over.
constexpr lb_state_slot states[] = {
    {.slot = LAST, .name = "last", .type = "f64", .description = "The average of the call before."},
};

// Settings: checked by the host, fixed before create.
constexpr lb_config configs[] = {
    {.slot = WINDOW,
     .name = "window",
     .type = "i64",
     .description = "How many numbers to average over, about.",
     .default_value = "3",
     .range = "[1, null]"},
};

// What follows from the configs, and nothing else: it must be possible to throw it away and make it again.
struct plugin_name_self {
    double rate;
};

lb_status create(const lb_info *info, void **self)
{
    const auto window = static_cast<double>(*lb_i64(info->configs, WINDOW));
    *self = new (std::nothrow) plugin_name_self{2 / (window + 1)};
    return *self ? LB_OK : LB_NO_MEMORY; // no exception may leave a function
}

// One step. It takes no memory, waits for nothing and prints nothing.
lb_status call(void *self, const lb_components *, lb_state *state)
{
    const auto *settings = static_cast<const plugin_name_self *>(self);
    const double x = *lb_f64(state, X);
    if (!std::isfinite(x)) return lb_fail(state, "x is %g; expected a finite number", x);
    double &last = *lb_f64(state, LAST);
    last += settings->rate * (x - last);
    // What fades away passes through numbers next to zero, with which processors are slow.
    if (std::fabs(last) < std::numeric_limits<double>::min()) last = 0;
    *lb_f64(state, AVERAGE) = last;
    return LB_OK;
}

void destroy(void *self)
{
    delete static_cast<plugin_name_self *>(self);
}

} // namespace

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
