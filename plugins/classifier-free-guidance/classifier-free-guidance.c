/* SPDX-License-Identifier: MIT */
/* Ho and Salimans 2022, "Classifier-Free Diffusion Guidance": extrapolates from the unconditional prediction to the conditional. */
#include <loopblocks/loopblocks.h>

#include <math.h>
#include <string.h>

enum { GUIDANCE_SCALE, GUIDANCE_RESCALE, USE_ORIGINAL_FORMULATION, START, STOP, ENABLED };

/* Everything is read from the configs when it is needed: there is nothing to keep. */
static lb_status create(const struct lb_info *info, void **self)
{
    const double start = *lb_f64(info->configs, START), stop = *lb_f64(info->configs, STOP);
    if (!(start < 1)) return lb_fail(info, "bad config: key=\"start\", expected=less than 1, found=%g", start);
    if (!(start <= stop)) return lb_fail(info, "bad config: key=\"stop\", expected=start = %g or more, found=%g", start, stop);
    *self = NULL;
    return LB_OK;
}

/* Whether the scale makes the result another one than the conditional prediction. */
static int scale_matters(const struct lb_state *configs)
{
    const double scale = *lb_f64(configs, GUIDANCE_SCALE);
    if (*lb_bool(configs, USE_ORIGINAL_FORMULATION)) return fabs(scale) > 0;
    return fabs(scale - 1) > 1e-9 * fmax(fabs(scale), 1);
}

static int32_t conditions(const void *self, struct lb_state *state, const struct lb_step_info *info)
{
    (void)self;
    const struct lb_state *configs = state->configs;
    const int64_t first = (int64_t)(*lb_f64(configs, START) * (double)info->steps);
    const int64_t end = (int64_t)(*lb_f64(configs, STOP) * (double)info->steps);
    return *lb_bool(configs, ENABLED) && first <= info->i && info->i < end && scale_matters(configs) ? 2 : 1;
}

static lb_status condition(const void *self, struct lb_state *state, const struct lb_step_info *info, int32_t k,
                           struct lb_condition *out)
{
    (void)self;
    (void)info;
    if (k < 0 || k > 1) return lb_fail(state, "no such condition: expected=0 or 1, found=%d", (int)k);
    out->kind = k == 0 ? LB_CONDITION_POSITIVE : LB_CONDITION_NEGATIVE;
    out->name = k == 0 ? "pred_cond" : "pred_uncond";
    out->hook = NULL;
    return LB_OK;
}

/* combined = base + scale * (conditional - unconditional). */
struct combination {
    float scale;
    int from_conditional; /* the base; otherwise the unconditional prediction (Saharia et al. 2022, equation 2) */
};

static float combined(const struct combination *combination, float conditional, float unconditional)
{
    const float base = combination->from_conditional ? conditional : unconditional;
    return base + combination->scale * (conditional - unconditional);
}

/* Welford's running variance, in double. */
struct spread {
    double mean;
    double squares;
};

static void spread_add(struct spread *spread, double value, int64_t seen)
{
    const double difference = value - spread->mean;
    spread->mean += difference / (double)(seen + 1);
    spread->squares += difference * (value - spread->mean);
}

/*
 * Returns what the combined prediction of one sample is multiplied with: Lin et al. 2024, "Common Diffusion Noise Schedules and
 * Sample Steps are Flawed", equations 15 and 16. It brings its standard deviation, by `rescale`, to that of the conditional one.
 */
static float rescaling(const struct combination *combination, float rescale, const float *conditional,
                       const float *unconditional, int64_t count)
{
    struct spread wanted = {0}, found = {0};
    for (int64_t i = 0; i < count; i++) {
        spread_add(&wanted, (double)conditional[i], i);
        spread_add(&found, (double)combined(combination, conditional[i], unconditional[i]), i);
    }
    if (!(found.squares > 0)) return 1; /* a constant has no spread to bring anywhere */
    return rescale * (float)sqrt(wanted.squares / found.squares) + (1 - rescale);
}

