/* SPDX-License-Identifier: MIT */
/* Tests of the blocks around the model: the schedule, the first noise, what a scheduler's step is given, and the image. */
#include <math.h>

#include <loopblocks/loopblocks.h>

#include "fixture.h"
#include "reference/component.h"

#define SCHEDULER(plugin) "'components': {'scheduler': {'use': '" plugin "'}}, "
#define SET_TIMESTEPS "'blocks': {\n'b': {'use': 'set-timesteps'}}"

/* Runs block b, and expects it to fail. */
static void b_fails(const char *plugin, const char *text)
{
    char complete[300];
    snprintf(complete, sizeof complete, "block \"b\" (%s): %s", plugin, text);
    RUN_FAILS(.status = LBH_ERR_BLOCK, .text = complete, .line = 3, .column = 1, .path = "blocks.b");
}

/* The numbers of torch.randn(5) after torch.manual_seed(0), and of a second call. The caller frees them. */
static float *torch_numbers(const char *which)
{
    json_t *all = reference_json("randn.json");
    float *numbers = NULL;
    for (size_t k = 0; k < json_array_size(all) && !numbers; k++) {
        const json_t *one = json_array_get(all, k);
        if (json_integer_value(json_object_get(one, "seed")) != 0 || json_integer_value(json_object_get(one, "n")) != 5 ||
            strcmp(json_string_value(json_object_get(one, "dtype")), "float32") != 0)
            continue;
        ck_assert_uint_eq(json_array_size(json_object_get(one, which)), 5);
        numbers = floats_of(json_object_get(one, which));
    }
    json_decref(all);
    ck_assert_ptr_nonnull(numbers);
    return numbers;
}

/* Compares with factor * torch's numbers, but for the last bit of a rounding. */
static void assert_torch(const char *name, const char *which, float factor)
{
    float *expected = torch_numbers(which);
    const struct lb_slot *slot = slot_of(name);
    ck_assert_int_eq(lb_tensor_count(&slot->tensor), 5);
    for (int k = 0; k < 5; k++) ck_assert_float_eq_tol(((const float *)slot->tensor.data)[k], factor * expected[k], 1e-6f);
    free(expected);
}

/* --- set-timesteps --- */

START_TEST(a_schedule_is_made)
{
    parse_and_run(SCHEDULER("ddim") "'inputs': {'num_inference_steps': 4}, " SET_TIMESTEPS);
    assert_json("timesteps", "[750.0,500.0,250.0,0.0]");
    assert_json("sigmas", "[]");
    ck_assert_double_eq(real("init_noise_sigma"), 1);
    ck_assert_int_eq(whole("num_inference_steps"), 4);
    ck_assert_int_eq(whole("step_index"), 0);
    ck_assert_int_eq(whole("begin_index"), 0);
    parse_and_run(SCHEDULER("order-two") "'inputs': {'num_inference_steps': 2}, " SET_TIMESTEPS);
    assert_json("timesteps", "[4.0,3.0,2.0,1.0]");
    assert_json("sigmas", "[2.0,1.5,1.0,0.5,0.0]");
    ck_assert_double_eq(real("init_noise_sigma"), 3);
    ck_assert_int_eq(whole("num_inference_steps"), 2);
}
END_TEST

START_TEST(timesteps_or_sigmas_may_be_given)
{
    parse_and_run(
        SCHEDULER("ddpm") "'inputs': {'num_inference_steps': 50, 'custom_timesteps': [900, 500, 100]}, " SET_TIMESTEPS);
    assert_json("timesteps", "[900.0,500.0,100.0]");
    ck_assert_int_eq(whole("num_inference_steps"), 3);
    parse_and_run(SCHEDULER("order-two") "'inputs': {'num_inference_steps': 50, 'custom_sigmas': [9, 7]}, " SET_TIMESTEPS);
    assert_json("timesteps", "[18.0,14.0]");
    assert_json("sigmas", "[9.0,7.0,0.0]");
    ck_assert_int_eq(whole("num_inference_steps"), 2);
}
END_TEST

