/* SPDX-License-Identifier: MIT */
/* The guider that does not guide: one conditional prediction, taken as it is. */
#include <loopblocks/loopblocks.h>

#include <string.h>

static int32_t conditions(const void *self, struct lb_state *state, const struct lb_step_info *info)
{
    (void)self;
    (void)state;
    (void)info;
    return 1;
}

static lb_status condition(const void *self, struct lb_state *state, const struct lb_step_info *info, int32_t k,
                           struct lb_condition *out)
{
    (void)self;
    (void)info;
    if (k != 0) return lb_fail(state, "no such condition: expected=0, found=%d", (int)k);
    out->kind = LB_CONDITION_POSITIVE;
    out->name = "pred_cond";
    out->hook = NULL;
    return LB_OK;
}

static lb_status combine(const void *self, struct lb_state *state, const struct lb_step_info *info, int32_t n,
                         const struct lb_tensor *const *predictions, struct lb_tensor *out)
{
    (void)self;
    (void)info;
    if (n != 1) return lb_fail(state, "cannot combine: expected=1 prediction, found=%d", (int)n);
    const struct lb_tensor *prediction = predictions[0];
    if (prediction->dtype.code != LB_CODE_FLOAT || prediction->dtype.bits != 32 || !lb_tensor_same_shape(prediction, out))
        return lb_fail(state, "cannot combine: expected=an f32 prediction of the output's shape");
    if (out->data != prediction->data) memmove(out->data, prediction->data, (size_t)lb_tensor_count(out) * sizeof(float));
    return LB_OK;
}

static const struct lb_guider guider = {
    .struct_size = sizeof guider,
    .maximum = 1,
    .conditions = conditions,
    .condition = condition,
    .combine = combine,
};

static const struct lb_provide provides[] = {{LB_GUIDER_ID, &guider}};

LB_EXPORT const struct lb_component lb_component = {
    LB_COMPONENT_HEADER,
    .flags = LB_FLAG_SHAREABLE | LB_FLAG_ANY_THREAD,
    .name = "no-guidance",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Takes the conditional prediction as it is: one call of the model a step.",
    .provides = LB_ARRAY(provides),
};
