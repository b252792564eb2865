/* SPDX-License-Identifier: MIT */
/* The guiders ask for as many predictions as a step needs, and combine them by their formulas. */
#include <check.h>
#include <loopblocks/guider.h>
#include <math.h>
#include <string.h>

#include "component.h"

struct guider_fixture {
    struct component component;
    const struct lb_guider *methods;
};

static void guider_open(struct guider_fixture *fixture, const char *plugin, json_t *config)
{
    component_open(&fixture->component, plugin, LB_GUIDER_ID, config);
    fixture->methods = fixture->component.methods;
    json_decref(config);
}

static int32_t conditions_at(struct guider_fixture *fixture, int64_t i)
{
    const struct lb_step_info info = {.struct_size = sizeof info, .i = i, .steps = 10};
    return fixture->methods->conditions(fixture->component.self, fixture->component.state, &info);
}

/* Combines two samples of three; `out` may be one of the predictions. */
static lb_status combine(struct guider_fixture *fixture, int32_t n, float *conditional, float *unconditional, float *out)
{
    int64_t shape[2] = {2, 3};
    const struct lb_tensor first = tensor_f32(conditional, 2, shape), second = tensor_f32(unconditional, 2, shape);
    const struct lb_tensor *const predictions[] = {&first, &second};
    struct lb_tensor result = tensor_f32(out, 2, shape);
    const struct lb_step_info info = {.struct_size = sizeof info, .steps = 10};
    return fixture->methods->combine(fixture->component.self, fixture->component.state, &info, n, predictions, &result);
}

static void check_values(const float *found, const float *expected)
{
    for (int i = 0; i < 6; i++) ck_assert_float_le(fabsf(found[i] - expected[i]), 1e-5f);
}

START_TEST(no_guidance_takes_one_prediction_as_it_is)
{
    struct guider_fixture fixture;
    float conditional[6] = {1, 2, 3, 4, 5, 6}, out[6];
    guider_open(&fixture, "no-guidance", json_object());
    ck_assert_int_eq(fixture.methods->maximum, 1);
    ck_assert_int_eq(conditions_at(&fixture, 3), 1);
    ck_assert_int_eq(combine(&fixture, 1, conditional, conditional, out), LB_OK);
    check_values(out, conditional);
    ck_assert_int_lt(combine(&fixture, 2, conditional, conditional, out), 0);
    component_close(&fixture.component);
}
END_TEST

START_TEST(the_scale_counts_from_the_unconditional_prediction)
{
    struct guider_fixture fixture;
    float conditional[6] = {1, 2, 3, 4, 5, 6}, unconditional[6] = {0, 2, 4, 4, 0, 8};
    const float expected[6] = {3, 2, 1, 4, 15, 2};
    guider_open(&fixture, "classifier-free-guidance", json_pack("{s:f}", "guidance_scale", 3.0));
    ck_assert_int_eq(conditions_at(&fixture, 0), 2);
    ck_assert_int_eq(combine(&fixture, 2, conditional, unconditional, conditional), LB_OK);
    check_values(conditional, expected);
    component_close(&fixture.component);
}
END_TEST

START_TEST(the_original_formulation_counts_from_the_conditional_one)
{
    struct guider_fixture fixture;
    float conditional[6] = {1, 2, 3, 4, 5, 6}, unconditional[6] = {0, 2, 4, 4, 0, 8};
    const float expected[6] = {4, 2, 0, 4, 20, 0};
    guider_open(&fixture, "classifier-free-guidance",
                json_pack("{s:f, s:b}", "guidance_scale", 3.0, "use_original_formulation", 1));
    ck_assert_int_eq(combine(&fixture, 2, conditional, unconditional, unconditional), LB_OK);
    check_values(unconditional, expected);
    component_close(&fixture.component);
}
END_TEST