START_TEST(only_one_of_them_may_be_given)
{
    parse(SCHEDULER(
        "order-two") "'inputs': {'num_inference_steps': 5, 'custom_timesteps': [9], 'custom_sigmas': [9]}, " SET_TIMESTEPS);
    b_fails("set-timesteps", "custom_timesteps and custom_sigmas are both given");
    parse(SCHEDULER("order-two") "'inputs': {'num_inference_steps': 5, 'custom_timesteps': []}, " SET_TIMESTEPS);
    b_fails("set-timesteps", "a schedule of 0 steps cannot be made");
}
END_TEST

START_TEST(strength_leaves_the_last_part)
{
    parse_and_run(SCHEDULER("ddim") "'inputs': {'num_inference_steps': 5, 'strength': 0.5}, " SET_TIMESTEPS);
    ck_assert_int_eq(slot_of("timesteps")->tensor.shape[0], 5);
    ck_assert_int_eq(whole("step_index"), 3);
    ck_assert_int_eq(whole("begin_index"), 3);
    ck_assert_int_eq(whole("num_inference_steps"), 5);
    parse_and_run(SCHEDULER("order-two") "'inputs': {'num_inference_steps': 5, 'strength': 0.5}, " SET_TIMESTEPS);
    ck_assert_int_eq(whole("step_index"), 6);
    ck_assert_int_eq(whole("begin_index"), 6);
    const struct lb_component_ref *scheduler = lbh_pipeline_component(pipeline, "scheduler", LB_SCHEDULER_ID, diag);
    ck_assert_ptr_nonnull(scheduler);
    ck_assert_int_eq(*lb_i64(scheduler->state, 0), 7); /* it was begun there */
}
END_TEST

START_TEST(too_little_strength_is_refused)
{
    parse(SCHEDULER("ddim") "'inputs': {'num_inference_steps': 4, 'strength': 0.1}, " SET_TIMESTEPS);
    b_fails("set-timesteps", "strength 0.1 leaves nothing of 4 steps");
    parse(SCHEDULER("ddim") "'inputs': {'num_inference_steps': 4, 'strength': 0}, " SET_TIMESTEPS);
    b_fails("set-timesteps", "strength is 0; expected more than 0 and at most 1");
}
END_TEST

START_TEST(no_steps_are_refused)
{
    parse(SCHEDULER("ddim") "'inputs': {\n'num_inference_steps': 0}, " SET_TIMESTEPS);
    RUN_FAILS(.status = LBH_ERR_INVALID, .text = "input \"num_inference_steps\": expected=at least 1, found=0", .line = 3,
              .column = 1, .path = "inputs.num_inference_steps");
}
END_TEST

/* --- prepare-latents --- */

#define UNET(config) "'unet': {'use': 'linear-denoiser', 'config': {" config "}}"
#define GENERATOR ", 'generator': {'use': 'torch-random'}"
#define PREPARE_LATENTS "'blocks': {\n'b': {'use': 'prepare-latents'}}"

static void assert_shape(const char *name, int64_t b, int64_t c, int64_t h, int64_t w)
{
    const struct lb_tensor *tensor = &slot_of(name)->tensor;
    ck_assert_int_eq(tensor->ndim, 4);
    const int64_t expected[] = {b, c, h, w};
    for (int d = 0; d < 4; d++) ck_assert_int_eq(tensor->shape[d], expected[d]);
}

START_TEST(the_denoiser_says_how_large_latents_are)
{
    parse_and_run("'components': {" UNET("'in_channels': 3, 'sample_size': 4") GENERATOR
                  "}, 'inputs': {'batch_size': 2, "
                  "'init_noise_sigma': 1, 'seed': 0}, " PREPARE_LATENTS);
    assert_shape("latents", 2, 3, 4, 4);
    set("height", "6");
    run();
    assert_shape("latents", 2, 3, 6, 4);
    set("width", "1");
    run();
    assert_shape("latents", 2, 3, 6, 1);
}
END_TEST

START_TEST(a_seed_gives_torch_s_numbers)
{
    parse_and_run("'components': {" UNET("'in_channels': 1") GENERATOR "}, 'inputs': {'height': 1, 'width': 5, 'seed': 0, "
                                                                       "'init_noise_sigma': 1}, " PREPARE_LATENTS);
    assert_torch("latents", "first", 1);
    run(); /* the seed starts the generator anew */
    assert_torch("latents", "first", 1);
    set("init_noise_sigma", "2.5");
    run();
    assert_torch("latents", "first", 2.5f);
}
END_TEST

