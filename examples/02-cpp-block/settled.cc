// SPDX-License-Identifier: MIT
// A block in C++20, with a config, a private state that lasts from call to call, and an error: has a number stopped moving?
#include <cmath>
#include <new>

#include <loopblocks/loopblocks.h>

namespace {

enum { VALUE, SETTLED, PREVIOUS }; // inputs, outputs and states share one numbering
enum { TOLERANCE };                // configs have their own

constexpr lb_input inputs[] = {
    {.slot = VALUE, .name = "value", .type = "f64", .required = 1, .description = "The number to watch."},
};
constexpr lb_output outputs[] = {
    {.slot = SETTLED, .name = "settled", .type = "bool", .description = "Whether it has stopped moving."},
};
constexpr lb_state_slot states[] = {
    {.slot = PREVIOUS, .name = "previous", .type = "f64", .description = "Its value in the call before."},
};
constexpr lb_config configs[] = {
    {.slot = TOLERANCE,
     .name = "tolerance",
     .type = "f64",
     .description = "How little it may move, relative to itself.",
     .default_value = "1e-12",
     .range = "[0, 1]"},
};

// What follows from the configs. What a call must remember is a state, never a member: the host keeps and moves states.
struct Criterion {
    double tolerance;
    bool holds(double previous, double value) const
    {
        return std::abs(value - previous) <= tolerance * std::abs(value);
    }
};

lb_status create(const lb_info *info, void **self)
{
    auto *criterion = new (std::nothrow) Criterion{*lb_f64(info->configs, TOLERANCE)};
    *self = criterion;
    return criterion ? LB_OK : LB_NO_MEMORY; // no exception leaves a block
}

lb_status call(void *self, const lb_components *, lb_state *state)
{
    const double value = *lb_f64(state, VALUE);
    if (!std::isfinite(value)) return lb_fail(state, "the value is %g, which is no number to settle on", value);
    *lb_bool(state, SETTLED) = static_cast<const Criterion *>(self)->holds(*lb_f64(state, PREVIOUS), value);
    *lb_f64(state, PREVIOUS) = value;
    return LB_OK;
}

void destroy(void *self)
{
    delete static_cast<Criterion *>(self);
}

} // namespace

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "settled",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Says whether a number has stopped moving.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .states = LB_ARRAY(states),
    .configs = LB_ARRAY(configs),
    .create = create,
    .call = LB_CALL(call),
    .destroy = destroy,
};
