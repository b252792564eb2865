/* SPDX-License-Identifier: MIT */
/* What ddim and ddpm do beyond the reference runs: other noise schedules, thresholding, learned variances, and what they refuse. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scheduler_fixture.h"

/* A fixed pattern of numbers between -2 and 2, another one for each seed. */
static void fill(float *values, int64_t count, int seed)
{
    for (int64_t i = 0; i < count; i++) values[i] = 2 * sinf((float)(i + 1) * 1.7f + (float)seed * 0.37f);
}

static void check_same(const float *found, const float *expected, int64_t count, float tolerance)
{
    for (int64_t i = 0; i < count; i++)
        ck_assert_msg(fabsf(found[i] - expected[i]) <= tolerance, "value %lld: expected %.9g, found %.9g", (long long)i,
                      (double)expected[i], (double)found[i]);
}

/* Opens a scheduler whose config, which is freed, must be refused, and finds the text in what it says. */
static void check_refused(const char *plugin, json_t *config, const char *text)
{
    struct component component;
    ck_assert_int_eq(component_try(&component, plugin, LB_SCHEDULER_ID, config), -1);
    ck_assert_msg(strstr(component_error(&component), text) != NULL, "expected \"%s\" in: %s", text,
                  component_error(&component));
    component_close(&component);
    json_decref(config);
}

/* Returns sqrt(alpha_bar) at a timestep, which is what is left of a 1 when it is noised by 0. */
static double signal_at(struct scheduler_fixture *fixture, int64_t index)
{
    float one = 1, none = 0;
    int64_t shape[1] = {1};
    struct lb_tensor original = tensor_f32(&one, 1, shape);
    const struct lb_tensor noise = tensor_f32(&none, 1, shape);
    ck_assert_int_eq(fixture->methods->add_noise(fixture->component.self, fixture->component.state, &fixture->schedule, index,
                                                 &original, &noise, &original),
                     LB_OK);
    return (double)one;
}

static double sigmoid_beta(int t)
{
    return 1 / (1 + exp(-(-6 + 12.0 * t / 999))) * (0.02 - 0.0001) + 0.0001;
}

static double laplace_alpha_bar(double t)
{
    const double lambda = (t > 0.5 ? 0.5 : -0.5) * log(1 - 2 * fabs(0.5 - t) + 1e-6);
    return sqrt(1 / (1 + exp(-lambda)));
}

static double laplace_beta(int t)
{
    return fmin(1 - laplace_alpha_bar((t + 1) / 1000.0) / laplace_alpha_bar(t / 1000.0), 0.999);
}

static const struct {
    const char *name;
    double (*beta)(int t);
} formulas[] = {{"sigmoid", sigmoid_beta}, {"laplace", laplace_beta}};

START_TEST(ddpm_has_the_schedules_that_ddim_lacks)
{
    char config[100];
    (void)snprintf(config, sizeof config, "{'beta_schedule': '%s'}", formulas[_i].name);
    struct scheduler_fixture fixture;
    scheduler_open_text(&fixture, "ddpm", config);
    ck_assert_int_eq(scheduler_set(&fixture, 1000, NULL, 0), LB_OK);
    double alpha_bar = 1;
    for (int t = 0; t < 1000; t++) {
        alpha_bar *= 1 - formulas[_i].beta(t);
        ck_assert_double_le(fabs(signal_at(&fixture, 999 - t) - sqrt(alpha_bar)), 2e-6);
    }
    scheduler_close(&fixture);
    check_refused("ddim", json_pack("{s:s}", "beta_schedule", formulas[_i].name), "beta_schedule");
}
END_TEST

START_TEST(trained_betas_are_taken_as_they_are)
{
    struct scheduler_fixture fixture;
    scheduler_open_text(&fixture, "ddim", "{'num_train_timesteps': 3, 'trained_betas': [0.1, 0.2, 0.5], 'beta_start': 0.9}");
    ck_assert_int_eq(scheduler_set(&fixture, 3, NULL, 0), LB_OK);
    ck_assert_double_le(fabs(signal_at(&fixture, 2) - sqrt(0.9)), 1e-7);
    ck_assert_double_le(fabs(signal_at(&fixture, 1) - sqrt(0.72)), 1e-7);
    ck_assert_double_le(fabs(signal_at(&fixture, 0) - sqrt(0.36)), 1e-7);
    scheduler_close(&fixture);
    check_refused("ddim", json_pack("{s:[f, f]}", "trained_betas", 0.1, 0.2), "trained_betas");
}
END_TEST