START_TEST(without_a_seed_the_generator_goes_on)
{
    parse_and_run("'components': {" UNET("'in_channels': 1") GENERATOR
                  "}, 'inputs': {'height': 1, 'width': 5, 'seed': 0, "
                  "'init_noise_sigma': 1}, 'blocks': {'b': {'use': 'prepare-latents'}, 'c': {'use': 'prepare-latents', "
                  "'map': {'latents': 'more', 'seed': 'no_seed'}}}");
    assert_torch("latents", "first", 1);
    assert_torch("more", "second_call_first", 1);
}
END_TEST

START_TEST(given_latents_are_scaled)
{
    parse_and_run(
        "'components': {" UNET("'in_channels': 2") "}, 'inputs': {'latents': [[[[1, 2]], [[-3, 0]]]], 'batch_size': 9, "
                                                   "'seed': 0, 'init_noise_sigma': 3}, " PREPARE_LATENTS);
    assert_json("latents", "[[[[3.0,6.0]],[[-9.0,0.0]]]]");
    run(); /* from what was given, not from what was made of it */
    assert_json("latents", "[[[[3.0,6.0]],[[-9.0,0.0]]]]");
}
END_TEST

START_TEST(a_seed_counts_for_what_is_drawn_later_too)
{
    parse_and_run("'components': {" UNET("'in_channels': 1") GENERATOR
                  "}, 'inputs': {'latents': [[[[7]]]], 'height': 1, "
                  "'width': 5, 'seed': 0, 'init_noise_sigma': 1}, 'blocks': {'b': {'use': 'prepare-latents'}, 'c': {'use': "
                  "'prepare-latents', 'map': {'latents': 'more', 'seed': 'no_seed'}}}");
    assert_json("latents", "[[[[7.0]]]]");
    assert_torch("more", "first", 1);
    run();
    assert_torch("more", "first", 1);
}
END_TEST

