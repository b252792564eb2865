/* SPDX-License-Identifier: MIT */
/* The end of a pixel-space pipeline: it knows how samples around zero become the bytes of an image. */
#include <loopblocks/loopblocks.h>

#include <math.h>

enum { LATENTS, IMAGES };

static const struct lb_input inputs[] = {
    {.slot = LATENTS,
     .name = "latents",
     .type = "f32[B,C,H,W]",
     .required = 1,
     .description = "Denoised samples of 1 (grey) or 3 (red, green, blue) channels, from -1, dark, to 1, bright."},
};
static const struct lb_output outputs[] = {
    {.slot = IMAGES,
     .name = "images",
     .type = "u8[B,H,W,C]",
     .description = "The images, channels last; what lies outside -1 to 1 is clipped."},
};

static lb_status prepare(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    const int64_t channels = lb_dim(state, LATENTS, 1);
    if (channels != 1 && channels != 3)
        return lb_fail(state, "latents have %lld channels; an image has 1 or 3", (long long)channels);
    return LB_OK;
}

/* [-1, 1] to 0...255. Ties go to even, as numpy's round has it. */
static uint8_t to_byte(float value)
{
    const float unit = value / 2.0f + 0.5f;
    return (uint8_t)rintf((unit < 0.0f ? 0.0f : unit > 1.0f ? 1.0f : unit) * 255.0f);
}

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    const size_t batch_size = (size_t)lb_dim(state, LATENTS, 0);
    const size_t channel_count = (size_t)lb_dim(state, LATENTS, 1);
    const size_t pixel_count = (size_t)(lb_dim(state, LATENTS, 2) * lb_dim(state, LATENTS, 3));
    const float *latents = lb_f32(state, LATENTS);
    uint8_t *images = lb_u8(state, IMAGES);
    for (size_t b = 0; b < batch_size; b++) {
        for (size_t c = 0; c < channel_count; c++) {
            const float *plane = latents + (b * channel_count + c) * pixel_count;
            uint8_t *image = images + b * pixel_count * channel_count + c;
            for (size_t p = 0; p < pixel_count; p++) {
                if (isnan(plane[p])) return lb_fail(state, "latents hold NaN, first in image %zu of %zu", b + 1, batch_size);
                image[p * channel_count] = to_byte(plane[p]);
            }
        }
    }
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "latents-to-image",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Turns denoised samples into the bytes of images.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .prepare = prepare,
    .call = LB_CALL(call),
};