START_TEST(zero_snr_leaves_no_signal_at_the_last_timestep)
{
    struct scheduler_fixture fixture;
    scheduler_open_text(&fixture, "ddpm",
                        "{'rescale_betas_zero_snr': true, 'prediction_type': 'sample', 'timestep_spacing': 'trailing'}");
    ck_assert_int_eq(scheduler_set(&fixture, 10, NULL, 0), LB_OK);
    ck_assert(signal_at(&fixture, 0) == 0);
    ck_assert(signal_at(&fixture, 1) > 0);
    scheduler_close(&fixture);
    scheduler_open_text(&fixture, "ddpm",
                        "{'rescale_betas_zero_snr': true, 'clip_sample': false, 'timestep_spacing': 'trailing'}");
    ck_assert_int_lt(scheduler_set(&fixture, 10, NULL, 0), 0);
    scheduler_close(&fixture);
}
END_TEST

START_TEST(trailing_timesteps_are_as_many_as_steps)
{
    struct scheduler_fixture fixture;
    scheduler_open_text(&fixture, "ddim", "{'timestep_spacing': 'trailing'}");
    for (int64_t steps = 1; steps <= 1000; steps++) {
        ck_assert_int_eq(scheduler_set(&fixture, steps, NULL, 0), LB_OK);
        ck_assert_int_eq(fixture.count, steps);
        ck_assert_double_eq(fixture.values[0], 999);
    }
    scheduler_close(&fixture);
}
END_TEST

#define SAMPLES 3
#define PER_SAMPLE 50