static lb_status combine(const void *self, struct lb_state *state, const struct lb_step_info *info, int32_t n,
                         const struct lb_tensor *const *predictions, struct lb_tensor *out)
{
    (void)self;
    (void)info;
    if (n < 1 || n > 2) return lb_fail(state, "cannot combine: expected=1 or 2 predictions, found=%d", (int)n);
    for (int32_t k = 0; k < n; k++)
        if (predictions[k]->dtype.code != LB_CODE_FLOAT || predictions[k]->dtype.bits != 32 ||
            !lb_tensor_same_shape(predictions[k], out))
            return lb_fail(state,
                           "cannot combine: expected=f32 predictions of the output's shape, found=another in prediction %d",
                           (int)k);
    const int64_t count = lb_tensor_count(out);
    const float *conditional = predictions[0]->data;
    float *result = out->data;
    if (n == 1) {
        if (result != conditional) memmove(result, conditional, (size_t)count * sizeof *result);
        return LB_OK;
    }
    const float *unconditional = predictions[1]->data;
    const struct combination combination = {.scale = (float)*lb_f64(state->configs, GUIDANCE_SCALE),
                                            .from_conditional = *lb_bool(state->configs, USE_ORIGINAL_FORMULATION)};
    const float rescale = (float)*lb_f64(state->configs, GUIDANCE_RESCALE);
    const int64_t samples = out->ndim > 0 ? out->shape[0] : 1;
    const int64_t sample_count = samples > 0 ? count / samples : 0;
    for (int64_t b = 0; b < samples; b++) {
        const int64_t first = b * sample_count, end = first + sample_count;
        float factor = 1;
        if (rescale > 0) factor = rescaling(&combination, rescale, conditional + first, unconditional + first, sample_count);
        for (int64_t i = first; i < end; i++) result[i] = factor * combined(&combination, conditional[i], unconditional[i]);
    }
    return LB_OK;
}

static const struct lb_guider guider = {
    .struct_size = sizeof guider,
    .maximum = 2,
    .conditions = conditions,
    .condition = condition,
    .combine = combine,
};

static const struct lb_provide provides[] = {{LB_GUIDER_ID, &guider}};

static const struct lb_config configs[] = {
    {.slot = GUIDANCE_SCALE,
     .name = "guidance_scale",
     .type = "f64",
     .description = "How far from the unconditional prediction towards the conditional one, and beyond.",
     .default_value = "7.5"},
    {.slot = GUIDANCE_RESCALE,
     .name = "guidance_rescale",
     .type = "f64",
     .description = "How much of the conditional prediction's standard deviation is given back.",
     .default_value = "0.0",
     .range = "[0, 1]"},
    {.slot = USE_ORIGINAL_FORMULATION,
     .name = "use_original_formulation",
     .type = "bool",
     .description = "Whether the scale counts from the conditional prediction: 0 is then no guidance, otherwise 1.",
     .default_value = "false"},
    {.slot = START,
     .name = "start",
     .type = "f64",
     .description = "The fraction of the steps before which there is no guidance.",
     .default_value = "0.0",
     .range = "[0, 1]"},
    {.slot = STOP,
     .name = "stop",
     .type = "f64",
     .description = "The fraction of the steps from which there is no guidance any more.",
     .default_value = "1.0",
     .range = "[0, 1]"},
    {.slot = ENABLED, .name = "enabled", .type = "bool", .description = "Whether there is guidance.", .default_value = "true"},
};

LB_EXPORT const struct lb_component lb_component = {
    LB_COMPONENT_HEADER,
    .flags = LB_FLAG_SHAREABLE | LB_FLAG_ANY_THREAD,
    .name = "classifier-free-guidance",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Guides by the difference of a conditional and an unconditional prediction.",
    .configs = LB_ARRAY(configs),
    .provides = LB_ARRAY(provides),
    .create = create,
};
