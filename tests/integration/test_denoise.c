/* SPDX-License-Identifier: MIT */
/* Tests of the block denoise: what it gives a model that is simple enough for mental arithmetic, and how often. */
#include <loopblocks/loopblocks.h>

#include "fixture.h"

/* The model predicts sample * (1 + label) + t + shift; guidance of scale 2 makes 2 * positive - negative. */
#define MODEL(plugin, config) "'components': {'unet': {'use': '" plugin "', 'config': {" config "}}, "
#define UNGUIDED "'guider': {'use': 'no-guidance'}}, "
#define GUIDED "'guider': {'use': 'classifier-free-guidance', 'config': {'guidance_scale': 2}}}, "
#define SAMPLES "'scaled_latents': [[[[1]]], [[[2]]], [[[3]]]], "
#define ONE_STEP "'timesteps': [10], 'num_inference_steps': 1"
#define BLOCKS "'blocks': {'l': {'use': 'loop-denoise', 'blocks': {\n'd': {'use': 'denoise'}}}}"
#define BLOCKS_WITH_SHIFT                                                                                                      \
    "'blocks': {'s': {'use': 'offer-shift'}, 'l': {'use': 'loop-denoise', 'blocks': {\n'd': {'use': 'denoise'}}}}"

/* What the model wrote down: how often it was run, and the largest batch, for which it was made ready. */
static void assert_use(int64_t runs, int64_t largest_batch)
{
    const struct lb_component_ref *unet = lbh_pipeline_component(pipeline, "unet", LB_DENOISER_ID, diag);
    ck_assert_ptr_nonnull(unet);
    ck_assert_int_eq(lb_i64(unet->state, 0)[0], runs);
    ck_assert_int_eq(lb_i64(unet->state, 0)[1], largest_batch);
    ck_assert_int_eq(lb_i64(unet->state, 0)[2], largest_batch);
}

static void denoise_fails(const char *members, const char *text)
{
    char complete[300];
    snprintf(complete, sizeof complete, "block \"l.d\" (denoise): %s", text);
    parse(members);
    RUN_FAILS(.status = LBH_ERR_BLOCK, .text = complete, .line = 3, .column = 1, .path = "blocks.l.blocks.d");
}

/* --- labels --- */

START_TEST(labels_repeat_to_fill_the_batch)
{
    parse_and_run(MODEL("linear-denoiser", "'num_class_embeds': 5") UNGUIDED "'inputs': {" SAMPLES
                                                                             "'class_labels': [0, 2], " ONE_STEP "}, " BLOCKS);
    assert_json("noise_pred", "[[[[11.0]]],[[[16.0]]],[[[13.0]]]]");
    set("class_labels", "[1, 0, 2, 4]"); /* the fourth finds no sample */
    run();
    assert_json("noise_pred", "[[[[12.0]]],[[[12.0]]],[[[19.0]]]]");
}
END_TEST

START_TEST(a_model_without_classes_needs_no_labels)
{
    parse_and_run(MODEL("linear-denoiser", "") GUIDED "'inputs': {" SAMPLES ONE_STEP "}, " BLOCKS);
    assert_json("noise_pred", "[[[[11.0]]],[[[12.0]]],[[[13.0]]]]");
}
END_TEST

START_TEST(the_negative_label_is_the_last_class)
{
    parse_and_run(MODEL("linear-denoiser", "'num_class_embeds': 5") GUIDED "'inputs': {" SAMPLES
                                                                           "'class_labels': [0, 2], " ONE_STEP "}, " BLOCKS);
    assert_json("noise_pred", "[[[[7.0]]],[[[12.0]]],[[[1.0]]]]");
}
END_TEST

START_TEST(another_negative_label_may_be_given)
{
    parse_and_run(MODEL("linear-denoiser", "'num_class_embeds': 5") GUIDED
                  "'inputs': {" SAMPLES "'class_labels': [0, 2], 'negative_class_label': 1, " ONE_STEP "}, " BLOCKS);
    assert_json("noise_pred", "[[[[10.0]]],[[[18.0]]],[[[10.0]]]]");
    parse_and_run(MODEL("linear-denoiser", "") GUIDED
                  "'inputs': {" SAMPLES "'class_labels': [0, 2], 'negative_class_label': 1, " ONE_STEP "}, " BLOCKS);
    assert_json("noise_pred", "[[[[10.0]]],[[[18.0]]],[[[10.0]]]]");
}
END_TEST

START_TEST(labels_must_be_given_to_a_model_with_classes)
{
    denoise_fails(MODEL("linear-denoiser", "'num_class_embeds': 5") UNGUIDED "'inputs': {" SAMPLES ONE_STEP "}, " BLOCKS,
                  "the denoiser knows 5 classes: say which ones to make, with class_labels");
    denoise_fails(MODEL("linear-denoiser", "'num_class_embeds': 5") UNGUIDED "'inputs': {" SAMPLES
                                                                             "'class_labels': [], " ONE_STEP "}, " BLOCKS,
                  "class_labels are empty; give at least one");
    assert_use(0, 0);
}
END_TEST

START_TEST(a_negative_label_must_be_known)
{
    static const char members[] =
        MODEL("linear-denoiser", "") GUIDED "'inputs': {" SAMPLES "'class_labels': [0], " ONE_STEP "}, " BLOCKS;
    denoise_fails(members, "the denoiser does not say which class stands for none: give negative_class_label");
}
END_TEST

/* --- batches --- */

