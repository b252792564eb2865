/* SPDX-License-Identifier: MIT */
/* plugin-name: a model that needs no training, since its data are Gaussian; to be changed into one of yours. See denoiser.h. */
#include <loopblocks/loopblocks.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Configs. */
enum { MEAN, STD, NUM_TRAIN_TIMESTEPS, BETA_START, BETA_END };

/* Class 0 has values of N(mean, std^2); class 1 stands for no class, as a model's last one does: N(0, std^2). */
enum { CLASS_COUNT = 2 };

/* What follows from the configs, and nothing else: it must be possible to throw it away and make it again. */
struct plugin_name_self {
    double mean;
    double variance;
    int64_t timestep_count;
    double alpha_bar[]; /* how much of a sample's variance is left of the image, at each timestep */
};

static lb_status create(const struct lb_info *info, void **self)
{
    const int64_t count = *lb_i64(info->configs, NUM_TRAIN_TIMESTEPS);
    const double start = *lb_f64(info->configs, BETA_START), end = *lb_f64(info->configs, BETA_END);
    struct plugin_name_self *made = malloc(sizeof *made + (size_t)count * sizeof made->alpha_bar[0]);
    if (!made) return LB_NO_MEMORY;
    made->mean = *lb_f64(info->configs, MEAN);
    made->variance = *lb_f64(info->configs, STD) * *lb_f64(info->configs, STD);
    made->timestep_count = count;
    double left = 1;
    for (int64_t t = 0; t < count; t++) {
        left *= 1 - (start + (end - start) * (double)t / (double)(count > 1 ? count - 1 : 1));
        made->alpha_bar[t] = left;
    }
    *self = made;
    return LB_OK;
}

static void destroy(void *self)
{
    free(self);
}

static const struct lb_tensor *find(const struct lb_named *in, uint32_t n, const char *name)
{
    for (uint32_t k = 0; k < n; k++)
        if (strcmp(in[k].name, name) == 0) return in[k].tensor;
    return NULL;
}

/* What others ask before there are samples: here, the shape of one. */
static lb_status property(const void *self, struct lb_state *state, const char *name, struct lb_value *out)
{
    (void)self, (void)state;
    static const struct {
        const char *name;
        int64_t value;
    } known[] = {{"in_channels", 1}, {"out_channels", 1}, {"sample_size", 8}, {"num_class_embeds", CLASS_COUNT}};
    *out = (struct lb_value){.type = LB_TYPE_NONE};
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++)
        if (strcmp(name, known[k].name) == 0) *out = (struct lb_value){.type = LB_TYPE_I64, .i64 = known[k].value};
    return LB_OK;
}

/* Says what the prediction will look like. A model takes its memory here, as shapes of its own scratch states. */
static lb_status prepare(const void *self, struct lb_state *state, const struct lb_named *in, uint32_t n, struct lb_tensor *out)
{
    (void)self;
    const struct lb_tensor *sample = find(in, n, "sample");
    if (!sample) return lb_fail(state, "there is no input \"sample\"");
    out->dtype = sample->dtype;
    out->ndim = sample->ndim;
    memcpy(out->shape, sample->shape, (size_t)sample->ndim * sizeof *sample->shape);
    return LB_OK;
}

/*
 * The noise that is expected in a sample x = sqrt(a) x0 + sqrt(1 - a) noise, where x0 is of N(mean, variance) and a is alpha_bar:
 * sqrt(1 - a) (x - sqrt(a) mean) / (a variance + 1 - a).
 */
static void predict(double alpha_bar, double mean, double variance, const float *x, float *noise, int64_t count)
{
    const double factor = sqrt(1 - alpha_bar) / (alpha_bar * variance + 1 - alpha_bar);
    const double centre = sqrt(alpha_bar) * mean;
    for (int64_t k = 0; k < count; k++) noise[k] = (float)(factor * ((double)x[k] - centre));
}

static lb_status run(const void *self, struct lb_state *state, const struct lb_tensor *timestep, const struct lb_named *in,
                     uint32_t n, const char *hook, struct lb_tensor *out)
{
    (void)hook;
    const struct plugin_name_self *settings = self;
    const struct lb_tensor *sample = find(in, n, "sample");
    const struct lb_tensor *labels = find(in, n, "class_labels");
    if (!sample) return lb_fail(state, "there is no input \"sample\"");
    const int64_t batch_size = sample->shape[0];
    const int64_t count = batch_size > 0 ? lb_tensor_count(sample) / batch_size : 0;
    for (int64_t b = 0; b < batch_size; b++) {
        /* One timestep for all samples, or one for each. */
        const double t = ((const double *)timestep->data)[timestep->ndim > 0 ? b : 0];
        if (!(t >= 0 && t < (double)settings->timestep_count))
            return lb_fail(state, "timestep is %g; expected 0 to %lld", t, (long long)settings->timestep_count - 1);
        const int64_t label = labels ? ((const int64_t *)labels->data)[b] : CLASS_COUNT - 1;
        if (label < 0 || label >= CLASS_COUNT)
            return lb_fail(state, "class_labels has %lld; expected 0 to %d", (long long)label, CLASS_COUNT - 1);
        predict(settings->alpha_bar[(int64_t)t], label == 0 ? settings->mean : 0, settings->variance,
                (const float *)sample->data + b * count, (float *)out->data + b * count, count);
    }
    return LB_OK;
}

static const struct lb_field fields[] = {
    {.name = "sample", .type = "f32[B,C,H,W]"},
    {.name = "class_labels", .type = "i64[B]", .optional = 1},
};
static const struct lb_denoiser denoiser = {
    .struct_size = sizeof(struct lb_denoiser),
    .flags = LB_DENOISER_STACKABLE | LB_DENOISER_INTEGER_T,
    .fields = fields,
    .field_count = sizeof fields / sizeof fields[0],
    .field_stride = sizeof fields[0],
    .property = property,
    .prepare = prepare,
    .run = run,
};
static const struct lb_provide provides[] = {{LB_DENOISER_ID, &denoiser}};

static const struct lb_config configs[] = {
    {.slot = MEAN, .name = "mean", .type = "f64", .description = "The mean of class 0.", .default_value = "0.5"},
    {.slot = STD,
     .name = "std",
     .type = "f64",
     .description = "The standard deviation of each class.",
     .default_value = "0.25",
     .range = "[0, null]"},
    {.slot = NUM_TRAIN_TIMESTEPS,
     .name = "num_train_timesteps",
     .type = "i64",
     .description = "How many noise levels there are.",
     .default_value = "1000",
     .range = "[1, 1000000]"},
    {.slot = BETA_START,
     .name = "beta_start",
     .type = "f64",
     .description = "How much noise the first of them adds.",
     .default_value = "0.0001",
     .range = "[0, 1]"},
    {.slot = BETA_END,
     .name = "beta_end",
     .type = "f64",
     .description = "How much the last one adds.",
     .default_value = "0.02",
     .range = "[0, 1]"},
};

LB_EXPORT const struct lb_component lb_component = {
    LB_COMPONENT_HEADER,
    .flags = LB_FLAG_SHAREABLE | LB_FLAG_ANY_THREAD, /* it has no state: remove these when yours has */
    .name = "plugin-name",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Predicts the noise in samples of Gaussian data, exactly.",
    .configs = LB_ARRAY(configs),
    .provides = LB_ARRAY(provides),
    .create = create,
    .destroy = destroy,
};
