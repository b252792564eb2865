/* SPDX-License-Identifier: MIT */
/* Times forward passes of a denoiser, through its interface and nothing else. */
#include <loopblocks/loopblocks.h>

#include <time.h>

enum { SAMPLE, CLASS_LABELS, REPEATS, PREDICTION, SECONDS };
enum { UNET };
enum { TIMESTEP = 500 };

static const struct lb_input inputs[] = {
    {.slot = SAMPLE, .name = "sample", .type = "f32[B,C,H,W]", .required = 1},
    {.slot = CLASS_LABELS, .name = "class_labels", .type = "i64[B]", .required = 1},
    {.slot = REPEATS, .name = "repeats", .type = "i64", .required = 1, .range = "[1, null]"},
};
static const struct lb_output outputs[] = {
    {.slot = PREDICTION, .name = "prediction", .type = "f32[B,O,H,W]"},
    {.slot = SECONDS, .name = "seconds", .type = "f64[N]", .description = "What each pass took."},
};
static const struct lb_component_use uses[] = {
    {.slot = UNET, .name = "unet", .interface_id = LB_DENOISER_ID, .required = 1},
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static lb_status prepare(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self;
    const struct lb_component_ref *unet = lb_component_at(components, UNET);
    const struct lb_named in[] = {{"sample", lb_tensor_of(state, SAMPLE)}, {"class_labels", lb_tensor_of(state, CLASS_LABELS)}};
    int64_t shape[LB_MAX_NDIM] = {0};
    struct lb_tensor out = {.shape = shape};
    lb_status status = lb_denoiser_of(unet)->prepare(unet->self, unet->state, in, 2, &out);
    if (status == LB_OK) status = lb_set_shape(state, PREDICTION, out.ndim, shape);
    return status == LB_OK ? lb_set_shape(state, SECONDS, 1, lb_i64(state, REPEATS)) : status;
}

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self;
    const struct lb_component_ref *unet = lb_component_at(components, UNET);
    const struct lb_denoiser *denoiser = lb_denoiser_of(unet);
    const struct lb_named in[] = {{"sample", lb_tensor_of(state, SAMPLE)}, {"class_labels", lb_tensor_of(state, CLASS_LABELS)}};
    double t = TIMESTEP;
    const struct lb_tensor timestep = {.data = &t, .device = {1, 0}, .dtype = {LB_CODE_FLOAT, 64, 1}};
    for (int64_t n = -1; n < lb_count(state, SECONDS);
         n++) { /* the first pass is not counted: it touches memory for the first time */
        const double begin = now();
        const lb_status status =
            denoiser->run(unet->self, unet->state, &timestep, in, 2, NULL, lb_tensor_of(state, PREDICTION));
        if (status != LB_OK) return status;
        if (n >= 0) lb_f64(state, SECONDS)[n] = now() - begin;
    }
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "forward",
    .version = "1.0.0",
    .description = "Times forward passes of a denoiser.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .components = LB_ARRAY(uses),
    .prepare = prepare,
    .call = LB_CALL(call),
};
