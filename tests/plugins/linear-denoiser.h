/* SPDX-License-Identifier: MIT */
/* What two models share that are simple enough for mental arithmetic: sample * (1 + label) + t + shift. */
#ifndef TESTS_PLUGINS_LINEAR_DENOISER_H
#define TESTS_PLUGINS_LINEAR_DENOISER_H

#include <string.h>

#include <loopblocks/loopblocks.h>

enum { IN_CHANNELS, SAMPLE_SIZE, NUM_CLASS_EMBEDS };
enum { USE };

static const struct lb_config configs[] = {
    {.slot = IN_CHANNELS, .name = "in_channels", .type = "i64"},
    {.slot = SAMPLE_SIZE, .name = "sample_size", .type = "i64"},
    {.slot = NUM_CLASS_EMBEDS, .name = "num_class_embeds", .type = "i64"},
};
/* How often the model was run, the largest batch it got, and the one it was made ready for. */
static const struct lb_state_slot states[] = {{.slot = USE, .name = "use", .type = "i64[3]"}};
static const struct lb_field fields[] = {
    {.name = "sample", .type = "f32[B,C,H,W]"},
    {.name = "class_labels", .type = "i64[B]", .optional = 1},
    {.name = "shift", .type = "f32[N]", .optional = 1},
};

static const struct lb_tensor *find(const struct lb_named *in, uint32_t n, const char *name)
{
    for (uint32_t k = 0; k < n; k++)
        if (strcmp(in[k].name, name) == 0) return in[k].tensor;
    return NULL;
}

static lb_status property(const void *self, struct lb_state *state, const char *name, struct lb_value *out)
{
    (void)self;
    for (uint32_t slot = 0; slot < sizeof configs / sizeof configs[0]; slot++)
        if (strcmp(name, configs[slot].name) == 0 && lb_is_set(state->configs, slot))
            *out = (struct lb_value){.type = LB_TYPE_I64, .i64 = *lb_i64(state->configs, slot)};
    return LB_OK;
}

static lb_status prepare_model(const void *self, struct lb_state *state, const struct lb_named *in, uint32_t n,
                               struct lb_tensor *out)
{
    (void)self;
    const struct lb_tensor *sample = find(in, n, "sample");
    lb_i64(state, USE)[2] = sample->shape[0];
    out->dtype = sample->dtype;
    out->ndim = sample->ndim;
    memcpy(out->shape, sample->shape, (size_t)sample->ndim * sizeof *out->shape);
    return LB_OK;
}

static lb_status run(const void *self, struct lb_state *state, const struct lb_tensor *timestep, const struct lb_named *in,
                     uint32_t n, const char *hook, struct lb_tensor *out)
{
    (void)self, (void)hook;
    const struct lb_tensor *sample = find(in, n, "sample"), *labels = find(in, n, "class_labels");
    const struct lb_tensor *shift = find(in, n, "shift");
    const int64_t batch_size = sample->shape[0];
    if (labels && lb_tensor_count(labels) != batch_size) return lb_fail(state, "there is not a label for each sample");
    int64_t *use = lb_i64(state, USE);
    use[0]++;
    if (use[1] < batch_size) use[1] = batch_size;
    const int64_t count = batch_size > 0 ? lb_tensor_count(sample) / batch_size : 0;
    for (int64_t i = 0; i < count * batch_size; i++) {
        const int64_t b = i / count;
        const int64_t label = labels ? ((const int64_t *)labels->data)[b] : 0;
        const float added = shift ? ((const float *)shift->data)[b % lb_tensor_count(shift)] : 0;
        ((float *)out->data)[i] =
            ((const float *)sample->data)[i] * (float)(1 + label) + (float)*(const double *)timestep->data + added;
    }
    return LB_OK;
}

#define LINEAR_DENOISER(denoiser_flags)                                                                                        \
    {                                                                                                                          \
        .struct_size = sizeof(struct lb_denoiser), .flags = (denoiser_flags), .fields = fields,                                \
        .field_count = sizeof fields / sizeof fields[0], .field_stride = sizeof fields[0], .property = property,               \
        .prepare = prepare_model, .run = run                                                                                   \
    }

#endif
