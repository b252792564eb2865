/* SPDX-License-Identifier: MIT */
/* How the methods of lb.denoiser/1 check what they are given. */
#include "denoiser.h"

#include <math.h>
#include <string.h>

static const struct lb_field fields[] = {
    {.name = "sample", .type = "f32[B,C,H,W]"},
    {.name = "class_labels", .type = "i64[B]", .optional = 1},
    {.name = "class_labels", .type = "f32[B,E]", .optional = 1}, /* with class_embed_type "identity" */
};

static lb_status property(const void *self, struct lb_state *state, const char *name, struct lb_value *out)
{
    const struct denoiser *denoiser = self;
    const struct options *options = &denoiser->network.options;
    const struct {
        const char *name;
        int64_t value; /* 0: not known */
    } properties[] = {{"in_channels", options->in_channels},
                      {"out_channels", options->out_channels},
                      {"sample_size", options->sample_size},
                      {"num_class_embeds", options->num_class_embeds}};
    (void)state;
    *out = (struct lb_value){.type = LB_TYPE_NONE};
    for (size_t i = 0; i < sizeof properties / sizeof properties[0]; i++)
        if (strcmp(properties[i].name, name) == 0 && properties[i].value)
            *out = (struct lb_value){.type = LB_TYPE_I64, .i64 = properties[i].value};
    return LB_OK;
}

static const struct lb_tensor *find(const struct lb_named *in, uint32_t n, const char *name)
{
    for (uint32_t i = 0; i < n; i++)
        if (strcmp(in[i].name, name) == 0) return in[i].tensor;
    return NULL;
}

static int is_type(const struct lb_tensor *tensor, uint8_t code, uint8_t bits)
{
    return tensor->dtype.code == code && tensor->dtype.bits == bits;
}

static lb_status check_names(struct lb_state *state, const struct lb_named *in, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (strcmp(in[i].name, "sample") != 0 && strcmp(in[i].name, "class_labels") != 0)
            return lb_fail(state, "this model takes sample and class_labels, not %s", in[i].name);
    return LB_OK;
}

static lb_status check_sample(const struct denoiser *denoiser, struct lb_state *state, const struct lb_tensor *sample)
{
    const struct options *options = &denoiser->network.options;
    const long long multiple = 1LL << (options->levels - 1);
    if (!sample) return lb_fail(state, "sample is missing");
    if (sample->ndim != 4 || !is_type(sample, LB_CODE_FLOAT, 32)) return lb_fail(state, "sample: expected f32[B,C,H,W]");
    if (sample->shape[1] != options->in_channels)
        return lb_fail(state, "sample: expected %lld channels, found %lld", (long long)options->in_channels,
                       (long long)sample->shape[1]);
    if (sample->shape[0] < 1 || sample->shape[2] < 1 || sample->shape[3] < 1 || sample->shape[2] % multiple ||
        sample->shape[3] % multiple)
        return lb_fail(state, "sample: expected images whose height and width are multiples of %lld, found %lld of %lldx%lld",
                       multiple, (long long)sample->shape[0], (long long)sample->shape[2], (long long)sample->shape[3]);
    return LB_OK;
}

static lb_status check_classes(const struct denoiser *denoiser, struct lb_state *state, const struct lb_tensor *labels,
                               int64_t images)
{
    const struct options *options = &denoiser->network.options;
    if (options->class_embedding == CLASS_NONE)
        return labels ? lb_fail(state, "class_labels: this model knows no classes") : LB_OK;
    if (!labels) return lb_fail(state, "class_labels is missing: this model is conditioned on classes");
    if (options->class_embedding == CLASS_IDENTITY) {
        if (labels->ndim != 2 || !is_type(labels, LB_CODE_FLOAT, 32) || labels->shape[0] != images ||
            labels->shape[1] != options->time_embedding_dim)
            return lb_fail(state, "class_labels: expected f32[%lld,%lld], one embedding an image", (long long)images,
                           (long long)options->time_embedding_dim);
    } else if (labels->ndim != 1 || !is_type(labels, LB_CODE_INT, 64) || labels->shape[0] != images) {
        return lb_fail(state, "class_labels: expected i64[%lld], one label an image", (long long)images);
    }
    return LB_OK;
}

static lb_status prepare(const void *self, struct lb_state *state, const struct lb_named *in, uint32_t n, struct lb_tensor *out)
{
    const struct denoiser *denoiser = self;
    struct batch *batch = denoiser->batch;
    const struct lb_tensor *sample = find(in, n, "sample");
    lb_status status = check_names(state, in, n);
    if (status == LB_OK) status = check_sample(denoiser, state, sample);
    if (status == LB_OK) status = check_classes(denoiser, state, find(in, n, "class_labels"), sample->shape[0]);
    if (status != LB_OK) return status;
    status = batch_prepare(batch, &denoiser->embedding, denoiser->engine, state, (size_t)sample->shape[0],
                           (size_t)sample->shape[2], (size_t)sample->shape[3]);
    if (status != LB_OK) return status;
    const int64_t bytes = (int64_t)batch_scratch_bytes(batch);
    status = lb_set_shape(state, SCRATCH, 1, &bytes);
    if (status != LB_OK) return status;
    const int64_t shape[] = {sample->shape[0], denoiser->network.options.out_channels, sample->shape[2], sample->shape[3]};
    out->dtype = sample->dtype;
    out->ndim = 4;
    memcpy(out->shape, shape, sizeof shape);
    return LB_OK;
}

