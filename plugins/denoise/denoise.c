/* SPDX-License-Identifier: MIT */
/* The denoiser's turn: it knows which predictions a guider wants, when they share a batch, and what memory that takes. */
#include "model.h"

#define MAX_CONDITIONS 8 /* predictions a step */

static const struct lb_input inputs[] = {
    {.slot = SCALED_LATENTS,
     .name = "scaled_latents",
     .type = "f32[B,C,H,W]",
     .required = 1,
     .description = "The noisy samples, scaled as the denoiser takes them."},
    {.slot = CLASS_LABELS,
     .name = "class_labels",
     .type = "i64[L]",
     .description = "What to make, for models that know classes; repeated in order to fill the batch."},
    {.slot = NEGATIVE_CLASS_LABEL,
     .name = "negative_class_label",
     .type = "i64",
     .description = "The class to guide away from; unset: the model's last one, which stands for no class at all.",
     .range = "[0, null]"},
    {.slot = TIMESTEPS,
     .name = "timesteps",
     .type = "f64[N]",
     .required = 1,
     .description = "The schedule's timesteps; guiders may go by their number."},
    {.slot = BEGIN_INDEX,
     .name = "begin_index",
     .type = "i64",
     .description = "The index of the first timestep that is visited.",
     .default_value = "0",
     .range = "[0, null]"},
    {.slot = DENOISER_INPUTS,
     .type = "any",
     .group = "denoiser_inputs",
     .description = "Further inputs of the model, passed on by name. For the negative prediction, negative_X stands in for X "
                    "where there is such a value."},
};
static const struct lb_output outputs[] = {
    {.slot = NOISE_PRED,
     .name = "noise_pred",
     .type = "f32[B,O,H,W]",
     .description = "The guided prediction, of whatever type the model was trained for."},
};
static const struct lb_state_slot states[] = {
    {.slot = STACKED_LATENTS,
     .flags = LB_STATE_SCRATCH,
     .name = "stacked_latents",
     .type = "f32[S,C,H,W]",
     .description = "The samples, once for each prediction that shares the batch."},
    {.slot = LABELS,
     .flags = LB_STATE_SCRATCH,
     .name = "labels",
     .type = "i64[K]",
     .description = "A class for each sample of the batch."},
    {.slot = PREDICTIONS,
     .flags = LB_STATE_SCRATCH,
     .name = "predictions",
     .type = "f32[P,O,H,W]",
     .description = "The predictions that the guider combines."},
};
static const struct lb_component_use uses[] = {
    {.slot = UNET, .name = "unet", .interface_id = LB_DENOISER_ID, .required = 1, .description = "The model that predicts."},
    {.slot = GUIDER,
     .name = "guider",
     .interface_id = LB_GUIDER_ID,
     .required = 1,
     .description = "Says which predictions it wants and combines them."},
};
static const struct lb_arg args[] = {{.name = "i", .type = "i64"}, {.name = "t", .type = "f64"}};