/* The combined samples are {3, 2, 1} and {4, 15, 2}; the conditional ones have the standard deviation 1. */
START_TEST(rescaling_gives_back_the_conditional_spread)
{
    struct guider_fixture fixture;
    float conditional[6] = {1, 2, 3, 4, 5, 6}, unconditional[6] = {0, 2, 4, 4, 0, 8};
    guider_open(&fixture, "classifier-free-guidance", json_pack("{s:f, s:f}", "guidance_scale", 3.0, "guidance_rescale", 0.5));
    const float factor = 0.5f / 7 + 0.5f; /* 7 is the standard deviation of 4, 15 and 2 */
    const float expected[6] = {3, 2, 1, 4 * factor, 15 * factor, 2 * factor};
    ck_assert_int_eq(combine(&fixture, 2, conditional, unconditional, conditional), LB_OK);
    check_values(conditional, expected);
    component_close(&fixture.component);
}
END_TEST

START_TEST(guidance_is_confined_to_its_steps)
{
    struct guider_fixture fixture;
    guider_open(&fixture, "classifier-free-guidance", json_pack("{s:f, s:f}", "start", 0.25, "stop", 0.8));
    for (int64_t i = 0; i < 10; i++) ck_assert_int_eq(conditions_at(&fixture, i), i >= 2 && i < 8 ? 2 : 1);
    component_close(&fixture.component);
}
END_TEST

START_TEST(a_scale_without_effect_asks_for_one_prediction)
{
    struct guider_fixture fixture;
    guider_open(&fixture, "classifier-free-guidance", json_pack("{s:f}", "guidance_scale", 1.0));
    ck_assert_int_eq(conditions_at(&fixture, 0), 1);
    component_close(&fixture.component);
    guider_open(&fixture, "classifier-free-guidance",
                json_pack("{s:f, s:b}", "guidance_scale", 0.0, "use_original_formulation", 1));
    ck_assert_int_eq(conditions_at(&fixture, 0), 1);
    component_close(&fixture.component);
    guider_open(&fixture, "classifier-free-guidance", json_pack("{s:b}", "enabled", 0));
    ck_assert_int_eq(conditions_at(&fixture, 0), 1);
    component_close(&fixture.component);
}
END_TEST

START_TEST(conditions_are_positive_then_negative)
{
    struct guider_fixture fixture;
    guider_open(&fixture, "classifier-free-guidance", json_object());
    const struct lb_step_info info = {.struct_size = sizeof info, .steps = 10};
    for (int32_t k = 0; k < 2; k++) {
        struct lb_condition condition = {.struct_size = sizeof condition};
        ck_assert_int_eq(fixture.methods->condition(fixture.component.self, fixture.component.state, &info, k, &condition),
                         LB_OK);
        ck_assert_int_eq(condition.kind, k == 0 ? LB_CONDITION_POSITIVE : LB_CONDITION_NEGATIVE);
        ck_assert_str_eq(condition.name, k == 0 ? "pred_cond" : "pred_uncond");
        ck_assert_ptr_null(condition.hook);
    }
    component_close(&fixture.component);
}
END_TEST

START_TEST(a_stop_before_the_start_is_refused)
{
    struct component component;
    json_t *config = json_pack("{s:f, s:f}", "start", 0.5, "stop", 0.4);
    ck_assert_int_eq(component_try(&component, "classifier-free-guidance", LB_GUIDER_ID, config), -1);
    ck_assert_ptr_nonnull(strstr(component_error(&component), "key=\"stop\""));
    component_close(&component);
    json_decref(config);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("guidance");
    TCase *values = tcase_create("values"), *steps = tcase_create("steps");
    tcase_add_test(values, no_guidance_takes_one_prediction_as_it_is);
    tcase_add_test(values, the_scale_counts_from_the_unconditional_prediction);
    tcase_add_test(values, the_original_formulation_counts_from_the_conditional_one);
    tcase_add_test(values, rescaling_gives_back_the_conditional_spread);
    tcase_add_test(steps, guidance_is_confined_to_its_steps);
    tcase_add_test(steps, a_scale_without_effect_asks_for_one_prediction);
    tcase_add_test(steps, conditions_are_positive_then_negative);
    tcase_add_test(steps, a_stop_before_the_start_is_refused);
    suite_add_tcase(suite, values);
    suite_add_tcase(suite, steps);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
