/* SPDX-License-Identifier: MIT */
/* A component with every member of its descriptor, which provides every interface of this minor by the simplest of means. */
#include <string.h>

#include <loopblocks/loopblocks.h>

enum { POSITION, SCRATCH };
enum { FACTOR };

static const struct lb_state_slot states[] = {
    {.slot = POSITION, .flags = LB_STATE_MAY_BE_LOST, .name = "position", .type = "u64", .description = "The seed."},
    {.slot = SCRATCH, .flags = LB_STATE_SCRATCH, .name = "scratch", .type = "f32[N]", .description = "Not used."},
};
static const struct lb_config configs[] = {{.slot = FACTOR,
                                            .flags = 0,
                                            .name = "factor",
                                            .type = "f64",
                                            .description = "What predictions are multiplied by.",
                                            .default_value = "2.0",
                                            .range = "[0, 10]",
                                            .choices = "[1.0, 2.0]",
                                            .unit = "1"}};

static float factor = 0;

static void fill(struct lb_tensor *tensor, float value)
{
    for (int64_t n = 0; n < lb_tensor_count(tensor); n++) ((float *)tensor->data)[n] = value;
}

static void copy(struct lb_tensor *to, const struct lb_tensor *from, float by)
{
    for (int64_t n = 0; n < lb_tensor_count(to); n++) ((float *)to->data)[n] = by * ((const float *)from->data)[n];
}

/* --- lb.random/1 --- */

static lb_status seed(const void *self, struct lb_state *state, uint64_t value)
{
    (void)self;
    *lb_u64(state, POSITION) = value;
    return LB_OK;
}

static lb_status draw(const void *self, struct lb_state *state, struct lb_tensor *out)
{
    (void)self;
    fill(out, (float)*lb_u64(state, POSITION));
    return LB_OK;
}

static const struct lb_random random_methods = {sizeof(struct lb_random), 0, seed, draw, draw};

/* --- lb.guider/1 --- */

static int32_t conditions(const void *self, struct lb_state *state, const struct lb_step_info *info)
{
    (void)self, (void)state;
    return info->struct_size >= sizeof *info && info->i < info->steps ? 2 : 1;
}

static lb_status condition(const void *self, struct lb_state *state, const struct lb_step_info *info, int32_t k,
                           struct lb_condition *out)
{
    (void)self, (void)info;
    if (out->struct_size < sizeof *out) return lb_fail(state, "expected a larger condition, found %u bytes", out->struct_size);
    out->kind = k ? LB_CONDITION_NEGATIVE : LB_CONDITION_POSITIVE;
    out->name = k ? "pred_uncond" : "pred_cond";
    out->hook = NULL;
    return LB_OK;
}

static lb_status combine(const void *self, struct lb_state *state, const struct lb_step_info *info, int32_t n,
                         const struct lb_tensor *const *predictions, struct lb_tensor *out)
{
    (void)state, (void)info;
    copy(out, predictions[n - 1], *(const float *)self);
    return LB_OK;
}

static const struct lb_guider guider_methods = {sizeof(struct lb_guider), 0, 2, 0, conditions, condition, combine};

/* --- lb.denoiser/1 --- */

static const struct lb_field fields[] = {{.name = "sample", .type = "f32[B,C,H,W]", .optional = 0}};

static lb_status property(const void *self, struct lb_state *state, const char *name, struct lb_value *out)
{
    (void)self, (void)state;
    out->type = strcmp(name, "in_channels") == 0 ? LB_TYPE_I64 : LB_TYPE_NONE;
    out->i64 = 3;
    return LB_OK;
}

static lb_status prepare(const void *self, struct lb_state *state, const struct lb_named *in, uint32_t n, struct lb_tensor *out)
{
    (void)self, (void)state, (void)n;
    out->dtype = in[0].tensor->dtype;
    out->ndim = in[0].tensor->ndim;
    for (int32_t d = 0; d < out->ndim; d++) out->shape[d] = in[0].tensor->shape[d];
    return LB_OK;
}

static lb_status predict(const void *self, struct lb_state *state, const struct lb_tensor *timestep, const struct lb_named *in,
                         uint32_t n, const char *hook, struct lb_tensor *out)
{
    (void)self, (void)timestep, (void)hook;
    if (n != 1 || strcmp(in[0].name, "sample") != 0) return lb_fail(state, "expected a sample, found %u fields", n);
    copy(out, in[0].tensor, 0.5f);
    return LB_OK;
}