START_TEST(stacked_is_the_same_as_one_by_one)
{
    static const char *const plugins[] = {"linear-denoiser", "linear-denoiser-stackable"};
    for (int stacked = 0; stacked < 2; stacked++) {
        char members[1000];
        snprintf(members, sizeof members,
                 MODEL("%s", "'num_class_embeds': 5") GUIDED
                 "'inputs': {'scaled_latents': [[[[1, 4]], [[-1, 0.5]]], [[[2, 8]], "
                 "[[0, 3]]]], 'class_labels': [0, 2], 'timesteps': [10, 7, 2], "
                 "'num_inference_steps': 3}, " BLOCKS,
                 plugins[stacked]);
        parse_and_run(members);
        /* t = 2: 2 * (sample * (1 + label) + 2) - (sample * 5 + 2) */
        assert_json("noise_pred", "[[[[-1.0,-10.0]],[[5.0,0.5]]],[[[4.0,10.0]],[[2.0,5.0]]]]");
        assert_use(stacked ? 3 : 6, stacked ? 4 : 2);
    }
}
END_TEST

START_TEST(an_unguided_step_runs_the_model_once)
{
    /* Of the three timesteps two are visited, and guidance is for the second half of them: one prediction, then two. */
    static const char members[] =
        MODEL("linear-denoiser-stackable", "'num_class_embeds': 5") "'guider': {'use': 'classifier-free-guidance', 'config': {"
                                                                    "'guidance_scale': 2, 'start': 0.5}}}, 'inputs': {" SAMPLES
                                                                    "'class_labels': [0, 2], 'timesteps': [20, 15, 10], "
                                                                    "'num_inference_steps': 3, 'begin_index': 1}, " BLOCKS;
    parse_and_run(members);
    assert_json("noise_pred", "[[[[7.0]]],[[[12.0]]],[[[1.0]]]]");
    assert_use(2, 6);
    parse(members);
    set("timesteps", "[20, 10]"); /* one is visited, and 0.5 of it begins with 0: the whole of it */
    run();
    assert_use(1, 6);
}
END_TEST

START_TEST(unguided_predictions_keep_the_batch)
{
    parse_and_run(MODEL("linear-denoiser-stackable", "'num_class_embeds': 5") UNGUIDED
                  "'inputs': {" SAMPLES "'class_labels': [1], " ONE_STEP "}, " BLOCKS);
    assert_json("noise_pred", "[[[[12.0]]],[[[14.0]]],[[[16.0]]]]");
    assert_use(1, 3);
}
END_TEST

/* --- further inputs --- */

START_TEST(further_inputs_are_passed_on)
{
    parse_and_run(MODEL("linear-denoiser-stackable", "'num_class_embeds': 5") GUIDED
                  "'inputs': {" SAMPLES "'class_labels': [0, 2], 'shift': [100, 200, 300], " ONE_STEP "}, " BLOCKS_WITH_SHIFT);
    assert_json("noise_pred", "[[[[107.0]]],[[[212.0]]],[[[301.0]]]]");
    assert_use(2, 3); /* they are as long as the batch: what comes with them is run alone */
}
END_TEST

START_TEST(a_negative_input_stands_in_for_the_positive)
{
    parse_and_run(MODEL("linear-denoiser-stackable", "'num_class_embeds': 5") GUIDED
                  "'inputs': {" SAMPLES
                  "'class_labels': [0, 2], 'shift': [100, 200, 300], 'negative_shift': [1, 2, 3], " ONE_STEP
                  "}, " BLOCKS_WITH_SHIFT);
    assert_json("noise_pred", "[[[[206.0]]],[[[410.0]]],[[[598.0]]]]");
}
END_TEST

START_TEST(inputs_that_are_not_set_are_not_passed_on)
{
    parse_and_run(MODEL("linear-denoiser-stackable", "'num_class_embeds': 5") GUIDED
                  "'inputs': {" SAMPLES "'class_labels': [0, 2], " ONE_STEP "}, " BLOCKS_WITH_SHIFT);
    assert_json("noise_pred", "[[[[7.0]]],[[[12.0]]],[[[1.0]]]]");
    assert_use(1, 6);
}
END_TEST

START_TEST(a_negative_input_of_another_shape_is_refused)
{
    denoise_fails(MODEL("linear-denoiser", "") GUIDED
                  "'inputs': {" SAMPLES "'shift': [1, 2, 3], 'negative_shift': [1, 2], " ONE_STEP "}, " BLOCKS_WITH_SHIFT,
                  "negative_shift and shift differ in shape");
}
END_TEST

SUITE("denoise")
{
    PROMISE_WITH(suite, "labels fill the batch", fixture_setup, fixture_teardown, labels_repeat_to_fill_the_batch,
                 a_model_without_classes_needs_no_labels, the_negative_label_is_the_last_class,
                 another_negative_label_may_be_given);
    PROMISE_WITH(suite, "labels that are missing are told", fixture_setup, fixture_teardown,
                 labels_must_be_given_to_a_model_with_classes, a_negative_label_must_be_known);
    PROMISE_WITH(suite, "conditions share a batch", fixture_setup, fixture_teardown, stacked_is_the_same_as_one_by_one,
                 an_unguided_step_runs_the_model_once, unguided_predictions_keep_the_batch);
    PROMISE_WITH(suite, "further inputs go along", fixture_setup, fixture_teardown, further_inputs_are_passed_on,
                 a_negative_input_stands_in_for_the_positive, inputs_that_are_not_set_are_not_passed_on,
                 a_negative_input_of_another_shape_is_refused);
}
