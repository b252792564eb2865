/* SPDX-License-Identifier: MIT */
/* A block as one writes it in C++20: designated initialisers that leave members out, in the order of their declaration. */
#include <loopblocks/loopblocks.h>

namespace {

enum : uint32_t { SAMPLE, MEAN };

constexpr struct lb_input inputs[] = {
    {.slot = SAMPLE, .name = "sample", .type = "f32[N]", .required = 1, .description = "The values."},
};
constexpr struct lb_output outputs[] = {
    {.slot = MEAN, .name = "mean", .type = "f64", .description = "Their mean."},
};
constexpr struct lb_config configs[] = {
    {.slot = 0, .name = "scale", .type = "f64", .description = "What the mean is multiplied by.", .default_value = "1.0"},
};
constexpr struct lb_arg args[] = {{.name = "i", .type = "i64"}};

lb_status call(void *, const struct lb_components *, struct lb_state *state, int64_t i)
{
    const int64_t count = lb_count(state, SAMPLE);
    if (count == 0) return lb_fail(state, "expected a value in iteration %lld, found none", static_cast<long long>(i));
    double sum = 0;
    for (int64_t n = 0; n < count; n++) sum += static_cast<double>(lb_f32(state, SAMPLE)[n]);
    *lb_f64(state, MEAN) = *lb_f64(state->configs, 0) * sum / static_cast<double>(count);
    return LB_OK;
}

} // namespace

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "mean",
    .version = "1.0.0",
    .description = "Computes the mean of a tensor.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .configs = LB_ARRAY(configs),
    .call_args = LB_ARRAY(args),
    .call = LB_CALL(call),
};