static int by_value(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* The quantile of one sample's magnitudes, by sorting them. */
static float sorted_quantile(const float *values, float quantile)
{
    float sorted[PER_SAMPLE];
    for (int i = 0; i < PER_SAMPLE; i++) sorted[i] = fabsf(values[i]);
    qsort(sorted, PER_SAMPLE, sizeof *sorted, by_value);
    const float rank = quantile * (PER_SAMPLE - 1);
    const int lower = (int)rank, upper = lower + 1 < PER_SAMPLE ? lower + 1 : lower;
    return sorted[lower] + (rank - (float)lower) * (sorted[upper] - sorted[lower]);
}

START_TEST(thresholding_takes_the_quantile_of_each_sample)
{
    static const char *const ratios[] = {"0.995", "0.9", "0.5", "0.25", "1.0", "0.0"};
    char config[200];
    (void)snprintf(
        config, sizeof config,
        "{'thresholding': true, 'prediction_type': 'sample', 'sample_max_value': 3, 'dynamic_thresholding_ratio': %s}",
        ratios[_i]);
    struct scheduler_fixture fixture;
    scheduler_open_text(&fixture, _i % 2 ? "ddim" : "ddpm", config);
    ck_assert_int_eq(scheduler_set(&fixture, 10, NULL, 0), LB_OK);
    float output[SAMPLES * PER_SAMPLE], sample[SAMPLES * PER_SAMPLE], noise[SAMPLES * PER_SAMPLE],
        original[SAMPLES * PER_SAMPLE];
    fill(sample, SAMPLES * PER_SAMPLE, 1);
    fill(noise, SAMPLES * PER_SAMPLE, 2);
    fill(output, SAMPLES * PER_SAMPLE, 3);
    for (int i = 0; i < SAMPLES * PER_SAMPLE; i++) output[i] *= (float)(i / PER_SAMPLE) + 0.4f; /* 0.8, 2.8 and 4.8 at most */
    const struct batch batch = {SAMPLES, 1, PER_SAMPLE, 0};
    ck_assert_int_eq(scheduler_take_step(&fixture, 0, &batch, output, sample, noise, sample, original), LB_OK);
    for (int b = 0; b < SAMPLES; b++) {
        const float quantile = sorted_quantile(output + b * PER_SAMPLE, strtof(ratios[_i], NULL));
        const float limit = fminf(fmaxf(quantile, 1), 3);
        for (int i = b * PER_SAMPLE; i < (b + 1) * PER_SAMPLE; i++) {
            const float expected = fmaxf(fminf(output[i], limit), -limit) / limit;
            ck_assert_float_le(fabsf(original[i] - expected), 1e-6f);
        }
    }
    scheduler_close(&fixture);
}
END_TEST

/* Takes the second of ten steps of ddpm; learned variances are all `learned`. */
static void step_with_variance(const char *variance, float learned, float prev[16])
{
    char config[100];
    (void)snprintf(config, sizeof config, "{'variance_type': '%s'}", variance);
    const int learns = strncmp(variance, "learned", 7) == 0;
    struct scheduler_fixture fixture;
    scheduler_open_text(&fixture, "ddpm", config);
    ck_assert_int_eq(scheduler_set(&fixture, 10, NULL, 0), LB_OK);
    float mean[16], output[32], sample[16], noise[16];
    fill(mean, 16, 1);
    fill(sample, 16, 2);
    fill(noise, 16, 3);
    for (int b = 0; b < 2; b++) /* two samples: the mean's four values, then the variance's */
        for (int i = 0; i < 8; i++) {
            output[b * (learns ? 16 : 8) + i] = mean[b * 8 + i];
            if (learns) output[b * 16 + 8 + i] = learned;
        }
    const struct batch batch = {2, 2, 4, learns ? 4 : 2};
    ck_assert_int_eq(scheduler_take_step(&fixture, 1, &batch, output, sample, noise, prev, NULL), LB_OK);
    scheduler_close(&fixture);
}

START_TEST(a_learned_range_lies_between_the_fixed_variances)
{
    float small[16], large[16], low[16], high[16];
    step_with_variance("fixed_small", 0, small);
    step_with_variance("fixed_large", 0, large);
    step_with_variance("learned_range", -1, low);
    step_with_variance("learned_range", 1, high);
    check_same(low, small, 16, 1e-6f);
    check_same(high, large, 16, 1e-6f);
    ck_assert_float_gt(fabsf(large[1] - small[1]), 1e-4f);
}
END_TEST

START_TEST(a_learned_variance_is_the_models)
{
    float none[16], much[16], noise[16];
    step_with_variance("learned", 0, none);
    step_with_variance("learned", 4, much);
    fill(noise, 16, 3);
    for (int i = 0; i < 16; i++) noise[i] = none[i] + 2 * noise[i];
    check_same(much, noise, 16, 1e-6f);
}
END_TEST

START_TEST(custom_timesteps_are_for_ddpm)
{
    struct scheduler_fixture fixture;
    double falling[] = {999, 500, 20, 3}, rising[] = {3, 20}, beyond[] = {1000, 20}, fractional[] = {20.5, 3};
    scheduler_open_text(&fixture, "ddpm", "{}");
    ck_assert_int_eq(scheduler_set(&fixture, 4, falling, 4), LB_OK);
    ck_assert_mem_eq(fixture.values, falling, sizeof falling);
    ck_assert_int_lt(scheduler_set(&fixture, 2, rising, 2), 0);
    ck_assert_int_lt(scheduler_set(&fixture, 2, beyond, 2), 0);
    ck_assert_int_lt(scheduler_set(&fixture, 2, fractional, 2), 0);
    scheduler_close(&fixture);
    scheduler_open_text(&fixture, "ddim", "{}");
    ck_assert_int_lt(scheduler_set(&fixture, 4, falling, 4), 0);
    scheduler_close(&fixture);
}
END_TEST

START_TEST(schedules_that_cannot_be_made_are_refused)
{
    struct scheduler_fixture fixture;
    scheduler_open_text(&fixture, "ddim", "{'num_train_timesteps': 100, 'steps_offset': 1}");
    ck_assert_int_eq(scheduler_set(&fixture, 50, NULL, 0), LB_OK);
    ck_assert_int_lt(scheduler_set(&fixture, 0, NULL, 0), 0);
    ck_assert_int_lt(scheduler_set(&fixture, 100, NULL, 0), 0); /* the offset moves the first to 100 */
    ck_assert_int_lt(scheduler_set(&fixture, 101, NULL, 0), 0);
    scheduler_close(&fixture);
}
END_TEST

START_TEST(begin_takes_up_a_schedule_in_the_middle)
{
    struct scheduler_fixture fixture;
    scheduler_open_text(&fixture, "ddpm", "{}");
    ck_assert_int_eq(scheduler_set(&fixture, 10, NULL, 0), LB_OK);
    struct lb_schedule schedule = fixture.schedule;
    schedule.begin = 4;
    schedule.step = 6;
    ck_assert_int_eq(fixture.methods->begin(fixture.component.self, fixture.component.state, &schedule), LB_OK);
    schedule.step = 11;
    ck_assert_int_lt(fixture.methods->begin(fixture.component.self, fixture.component.state, &schedule), 0);
    schedule.step = 6;
    fixture.values[7] = 2000;
    ck_assert_int_lt(fixture.methods->begin(fixture.component.self, fixture.component.state, &schedule), 0);
    scheduler_close(&fixture);
}
END_TEST

START_TEST(a_step_with_wrong_tensors_is_refused)
{
    struct scheduler_fixture fixture;
    float values[8] = {0};
    const struct batch batch = {1, 2, 2, 0}, doubled = {1, 2, 2, 4};
    scheduler_open_text(&fixture, "ddpm", "{}");
    ck_assert_int_eq(scheduler_set(&fixture, 10, NULL, 0), LB_OK);
    ck_assert_int_eq(scheduler_take_step(&fixture, 0, &batch, values, values, values, values, NULL), LB_OK);
    ck_assert_int_lt(scheduler_take_step(&fixture, 0, &doubled, values, values, values, values, NULL), 0);
    ck_assert_int_lt(scheduler_take_step(&fixture, 0, &batch, values, values, NULL, values, NULL), 0);
    ck_assert_int_lt(scheduler_take_step(&fixture, 10, &batch, values, values, values, values, NULL), 0);
    scheduler_close(&fixture);
    scheduler_open_text(&fixture, "ddim", "{}");
    ck_assert_int_eq(scheduler_set(&fixture, 10, NULL, 0), LB_OK);
    fixture.schedule.steps = 0;
    ck_assert_int_lt(scheduler_take_step(&fixture, 0, &batch, values, values, values, values, NULL), 0);
    fixture.schedule.steps = 10;
    ck_assert_int_eq(scheduler_take_step(&fixture, 0, &batch, values, values, values, values, NULL), LB_OK);
    fixture.options.eta = 2;
    ck_assert_int_lt(scheduler_take_step(&fixture, 0, &batch, values, values, values, values, NULL), 0);
    scheduler_close(&fixture);
}
END_TEST

START_TEST(configs_that_do_not_go_together_are_refused)
{
    check_refused("ddpm", json_pack("{s:s}", "variance_type", "fixed_large_log"), "fixed_large_log");
    check_refused("ddpm", json_pack("{s:i}", "steps_offset", 1000), "steps_offset");
    check_refused("ddim", json_pack("{s:f}", "beta_end", 1.0), "beta_end");
    check_refused("ddim", json_pack("{s:i, s:[f]}", "num_train_timesteps", 1, "trained_betas", 2.0), "trained_betas");
    check_refused("ddim", json_pack("{s:i, s:b}", "num_train_timesteps", 1, "rescale_betas_zero_snr", 1),
                  "rescale_betas_zero_snr");
    check_refused("ddpm", json_pack("{s:i, s:b}", "sample_max_value", 0, "thresholding", 1), "sample_max_value");
}
END_TEST

START_TEST(a_file_of_another_scheduler_is_read_and_overridden)
{
    char path[] = "/tmp/scheduler_config_XXXXXX";
    const int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    static const char text[] =
        "{\"_class_name\": \"DDPMScheduler\", \"_diffusers_version\": \"0.40.0\", \"num_train_timesteps\": 10,"
        " \"variance_type\": \"fixed_large_log\", \"lambda_min_clipped\": -Infinity, \"steps_offset\": 3,"
        " \"use_karras_sigmas\": null, \"disable_corrector\": [1, 2], \"trained_betas\": null}\n";
    ck_assert_int_eq(write(fd, text, sizeof text - 1), sizeof text - 1);
    ck_assert_int_eq(close(fd), 0);
    struct scheduler_fixture fixture;
    json_t *config = json_pack("{s:s, s:i}", "file", path, "steps_offset", 1);
    scheduler_open(&fixture, "ddim", config);
    ck_assert_int_eq(scheduler_set(&fixture, 5, NULL, 0), LB_OK);
    ck_assert_double_eq(fixture.values[0], 9); /* 10 training timesteps are the file's; with its offset this would be 11 */
    scheduler_close(&fixture);
    json_decref(config);
    ck_assert_int_eq(unlink(path), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scheduler_rules");
    TCase *noise = tcase_create("noise_schedules"), *steps = tcase_create("steps"), *refusals = tcase_create("refusals");
    tcase_add_loop_test(noise, ddpm_has_the_schedules_that_ddim_lacks, 0, 2);
    tcase_add_test(noise, trained_betas_are_taken_as_they_are);
    tcase_add_test(noise, zero_snr_leaves_no_signal_at_the_last_timestep);
    tcase_add_test(noise, trailing_timesteps_are_as_many_as_steps);
    tcase_add_test(noise, a_file_of_another_scheduler_is_read_and_overridden);
    tcase_add_loop_test(steps, thresholding_takes_the_quantile_of_each_sample, 0, 6);
    tcase_add_test(steps, a_learned_range_lies_between_the_fixed_variances);
    tcase_add_test(steps, a_learned_variance_is_the_models);
    tcase_add_test(refusals, custom_timesteps_are_for_ddpm);
    tcase_add_test(refusals, schedules_that_cannot_be_made_are_refused);
    tcase_add_test(refusals, begin_takes_up_a_schedule_in_the_middle);
    tcase_add_test(refusals, a_step_with_wrong_tensors_is_refused);
    tcase_add_test(refusals, configs_that_do_not_go_together_are_refused);
    suite_add_tcase(suite, noise);
    suite_add_tcase(suite, steps);
    suite_add_tcase(suite, refusals);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