static const struct lb_denoiser denoiser_methods = {
    sizeof(struct lb_denoiser), LB_DENOISER_STACKABLE, fields, 1, sizeof fields[0], property, prepare, predict};

/* --- lb.scheduler/1 --- */

static lb_status count(const void *self, struct lb_state *state, const struct lb_schedule_options *options, int64_t *n)
{
    (void)self, (void)state;
    *n = options->struct_size >= sizeof *options ? options->steps : 0;
    return LB_OK;
}

static lb_status set_timesteps(const void *self, struct lb_state *state, const struct lb_schedule_options *options,
                               struct lb_tensor *timesteps, struct lb_tensor *sigmas, double *init_noise_sigma)
{
    (void)self, (void)state, (void)sigmas;
    for (int64_t n = 0; n < options->steps; n++) ((double *)timesteps->data)[n] = (double)(options->steps - n);
    *init_noise_sigma = options->strength;
    return LB_OK;
}

static lb_status begin(const void *self, struct lb_state *state, const struct lb_schedule *schedule)
{
    (void)self;
    return schedule->step == schedule->begin ? LB_OK : lb_fail(state, "expected the first step");
}

static lb_status scale_model_input(const void *self, struct lb_state *state, const struct lb_schedule *schedule,
                                   const struct lb_tensor *sample, struct lb_tensor *out)
{
    (void)self, (void)state, (void)schedule;
    copy(out, sample, 1);
    return LB_OK;
}

static int32_t draws(const void *self, struct lb_state *state, const struct lb_schedule *schedule,
                     const struct lb_step_options *options)
{
    (void)self, (void)state, (void)schedule;
    return options->struct_size >= sizeof *options && options->eta > 0;
}

static lb_status step(const void *self, struct lb_state *state, const struct lb_schedule *schedule,
                      const struct lb_step_options *options, const struct lb_tensor *model_output,
                      const struct lb_tensor *sample, const struct lb_tensor *noise, struct lb_tensor *prev_sample,
                      struct lb_tensor *pred_original_sample)
{
    (void)self, (void)state, (void)schedule, (void)options, (void)model_output, (void)noise, (void)pred_original_sample;
    copy(prev_sample, sample, 3);
    return LB_OK;
}

static lb_status add_noise(const void *self, struct lb_state *state, const struct lb_schedule *schedule, int64_t index,
                           const struct lb_tensor *original, const struct lb_tensor *noise, struct lb_tensor *out)
{
    (void)self, (void)state, (void)schedule, (void)index, (void)noise;
    copy(out, original, 1);
    return LB_OK;
}

static const struct lb_scheduler scheduler_methods = {sizeof(struct lb_scheduler),
                                                      LB_SCHEDULER_IN_PLACE,
                                                      1,
                                                      0,
                                                      count,
                                                      set_timesteps,
                                                      begin,
                                                      scale_model_input,
                                                      draws,
                                                      step,
                                                      add_noise};

/* --- the component --- */

static const struct lb_provide provides[] = {{LB_RANDOM_ID, &random_methods},
                                             {LB_GUIDER_ID, &guider_methods},
                                             {LB_DENOISER_ID, &denoiser_methods},
                                             {LB_SCHEDULER_ID, &scheduler_methods}};
static const char *const extensions[] = {LB_WEIGHTS_ID};

static lb_status create(const struct lb_info *info, void **self)
{
    factor = (float)*lb_f64(info->configs, FACTOR);
    *self = &factor;
    return LB_OK;
}

static void destroy(void *self)
{
    *(float *)self = 0;
}

static const void *get_extension(const char *id)
{
    (void)id;
    return NULL;
}

LB_EXPORT const struct lb_component lb_component = {
    LB_COMPONENT_HEADER,
    .reserved = 0,
    .flags = LB_FLAG_ONE_THREAD,
    .name = "abi-component",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Provides every interface.",
    .states = LB_ARRAY(states),
    .configs = LB_ARRAY(configs),
    .provides = LB_ARRAY(provides),
    .required_extensions = LB_ARRAY(extensions),
    .create = create,
    .destroy = destroy,
    .get_extension = get_extension,
};
