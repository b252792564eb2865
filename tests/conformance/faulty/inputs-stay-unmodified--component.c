/* SPDX-License-Identifier: MIT */
/* A guider that scales the prediction where it is. */
#include <loopblocks/loopblocks.h>
#include <string.h>

static int32_t conditions(const void *self, struct lb_state *state, const struct lb_step_info *info)
{
    return 1;
}

static lb_status condition(const void *self, struct lb_state *state, const struct lb_step_info *info, int32_t k,
                           struct lb_condition *out)
{
    out->kind = LB_CONDITION_POSITIVE;
    out->name = "pred_cond";
    return LB_OK;
}

static lb_status combine(const void *self, struct lb_state *state, const struct lb_step_info *info, int32_t n,
                         const struct lb_tensor *const *predictions, struct lb_tensor *out)
{
    float *prediction = predictions[0]->data;
    for (int64_t k = 0; k < lb_tensor_count(out); k++) prediction[k] *= 0.5f;
    memcpy(out->data, prediction, (size_t)lb_tensor_count(out) * sizeof *prediction);
    return LB_OK;
}

static const struct lb_guider guider = {
    .struct_size = sizeof guider, .maximum = 1, .conditions = conditions, .condition = condition, .combine = combine};
static const struct lb_provide provides[] = {{LB_GUIDER_ID, &guider}};

LB_EXPORT const struct lb_component lb_component = {
    LB_COMPONENT_HEADER,
    .name = NAME,
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Halves the prediction.",
    .provides = LB_ARRAY(provides),
};