/* What is wrong with a number that the time embedding is made of, or null. */
static const char *wrong_time(const struct options *options, double time)
{
    if (!isfinite(time)) return "not finite";
    if (options->time_embedding == TIME_FOURIER && !(time > 0.0)) return "not above 0, whose logarithm the model takes";
    if (options->time_embedding == TIME_LEARNED &&
        !(time >= 0.0 && time < (double)options->num_train_timesteps && time == floor(time)))
        return "not a row of the model's table of timesteps";
    return NULL;
}

static lb_status check_values(const struct denoiser *denoiser, struct lb_state *state, const struct conditions *conditions)
{
    const struct options *options = &denoiser->network.options;
    for (size_t i = 0; i < conditions->images; i++) {
        const double time = conditions->timesteps[i * conditions->timestep_stride];
        const char *wrong = wrong_time(options, time);
        if (wrong) return lb_fail(state, "timestep[%zu] is %g: %s", i * conditions->timestep_stride, time, wrong);
        if (!conditions->labels) continue;
        const long long label = conditions->labels[i];
        wrong = options->class_embedding == CLASS_TIMESTEP ? wrong_time(options, (double)label) : NULL;
        if (wrong) return lb_fail(state, "class_labels[%zu] is %lld: %s", i, label, wrong);
        if (options->class_embedding == CLASS_TABLE && (label < 0 || label >= options->num_class_embeds))
            return lb_fail(state, "class_labels[%zu] is %lld: expected 0 to %lld", i, label,
                           (long long)options->num_class_embeds - 1);
    }
    return LB_OK;
}

/* Finds the inputs, which must be those of the last prepare, or fewer images of the same size. */
static lb_status check_run(const struct denoiser *denoiser, struct lb_state *state, const struct lb_tensor *sample,
                           const struct lb_tensor *labels, const struct lb_tensor *timestep, const struct lb_tensor *out)
{
    const struct batch *batch = denoiser->batch;
    const struct program_shape *shape = &batch->program.shape;
    lb_status status = check_sample(denoiser, state, sample);
    if (status == LB_OK) status = check_classes(denoiser, state, labels, sample->shape[0]);
    if (status != LB_OK) return status;
    const int64_t images = sample->shape[0];
    if ((size_t)images > batch->images || (size_t)sample->shape[2] != shape->height || (size_t)sample->shape[3] != shape->width)
        return lb_fail(state, "sample: %lld images of %lldx%lld, but at most %zu of %zux%zu were prepared for",
                       (long long)images, (long long)sample->shape[2], (long long)sample->shape[3], batch->images,
                       shape->height, shape->width);
    if (!is_type(timestep, LB_CODE_FLOAT, 64) || timestep->ndim > 1 || (timestep->ndim == 1 && timestep->shape[0] != images))
        return lb_fail(state, "timestep: expected f64 or f64[%lld]", (long long)images);
    if (out->ndim != 4 || !is_type(out, LB_CODE_FLOAT, 32) || out->shape[0] != images ||
        out->shape[1] != denoiser->network.options.out_channels || out->shape[2] != sample->shape[2] ||
        out->shape[3] != sample->shape[3])
        return lb_fail(state, "output: expected f32[%lld,%lld,%lld,%lld]", (long long)images,
                       (long long)denoiser->network.options.out_channels, (long long)sample->shape[2],
                       (long long)sample->shape[3]);
    if (!sample->data || !timestep->data || !out->data || (labels && !labels->data))
        return lb_fail(state, "an input or the output holds no value");
    return LB_OK;
}

static lb_status run(const void *self, struct lb_state *state, const struct lb_tensor *timestep, const struct lb_named *in,
                     uint32_t n, const char *hook, struct lb_tensor *out)
{
    const struct denoiser *denoiser = self;
    const struct options *options = &denoiser->network.options;
    const struct lb_tensor *sample = find(in, n, "sample"), *labels = find(in, n, "class_labels");
    if (hook) return lb_fail(state, "this model has no variation \"%s\"", hook);
    lb_status status = check_run(denoiser, state, sample, labels, timestep, out);
    if (status != LB_OK) return status;
    const int identity = options->class_embedding == CLASS_IDENTITY;
    const struct batch_run batch_of = {.embedding = &denoiser->embedding,
                                       .conditions = {.images = (size_t)sample->shape[0],
                                                      .timesteps = timestep->data,
                                                      .timestep_stride = timestep->ndim == 1,
                                                      .labels = labels && !identity ? labels->data : NULL,
                                                      .vectors = identity ? labels->data : NULL},
                                       .sample = sample->data,
                                       .output = out->data,
                                       .scratch = (char *)lb_u8(state, SCRATCH)};
    status = check_values(denoiser, state, &batch_of.conditions);
    if (status == LB_OK && batch_run(denoiser->batch, &batch_of) != LB_OK)
        status = lb_fail(state, "oneDNN could not run the network");
    return status;
}

const struct lb_denoiser denoiser_methods = {
    .struct_size = sizeof(struct lb_denoiser),
    .flags = LB_DENOISER_STACKABLE,
    .fields = fields,
    .field_count = sizeof fields / sizeof fields[0],
    .field_stride = sizeof fields[0],
    .property = property,
    .prepare = prepare,
    .run = run,
};
