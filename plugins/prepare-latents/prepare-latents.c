/* SPDX-License-Identifier: MIT */
/* The noise that denoising starts from: it knows its shape, its scale, and when the generator is seeded. */
#include <loopblocks/loopblocks.h>

enum { BATCH_SIZE, SEED, HEIGHT, WIDTH, INIT_NOISE_SIGMA, LATENTS };
enum { UNET, GENERATOR };

static const struct lb_input inputs[] = {
    {.slot = BATCH_SIZE,
     .name = "batch_size",
     .type = "i64",
     .description = "How many images to make at once. Of no effect where latents are given: then it is their number.",
     .default_value = "1",
     .range = "[1, null]"},
    {.slot = SEED,
     .name = "seed",
     .type = "i64",
     .description = "Starts the generator anew, so that a run can be repeated; unset: it goes on from where it is."},
    {.slot = HEIGHT,
     .name = "height",
     .type = "i64",
     .description = "Height of the latents; unset: the denoiser's sample_size.",
     .range = "[1, null]",
     .unit = "pixels"},
    {.slot = WIDTH,
     .name = "width",
     .type = "i64",
     .description = "Width of the latents; unset: the denoiser's sample_size.",
     .range = "[1, null]",
     .unit = "pixels"},
    {.slot = INIT_NOISE_SIGMA,
     .name = "init_noise_sigma",
     .type = "f64",
     .required = 1,
     .description = "The standard deviation that the scheduler expects of the initial noise."},
    {.slot = LATENTS,
     .name = "latents",
     .type = "f32[B,C,H,W]",
     .description = "Initial noise of standard deviation 1, to be used in place of the generator's."},
};
static const struct lb_output outputs[] = {
    {.slot = LATENTS,
     .name = "latents",
     .type = "f32[B,C,H,W]",
     .description = "The initial noise, scaled as the scheduler expects it."},
};
static const struct lb_component_use uses[] = {
    {.slot = UNET,
     .name = "unet",
     .interface_id = LB_DENOISER_ID,
     .required = 1,
     .description = "Asked for in_channels and sample_size, from which the latents' shape follows."},
    {.slot = GENERATOR,
     .name = "generator",
     .interface_id = LB_RANDOM_ID,
     .description = "Draws the noise; needed unless latents are given."},
};

/* Asks the denoiser for one of its extents: LB_OK and 0 where it does not have it. */
static lb_status ask_extent(const struct lb_component_ref *unet, const char *name, int64_t *extent)
{
    struct lb_value value = {.type = LB_TYPE_NONE};
    const lb_status status = lb_denoiser_of(unet)->property(unet->self, unet->state, name, &value);
    if (status == LB_OK) *extent = value.type == LB_TYPE_I64 ? value.i64 : 0;
    return status;
}

static lb_status prepare(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self;
    const struct lb_component_ref *unet = lb_component_at(components, UNET);
    int64_t channels = 0;
    int64_t sample_size = 0;
    lb_status status = ask_extent(unet, "in_channels", &channels);
    if (status == LB_OK) status = ask_extent(unet, "sample_size", &sample_size);
    if (status != LB_OK) return status;
    if (lb_is_set(state, LATENTS)) {
        if (channels > 0 && lb_dim(state, LATENTS, 1) != channels)
            return lb_fail(state, "latents have %lld channels; the denoiser takes %lld", (long long)lb_dim(state, LATENTS, 1),
                           (long long)channels);
        return LB_OK;
    }
    if (!lb_component_at(components, GENERATOR)->methods)
        return lb_fail(state, "there is nothing to draw noise with: name a component \"generator\", or give latents");
    if (channels < 1) return lb_fail(state, "the denoiser does not say how many in_channels it has: give latents");
    const int64_t height = lb_is_set(state, HEIGHT) ? *lb_i64(state, HEIGHT) : sample_size;
    const int64_t width = lb_is_set(state, WIDTH) ? *lb_i64(state, WIDTH) : sample_size;
    if (height < 1 || width < 1) return lb_fail(state, "the denoiser has no sample_size: give height and width");
    const int64_t shape[] = {*lb_i64(state, BATCH_SIZE), channels, height, width};
    return lb_set_shape(state, LATENTS, 4, shape);
}

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self;
    const struct lb_component_ref *generator = lb_component_at(components, GENERATOR);
    lb_status status = LB_OK;
    /* Also where latents are given: what the scheduler draws later must be repeatable too. */
    if (generator->methods && lb_is_set(state, SEED))
        status = lb_random_of(generator)->seed(generator->self, generator->state, (uint64_t)*lb_i64(state, SEED));
    if (status == LB_OK && !lb_is_set(state, LATENTS))
        status = lb_random_of(generator)->normal(generator->self, generator->state, lb_tensor_of(state, LATENTS));
    if (status != LB_OK) return status;

    const float sigma = (float)*lb_f64(state, INIT_NOISE_SIGMA);
    if (sigma == 1.0f) return LB_OK;
    float *latents = lb_f32(state, LATENTS);
    const size_t count = (size_t)lb_count(state, LATENTS);
    for (size_t n = 0; n < count; n++) latents[n] *= sigma;
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "prepare-latents",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Draws the noise that denoising starts from, or takes the latents that are given, and scales it.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .components = LB_ARRAY(uses),
    .prepare = prepare,
    .call = LB_CALL(call),
};
