// SPDX-License-Identifier: MIT
// plugin-name: classifier-free guidance (Ho and Salimans 2022), to be changed into a guidance of yours. See guider.h.
#include <loopblocks/loopblocks.h>

namespace {

// Configs. They are read where they are needed: there is no self to make of them.
enum { GUIDANCE_SCALE };

// How many predictions this step wants: one for the condition, one for none.
int32_t conditions(const void *, lb_state *, const lb_step_info *)
{
    return 2;
}

lb_status condition(const void *, lb_state *state, const lb_step_info *, int32_t k, lb_condition *out)
{
    if (k < 0 || k > 1) return lb_fail(state, "condition %d; expected 0 or 1", k);
    out->kind = k == 0 ? LB_CONDITION_POSITIVE : LB_CONDITION_NEGATIVE;
    out->name = k == 0 ? "pred_cond" : "pred_uncond";
    out->hook = nullptr;
    return LB_OK;
}

template <class T> T *data_of(const lb_tensor *tensor)
{
    return static_cast<T *>(tensor->data);
}

// From the prediction without a condition towards the one with it, and beyond.
lb_status combine(const void *, lb_state *state, const lb_step_info *, int32_t n, const lb_tensor *const *predictions,
                  lb_tensor *out)
{
    if (n != 2) return lb_fail(state, "%d predictions; expected 2", n);
    if (!lb_tensor_same_shape(predictions[0], out) || !lb_tensor_same_shape(predictions[1], out))
        return lb_fail(state, "the predictions have other shapes than the result");
    const float scale = float(*lb_f64(state->configs, GUIDANCE_SCALE));
    const float *with = data_of<const float>(predictions[0]), *without = data_of<const float>(predictions[1]);
    float *result = data_of<float>(out);
    const int64_t count = lb_tensor_count(out);
    for (int64_t k = 0; k < count; k++) result[k] = without[k] + scale * (with[k] - without[k]);
    return LB_OK;
}

constexpr lb_guider guider = {
    .struct_size = sizeof(lb_guider),
    .maximum = 2,
    .conditions = conditions,
    .condition = condition,
    .combine = combine,
};
constexpr lb_provide provides[] = {{LB_GUIDER_ID, &guider}};

constexpr lb_config configs[] = {
    {.slot = GUIDANCE_SCALE,
     .name = "guidance_scale",
     .type = "f64",
     .description = "How far to go: 1 is the conditional prediction itself.",
     .default_value = "2.0"},
};

} // namespace

LB_EXPORT const struct lb_component lb_component = {
    LB_COMPONENT_HEADER,
    .flags = LB_FLAG_SHAREABLE | LB_FLAG_ANY_THREAD, // it has no state: remove these when yours has
    .name = "plugin-name",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Guides by the difference of a conditional and an unconditional prediction.",
    .configs = LB_ARRAY(configs),
    .provides = LB_ARRAY(provides),
};
