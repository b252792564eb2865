/* SPDX-License-Identifier: MIT */
/* What the model is given: it knows how class labels fill a batch and which further values go along with a condition. */
#include "model.h"

#include <string.h>

#define NEGATIVE_PREFIX "negative_"

/* Finds a value of the group that is set, by its name; null where there is none. */
static const struct lb_named *find_extra(const struct lb_state *state, const char *prefix, const char *name)
{
    const size_t prefix_length = strlen(prefix);
    const uint32_t count = lb_group_count(state, DENOISER_INPUTS);
    for (uint32_t n = 0; n < count; n++) {
        const struct lb_named *value = lb_group_at(state, DENOISER_INPUTS, n);
        if (value->tensor->data && !strncmp(value->name, prefix, prefix_length) && !strcmp(value->name + prefix_length, name))
            return value;
    }
    return NULL;
}

/* Asks how many classes the model knows: 0 where it knows none. */
static lb_status ask_class_count(const struct lb_component_ref *unet, int64_t *class_count)
{
    struct lb_value value = {.type = LB_TYPE_NONE};
    const lb_status status = lb_denoiser_of(unet)->property(unet->self, unet->state, "num_class_embeds", &value);
    if (status == LB_OK) *class_count = value.type == LB_TYPE_I64 ? value.i64 : 0;
    return status;
}

int has_extras(const struct lb_state *state)
{
    const uint32_t count = lb_group_count(state, DENOISER_INPUTS);
    for (uint32_t n = 0; n < count; n++)
        if (lb_group_at(state, DENOISER_INPUTS, n)->tensor->data) return 1;
    return 0;
}

lb_status check_labels(struct lb_state *state, const struct lb_component_ref *unet)
{
    int64_t class_count = 0;
    const lb_status status = ask_class_count(unet, &class_count);
    if (status != LB_OK) return status;
    const int has_labels = lb_is_set(state, CLASS_LABELS);
    if (!has_labels && class_count > 0)
        return lb_fail(state, "the denoiser knows %lld classes: say which ones to make, with class_labels",
                       (long long)class_count);
    if (has_labels && lb_count(state, CLASS_LABELS) == 0) return lb_fail(state, "class_labels are empty; give at least one");
    return LB_OK;
}

lb_status collect_fields(struct lb_state *state, int32_t kind, const struct lb_tensor *sample, const struct lb_tensor *labels,
                         struct lb_named in[MAX_FIELDS], uint32_t *field_count)
{
    uint32_t n = 0;
    in[n++] = (struct lb_named){"sample", sample};
    if (labels) in[n++] = (struct lb_named){"class_labels", labels};
    const uint32_t extra_count = lb_group_count(state, DENOISER_INPUTS);
    for (uint32_t e = 0; e < extra_count; e++) {
        const struct lb_named *extra = lb_group_at(state, DENOISER_INPUTS, e);
        if (!extra->tensor->data || !strncmp(extra->name, NEGATIVE_PREFIX, strlen(NEGATIVE_PREFIX))) continue;
        const struct lb_named *negative =
            kind == LB_CONDITION_NEGATIVE ? find_extra(state, NEGATIVE_PREFIX, extra->name) : NULL;
        if (negative && !lb_tensor_same_shape(negative->tensor, extra->tensor))
            return lb_fail(state, "%s and %s differ in shape", negative->name, extra->name);
        if (n == MAX_FIELDS) return lb_fail(state, "more than %d inputs for the denoiser", MAX_FIELDS);
        in[n++] = (struct lb_named){extra->name, negative ? negative->tensor : extra->tensor};
    }
    *field_count = n;
    return LB_OK;
}

/* Fills the labels of a batch in which `n` conditions follow each other. */
static lb_status fill_labels(struct lb_state *state, const struct lb_component_ref *unet, const struct lb_condition *conditions,
                             int32_t n)
{
    const int64_t batch_size = lb_dim(state, SCALED_LATENTS, 0);
    const int64_t given_count = lb_count(state, CLASS_LABELS);
    const int64_t *given = lb_i64(state, CLASS_LABELS);
    if (lb_count(state, LABELS) < batch_size * n) return lb_fail(state, "class_labels came after the block was prepared");
    int64_t negative = 0;
    if (lb_is_set(state, NEGATIVE_CLASS_LABEL)) {
        negative = *lb_i64(state, NEGATIVE_CLASS_LABEL);
    } else {
        int64_t class_count = 0;
        const lb_status status = ask_class_count(unet, &class_count);
        if (status != LB_OK) return status;
        negative = class_count - 1;
        for (int32_t k = 0; k < n; k++)
            if (negative < 0 && conditions[k].kind == LB_CONDITION_NEGATIVE)
                return lb_fail(state, "the denoiser does not say which class stands for none: give negative_class_label");
    }
    int64_t *label = lb_i64(state, LABELS);
    for (int32_t k = 0; k < n; k++)
        for (int64_t b = 0; b < batch_size; b++)
            *label++ = conditions[k].kind == LB_CONDITION_NEGATIVE ? negative : given[b % given_count];
    return LB_OK;
}

lb_status run_model(struct lb_state *state, const struct lb_component_ref *unet, double t,
                    const struct lb_condition *conditions, int32_t n, float *predictions)
{
    const struct lb_tensor *latents = lb_tensor_of(state, SCALED_LATENTS);
    int64_t sample_shape[4];
    int64_t out_shape[4];
    memcpy(sample_shape, latents->shape, sizeof(sample_shape));
    memcpy(out_shape, lb_tensor_of(state, NOISE_PRED)->shape, sizeof(out_shape));
    sample_shape[0] *= n;
    out_shape[0] *= n;
    struct lb_tensor sample = *latents;
    sample.shape = sample_shape;
    struct lb_tensor out = *lb_tensor_of(state, NOISE_PRED);
    out.shape = out_shape;
    out.data = predictions;
    if (n > 1) {
        const size_t count = (size_t)lb_tensor_count(latents);
        sample.data = lb_f32(state, STACKED_LATENTS);
        for (int32_t k = 0; k < n; k++)
            memcpy(lb_f32(state, STACKED_LATENTS) + (size_t)k * count, latents->data, count * sizeof(float));
    }

    const int has_labels = lb_is_set(state, CLASS_LABELS);
    struct lb_tensor labels = *lb_tensor_of(state, LABELS);
    labels.shape = sample_shape;
    lb_status status = has_labels ? fill_labels(state, unet, conditions, n) : LB_OK;
    if (status != LB_OK) return status;
    struct lb_named in[MAX_FIELDS];
    uint32_t field_count = 0;
    status = collect_fields(state, conditions[0].kind, &sample, has_labels ? &labels : NULL, in, &field_count);
    if (status != LB_OK) return status;
    const struct lb_tensor timestep = {
        .data = &t, .device = {.type = 1}, .dtype = {.code = LB_CODE_FLOAT, .bits = 64, .lanes = 1}};
    return lb_denoiser_of(unet)->run(unet->self, unet->state, &timestep, in, field_count, conditions[0].hook, &out);
}
