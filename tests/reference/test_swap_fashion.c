/* SPDX-License-Identifier: MIT */
/* A sampling run whose scheduler, guidance and blocks are changed in its midst, against one manifest that does the same in turn. */
#include <limits.h>

#include "integration/swapping.h"
#include "reference/onednn.h"

#define MODEL "'unet': {'use': 'unet2d', 'config': {'model': '%/models/fashion-unet'}}, "
#define SCHEDULER(name, use)                                                                                                   \
    "'" name "': {'use': '" use                                                                                                \
    "', 'config': {'file': '%/models/fashion-unet/scheduler_config.json', 'clip_sample_range': 1.5}}, "
#define GUIDER "'guider': {'use': 'classifier-free-guidance', 'config': {'guidance_scale': 1.5}}, "
#define BEFORE "'set_timesteps': {'use': 'set-timesteps'}, 'prepare_latents': {'use': 'prepare-latents'}, "

/* One manifest: 25 steps of DDIM, 15 of DDPM, 10 of DDPM without guidance and with clipped latents. */
#define IN_TURN                                                                                                                \
    "'components': {" MODEL SCHEDULER("scheduler", "ddim") SCHEDULER("ddpm", "ddpm") GUIDER                                    \
        "'none': {'use': 'no-guidance'}, 'generator': {'use': 'torch-random'}}, "                                              \
        "'inputs': {'num_inference_steps': 50, 'batch_size': 2, 'seed': 3, 'class_labels': [7], 'b': 25, 'c': 40}, "           \
        "'blocks': {" BEFORE "'first': {'use': 'loop-denoise', 'blocks': {'before': {'use': 'scale-model-input'}, "            \
        "'denoiser': {'use': 'denoise'}, 'after': {'use': 'scheduler-step'}, "                                                 \
        "'stop': {'use': 'stop-after', 'config': {'count': 25}}}}, "                                                           \
        "'second': {'use': 'loop-denoise', 'map': {'begin_index': 'b', 'scheduler': 'ddpm'}, 'blocks': {"                      \
        "'before': {'use': 'scale-model-input', 'map': {'scheduler': 'ddpm', 'scaled_latents': 'scaled_b'}}, "                 \
        "'denoiser': {'use': 'denoise', 'map': {'begin_index': 'b', 'scaled_latents': 'scaled_b', 'noise_pred': 'pred_b'}}, "  \
        "'after': {'use': 'scheduler-step', 'map': {'scheduler': 'ddpm', 'noise_pred': 'pred_b'}}, "                           \
        "'stop': {'use': 'stop-after', 'config': {'count': 15}}}}, "                                                           \
        "'third': {'use': 'loop-denoise', 'map': {'begin_index': 'c', 'scheduler': 'ddpm'}, 'blocks': {"                       \
        "'before': {'use': 'scale-model-input', 'map': {'scheduler': 'ddpm', 'scaled_latents': 'scaled_c'}}, "                 \
        "'denoiser': {'use': 'denoise', 'map': {'begin_index': 'c', 'guider': 'none', 'scaled_latents': 'scaled_c', "          \
        "'noise_pred': 'pred_c'}}, "                                                                                           \
        "'after': {'use': 'scheduler-step', 'map': {'scheduler': 'ddpm', 'noise_pred': 'pred_c'}}, 'clip': {'use': "           \
        "'clip-latents'}}}}, "                                                                                                 \
        "'outputs': ['latents']"

#define LIVE                                                                                                                   \
    "'components': {" MODEL SCHEDULER("scheduler", "ddim") GUIDER                                                              \
        "'generator': {'use': 'torch-random'}}, "                                                                              \
        "'inputs': {'num_inference_steps': 50, 'batch_size': 2, 'seed': 3, 'class_labels': [7]}, "                             \
        "'blocks': {" BEFORE "'denoise': {'use': 'loop-denoise', 'blocks': {'before': {'use': 'scale-model-input'}, "          \
        "'denoiser': {'use': 'denoise'}, 'after': {'use': 'scheduler-step'}}}}, 'outputs': ['latents']"

#define MOST 4096
#define TIMEOUT_MS 60000

static size_t read_latents(float *latents)
{
    const struct lb_slot *slot = lbh_pipeline_slot(pipeline, "latents", diag);
    const size_t count = (size_t)lb_tensor_count(&slot->tensor);
    ck_assert_uint_le(count, MOST);
    memcpy(latents, slot->tensor.data, count * sizeof *latents);
    return count;
}

/* Puts the folder of the sources in the place of every % of a manifest. */
static void parse_with_models(const char *members)
{
    const char *source = getenv("LOOPBLOCKS_SRCDIR");
    static char text[4 * PATH_MAX + 4000];
    char absolute[PATH_MAX];
    size_t used = 0;
    ck_assert_msg(source && realpath(source, absolute), "LOOPBLOCKS_SRCDIR must name the source folder");
    for (; *members; members++) {
        const int written = *members == '%' ? snprintf(text + used, sizeof text - used, "%s", absolute)
                                            : snprintf(text + used, sizeof text - used, "%c", *members);
        used += (size_t)written;
    }
    parse(text);
}

static void must_be_taken(void)
{
    ck_assert_msg(swap_status == LBH_OK, "%s: %s", lbh_change_step_name(result.step), lbh_diag_text(swap_diag));
}

static void to_ddpm(void)
{
    swap_status = lbh_pipeline_replace(pipeline, "scheduler", "ddpm", &result, swap_diag);
    must_be_taken();
    ck_assert_int_eq(result.iteration, 25);
}

/* Two edits, one change. */
static void without_guidance_and_clipped(void)
{
    begin_change();
    lbh_change_set_timeout(edits, TIMEOUT_MS);
    lbh_change_replace(edits, "guider", "{\"use\": \"no-guidance\"}", swap_diag);
    lbh_change_insert(edits, "denoise.clip", NULL, version_of("clip-latents"), swap_diag);
    apply_change();
    must_be_taken();
    ck_assert_int_eq(result.iteration, 40);
}

START_TEST(a_run_that_is_changed_gives_the_numbers_of_one_that_was_planned_so)
{
    float expected[MOST], found[MOST];
    parse_with_models(IN_TURN);
    run();
    const size_t count = read_latents(expected);
    parse_with_models(LIVE);
    at(&(struct at_iteration){25, to_ddpm});
    at(&(struct at_iteration){40, without_guidance_and_clipped});
    run();
    ck_assert_uint_eq(read_latents(found), count);
    ck_assert_int_eq(memcmp(found, expected, count * sizeof *found), 0);
    float largest = 0;
    for (size_t i = 0; i < count; i++) largest = found[i] > largest ? found[i] : largest;
    ck_assert_float_le(largest, 1.25F);
}
END_TEST

SUITE("swap fashion")
{
    PROMISE_WITH(suite, "numbers are those of the same schedule without a swap", swapping_setup, swapping_teardown,
                 a_run_that_is_changed_gives_the_numbers_of_one_that_was_planned_so);
}