START_TEST(latents_need_a_source_and_a_size)
{
    static const struct {
        const char *components, *inputs, *text;
    } cases[] = {
        {UNET("'in_channels': 1, 'sample_size': 2"), "", "there is nothing to draw noise with: name a component \"generator\""},
        {UNET("'sample_size': 2") GENERATOR, "", "the denoiser does not say how many in_channels it has: give latents"},
        {UNET("'in_channels': 1") GENERATOR, "'height': 4, ", "the denoiser has no sample_size: give height and width"},
        {UNET("'in_channels': 1"), "'latents': [[[[1]], [[2]]]], ", "latents have 2 channels; the denoiser takes 1"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        char members[500];
        snprintf(members, sizeof members, "'components': {%s}, 'inputs': {%s'init_noise_sigma': 1}, " PREPARE_LATENTS,
                 cases[k].components, cases[k].inputs);
        parse(members);
        b_fails("prepare-latents", cases[k].text);
    }
}
END_TEST

/* --- scale-model-input and scheduler-step --- */

#define SCHEDULE "'timesteps': [6, 4, 2], 'sigmas': [3, 2, 1, 0], 'num_inference_steps': 3, "
#define SCALE "'blocks': {\n'b': {'use': 'scale-model-input'}}"
#define STEP "'blocks': {\n'b': {'use': 'scheduler-step'}}"
#define IMAGE "'latents': [[[[5, 7]]], [[[-1, 0]]]], "

START_TEST(the_model_s_input_is_scaled)
{
    parse_and_run(SCHEDULER("order-two") "'inputs': {" IMAGE SCHEDULE "'step_index': 1}, " SCALE);
    assert_json("scaled_latents", "[[[[10.0,14.0]]],[[[-2.0,0.0]]]]");
    assert_json("latents", "[[[[5.0,7.0]]],[[[-1.0,0.0]]]]");
    parse_and_run(SCHEDULER("ddim") "'inputs': {" IMAGE
                                    "'timesteps': [500, 0], 'num_inference_steps': 2, 'step_index': 1}, " SCALE);
    assert_json("scaled_latents", "[[[[5.0,7.0]]],[[[-1.0,0.0]]]]");
}
END_TEST

START_TEST(a_step_moves_the_latents_and_the_index)
{
    parse_and_run(SCHEDULER("order-two") "'inputs': {" IMAGE SCHEDULE
                                         "'noise_pred': [[[[1, 2]]], [[[0.5, -1]]]], 'step_index': 1}, " STEP);
    assert_json("latents", "[[[[3.0,3.0]]],[[[-2.0,2.0]]]]");
    ck_assert_int_eq(whole("step_index"), 2);
    parse_and_run(SCHEDULER("order-two") "'inputs': {" IMAGE SCHEDULE
                                         "'noise_pred': [[[[1, 2]]], [[[0.5, -1]]]], 'step_index': 0, "
                                         "'num_steps': 3}, 'blocks': {'l': {'use': 'loop-for', " STEP "}}");
    assert_json("latents", "[[[[-1.0,-5.0]]],[[[-4.0,6.0]]]]"); /* less 1 + 2 + 3 times the prediction */
    ck_assert_int_eq(whole("step_index"), 3);
}
END_TEST

START_TEST(a_step_outside_of_the_schedule_is_refused)
{
    parse(SCHEDULER("order-two") "'inputs': {" IMAGE SCHEDULE "'step_index': 3}, " SCALE);
    b_fails("scale-model-input", "step_index is 3, but the schedule has 3 timesteps");
    parse(SCHEDULER("order-two") "'inputs': {" IMAGE SCHEDULE
                                 "'noise_pred': [[[[1, 2]]], [[[0.5, -1]]]], 'step_index': 3}, " STEP);
    b_fails("scheduler-step", "step_index is 3, but the schedule has 3 timesteps");
    ck_assert_int_eq(whole("step_index"), 3);
}
END_TEST

/* Steps of DDIM, whose samples are overwritten in place. */
#define DDIM_STEP(more)                                                                                                        \
    "'scheduler': {'use': 'ddim'}}, 'inputs': {'latents': [[[[0.5, -0.25]]]], 'noise_pred': [[[[0.5, 0.25]]]], "               \
    "'timesteps': [500, 0], 'num_inference_steps': 2, 'step_index': 0" more "}, " STEP

START_TEST(no_noise_is_needed_where_none_is_added)
{
    parse_and_run("'components': {" DDIM_STEP(""));
    char *first = lbh_pipeline_get_json(pipeline, "latents", 1, diag);
    parse_and_run("'components': {'generator': {'use': 'torch-random'}, " DDIM_STEP(""));
    assert_json("latents", first);
    run();
    assert_json("latents", first);
    free(first);
    ck_assert_int_eq(whole("step_index"), 1);
}
END_TEST

START_TEST(a_step_in_place_is_the_scheduler_s)
{
    /* Song et al. 2020, equation 12, with the clean sample clipped to 1; alpha_bar of timesteps 500 and 0. */
    double alpha_bar = 1;
    for (int s = 0; s <= 500; s++) alpha_bar *= 1 - (1e-4 + (0.02 - 1e-4) * s / 999);
    const double previous = 1 - 1e-4, sample[] = {0.5, -0.25}, noise[] = {0.5, 0.25};
    parse_and_run("'components': {" DDIM_STEP(""));
    for (int k = 0; k < 2; k++) {
        const double original = fmax(-1, fmin(1, (sample[k] - sqrt(1 - alpha_bar) * noise[k]) / sqrt(alpha_bar)));
        const double expected = sqrt(previous) * original + sqrt(1 - previous) * noise[k];
        ck_assert_double_eq_tol((double)((const float *)slot_of("latents")->tensor.data)[k], expected, 1e-5);
    }
}
END_TEST

START_TEST(noise_needs_a_generator)
{
    parse("'components': {" DDIM_STEP(", 'eta': 0.5"));
    b_fails("scheduler-step", "the scheduler adds noise, and there is nothing to draw it with: name a component \"generator\"");
    ck_assert_int_eq(whole("step_index"), 0);
    lbh_diag_clear(diag);
    parse_and_run("'components': {'generator': {'use': 'torch-random'}, " DDIM_STEP(", 'eta': 0.5"));
    char *first = lbh_pipeline_get_json(pipeline, "latents", 1, diag);
    run(); /* from the same latents, by other noise */
    char *second = lbh_pipeline_get_json(pipeline, "latents", 1, diag);
    ck_assert_str_ne(first, second);
    free(first);
    free(second);
}
END_TEST

START_TEST(noise_is_the_generator_s)
{
    parse_and_run("'components': {'scheduler': {'use': 'order-two'}, " UNET("'in_channels': 1") GENERATOR
                  "}, 'inputs': {'latents': [[[[0, 0, 0, 0, 0]]]], 'noise_pred': [[[[0, 0, 0, 0, 0]]]], " SCHEDULE
                  "'seed': 0, 'init_noise_sigma': 1, 'eta': 0.5, 'step_index': 0}, 'blocks': {'p': {'use': 'prepare-latents'}, "
                  "'b': {'use': 'scheduler-step'}}");
    assert_torch("latents", "first", 0.5f);
}
END_TEST

/* --- latents-to-image --- */

#define TO_IMAGE "'blocks': {\n'b': {'use': 'latents-to-image'}}"

START_TEST(samples_become_bytes)
{
    parse_and_run("'inputs': {'latents': [[[[-1, 1, -1.5, 1.5], [-0.5, 0.5, 0.25, 1e30]]]]}, " TO_IMAGE);
    assert_json("images", "[[[[0],[255],[0],[255]],[[64],[191],[159],[255]]]]");
}
END_TEST

START_TEST(ties_go_to_the_even_byte)
{
    /* Exactly 127.5 and 64.5 in single precision. */
    parse_and_run("'inputs': {'latents': [[[[0, -0.494117618]]]]}, " TO_IMAGE);
    assert_json("images", "[[[[128],[64]]]]");
}
END_TEST

START_TEST(colours_come_last)
{
    parse_and_run("'inputs': {'latents': [[[[-1, 1]], [[0, 1]], [[1, 1]]], [[[1, -1]], [[1, 1]], [[1, 0]]]]}, " TO_IMAGE);
    assert_json("images", "[[[[0,128,255],[255,255,255]]],[[[255,255,255],[0,255,128]]]]");
}
END_TEST

START_TEST(two_channels_are_no_image)
{
    parse("'inputs': {'latents': [[[[0]], [[0]]]]}, " TO_IMAGE);
    b_fails("latents-to-image", "latents have 2 channels; an image has 1 or 3");
}
END_TEST

START_TEST(what_is_no_number_is_no_pixel)
{
    float values[] = {0, INFINITY, 0, NAN};
    parse("'inputs': {}, " TO_IMAGE);
    const struct lb_tensor tensor = tensor_f32(values, 4, (int64_t[]){2, 1, 1, 2});
    ck_assert_int_eq(lbh_pipeline_set_tensor(pipeline, "latents", &tensor, diag), LBH_OK);
    b_fails("latents-to-image", "latents hold NaN, first in image 2 of 2");
    values[3] = -INFINITY;
    ck_assert_int_eq(lbh_pipeline_set_tensor(pipeline, "latents", &tensor, diag), LBH_OK);
    lbh_diag_clear(diag);
    run();
    assert_json("images", "[[[[128],[255]]],[[[128],[0]]]]");
}
END_TEST

SUITE("diffusion blocks")
{
    PROMISE_WITH(suite, "set-timesteps makes the schedule", fixture_setup, fixture_teardown, a_schedule_is_made,
                 timesteps_or_sigmas_may_be_given, only_one_of_them_may_be_given, strength_leaves_the_last_part,
                 too_little_strength_is_refused, no_steps_are_refused);
    PROMISE_WITH(suite, "prepare-latents makes the first noise", fixture_setup, fixture_teardown,
                 the_denoiser_says_how_large_latents_are, a_seed_gives_torch_s_numbers, without_a_seed_the_generator_goes_on,
                 given_latents_are_scaled, a_seed_counts_for_what_is_drawn_later_too, latents_need_a_source_and_a_size);
    PROMISE_WITH(suite, "a scheduler is given its step", fixture_setup, fixture_teardown, the_model_s_input_is_scaled,
                 a_step_moves_the_latents_and_the_index, a_step_outside_of_the_schedule_is_refused,
                 no_noise_is_needed_where_none_is_added, a_step_in_place_is_the_scheduler_s, noise_needs_a_generator,
                 noise_is_the_generator_s);
    PROMISE_WITH(suite, "latents-to-image makes bytes", fixture_setup, fixture_teardown, samples_become_bytes,
                 ties_go_to_the_even_byte, colours_come_last, two_channels_are_no_image, what_is_no_number_is_no_pixel);
}