static lb_status prepare(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self;
    const struct lb_component_ref *unet = lb_component_at(components, UNET);
    const struct lb_denoiser *denoiser = lb_denoiser_of(unet);
    const int32_t maximum = lb_guider_of(lb_component_at(components, GUIDER))->maximum;
    if (maximum < 1 || maximum > MAX_CONDITIONS)
        return lb_fail(state, "the guider wants up to %d predictions; expected 1 to %d", maximum, MAX_CONDITIONS);

    lb_status status = check_labels(state, unet);
    if (status != LB_OK) return status;
    const int has_labels = lb_is_set(state, CLASS_LABELS);
    const struct lb_tensor *latents = lb_tensor_of(state, SCALED_LATENTS);
    const int64_t batch_size = latents->shape[0];
    const int64_t stacked_size =
        (denoiser->flags & LB_DENOISER_STACKABLE) && !has_extras(state) ? batch_size * maximum : batch_size;
    const int64_t label_count = has_labels ? stacked_size : 0;
    status = lb_set_shape(state, LABELS, 1, &label_count);
    if (status != LB_OK) return status;

    /* The model is made ready for its largest batch; what it answers for that gives the shape of one prediction. */
    int64_t shape[LB_MAX_NDIM] = {stacked_size, latents->shape[1], latents->shape[2], latents->shape[3]};
    int64_t out_shape[LB_MAX_NDIM] = {0};
    struct lb_tensor sample = *latents;
    struct lb_tensor out = {.shape = out_shape};
    sample.data = NULL;
    sample.shape = shape;
    struct lb_named in[MAX_FIELDS];
    uint32_t field_count = 0;
    status = collect_fields(state, LB_CONDITION_POSITIVE, &sample, has_labels ? lb_tensor_of(state, LABELS) : NULL, in,
                            &field_count);
    if (status != LB_OK) return status;
    status = denoiser->prepare(unet->self, unet->state, in, field_count, &out);
    if (status != LB_OK) return status;
    if (out.ndim != 4 || out.dtype.code != LB_CODE_FLOAT || out.dtype.bits != 32 || out_shape[0] != stacked_size)
        return lb_fail(state, "the denoiser's prediction is not f32[%lld,O,H,W]", (long long)stacked_size);

    out_shape[0] = batch_size;
    status = lb_set_shape(state, NOISE_PRED, 4, out_shape);
    if (status != LB_OK) return status;
    out_shape[0] = maximum > 1 ? batch_size * maximum : 0;
    status = lb_set_shape(state, PREDICTIONS, 4, out_shape);
    if (status != LB_OK) return status;
    shape[0] = stacked_size > batch_size ? stacked_size : 0;
    return lb_set_shape(state, STACKED_LATENTS, 4, shape);
}

/* Whether the conditions differ in nothing but their labels, and prepare foresaw it. */
static int can_share_batch(const struct lb_state *state, const struct lb_condition *conditions, int32_t n)
{
    if (lb_dim(state, STACKED_LATENTS, 0) < lb_dim(state, SCALED_LATENTS, 0) * n || has_extras(state)) return 0;
    for (int32_t k = 0; k < n; k++)
        if (conditions[k].hook) return 0;
    return 1;
}

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state, int64_t i, double t)
{
    (void)self;
    const struct lb_component_ref *unet = lb_component_at(components, UNET);
    const struct lb_component_ref *component = lb_component_at(components, GUIDER);
    const struct lb_guider *guider = lb_guider_of(component);
    const struct lb_step_info info = {
        .struct_size = sizeof(info), .i = i, .steps = lb_count(state, TIMESTEPS) - *lb_i64(state, BEGIN_INDEX), .t = t};
    const int32_t n = guider->conditions(component->self, component->state, &info);
    if (n < 1 || n > guider->maximum)
        return lb_fail(state, "the guider wants %d predictions; it announced 1 to %d", n, guider->maximum);

    struct lb_condition conditions[MAX_CONDITIONS];
    struct lb_tensor predictions[MAX_CONDITIONS];
    const struct lb_tensor *views[MAX_CONDITIONS];
    struct lb_tensor *out = lb_tensor_of(state, NOISE_PRED);
    const size_t count = (size_t)lb_tensor_count(out);
    lb_status status = LB_OK;
    for (int32_t k = 0; k < n; k++) {
        conditions[k] = (struct lb_condition){.struct_size = sizeof(conditions[k])};
        status = guider->condition(component->self, component->state, &info, k, &conditions[k]);
        if (status != LB_OK) return status;
        /* A single prediction needs no memory of its own: the guider may combine it in place. */
        predictions[k] = *out;
        if (n > 1) predictions[k].data = lb_f32(state, PREDICTIONS) + (size_t)k * count;
        views[k] = &predictions[k];
    }
    if (n > 1 && can_share_batch(state, conditions, n)) {
        status = run_model(state, unet, t, conditions, n, predictions[0].data);
    } else {
        for (int32_t k = 0; k < n && status == LB_OK; k++)
            status = run_model(state, unet, t, &conditions[k], 1, predictions[k].data);
    }
    if (status != LB_OK) return status;
    return guider->combine(component->self, component->state, &info, n, views, out);
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "denoise",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Lets the denoiser predict, once for each condition that the guider wants, and the guider combine.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .states = LB_ARRAY(states),
    .components = LB_ARRAY(uses),
    .call_args = LB_ARRAY(args),
    .prepare = prepare,
    .call = LB_CALL(call),
};
