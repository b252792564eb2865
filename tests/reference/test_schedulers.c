/* SPDX-License-Identifier: MIT */
/* ddim and ddpm compute what diffusers computes: every configuration under schedulers/, step by step. */
#include <check.h>
#include <dirent.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scheduler_fixture.h"

#define FILES 48
#define TOLERANCE 1e-5

static char files[FILES][NAME_MAX + 1];

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Lists the folder; the number of files is known, so that none is missing unnoticed. */
static void list_files(void)
{
    const char *root = getenv("LOOPBLOCKS_SRCDIR");
    char path[PATH_MAX];
    (void)snprintf(path, sizeof path, "%s/tests/reference/schedulers", root ? root : ".");
    DIR *folder = opendir(path);
    int count = 0;
    for (const struct dirent *entry; folder && (entry = readdir(folder));) {
        if (!strstr(entry->d_name, ".json")) continue;
        if (count < FILES) strcpy(files[count], entry->d_name);
        count++;
    }
    if (folder) closedir(folder);
    if (count != FILES) {
        fprintf(stderr, "%s: expected %d files, found %d\n", path, FILES, count);
        exit(1);
    }
    qsort(files, FILES, sizeof files[0], by_name);
}

/* One file, and the scheduler it is about. */
struct reference {
    json_t *json;
    struct scheduler_fixture fixture;
    struct batch batch;
    size_t elements;
};

static void reference_open(struct reference *reference, int index)
{
    char name[NAME_MAX + 20];
    (void)snprintf(name, sizeof name, "schedulers/%s", files[index]);
    reference->json = reference_json(name);
    const char *class = json_string_value(json_object_get(reference->json, "scheduler"));
    const char *plugin = strcmp(class, "DDIMScheduler") == 0 ? "ddim" : "ddpm";
    scheduler_open(&reference->fixture, plugin, json_object_get(reference->json, "config"));
    reference->fixture.options.eta = json_number_value(json_object_get(reference->json, "eta"));
    const json_int_t steps = json_integer_value(json_object_get(reference->json, "num_inference_steps"));
    if (scheduler_set(&reference->fixture, steps, NULL, 0) != LB_OK)
        ck_abort_msg("%s: %s", name, component_error(&reference->fixture.component));
    reference->elements = json_array_size(json_object_get(reference->json, "initial_noise"));
    ck_assert_uint_gt(reference->elements, 0);
    reference->batch = (struct batch){1, 1, (int64_t)reference->elements, 0};
}

static void reference_close(struct reference *reference)
{
    scheduler_close(&reference->fixture);
    json_decref(reference->json);
}

static void check_close(const char *file, int64_t step, const float *found, const json_t *expected)
{
    size_t i;
    const json_t *value;
    ck_assert_uint_gt(json_array_size(expected), 0);
    json_array_foreach(expected, i, value)
    {
        const double wanted = json_number_value(value), difference = fabs((double)found[i] - wanted);
        ck_assert_msg(difference <= TOLERANCE * fmax(1, fabs(wanted)), "%s, step %lld, value %zu: expected %.9g, found %.9g",
                      file, (long long)step, i, wanted, (double)found[i]);
    }
}

/* Walks the schedule. Each step starts from the stored sample before it or, with `own`, from what the last one made. */
static void walk(struct reference *reference, const char *file, int own)
{
    struct scheduler_fixture *fixture = &reference->fixture;
    const json_t *outputs = json_object_get(reference->json, "model_outputs");
    const json_t *noises = json_object_get(reference->json, "step_noises");
    const json_t *trajectory = json_object_get(reference->json, "trajectory");
    ck_assert_int_eq(fixture->count, (int64_t)json_array_size(trajectory));
    float *sample = floats_of(json_object_get(reference->json, "initial_noise"));
    float *original = calloc(reference->elements, sizeof *original);
    for (int64_t i = 0; i < fixture->count; i++) {
        const json_t *drawn = json_array_get(noises, (size_t)i), *expected = json_array_get(trajectory, (size_t)i);
        float *output = floats_of(json_array_get(outputs, (size_t)i));
        float *noise = json_is_null(drawn) ? NULL : floats_of(drawn);
        fixture->schedule.step = i;
        const int32_t draws =
            fixture->methods->draws(fixture->component.self, fixture->component.state, &fixture->schedule, &fixture->options);
        ck_assert_int_eq(draws, noise ? 1 : 0);
        ck_assert_int_eq(
            scheduler_take_step(fixture, i, &reference->batch, output, sample, noise, sample, own ? NULL : original), LB_OK);
        check_close(file, i, sample, expected);
        free(output);
        free(noise);
        if (own) continue;
        free(sample);
        sample = floats_of(expected);
    }
    free(original);
    free(sample);
}

START_TEST(timesteps_are_those_of_diffusers)
{
    struct reference reference;
    reference_open(&reference, _i);
    const json_t *expected = json_object_get(reference.json, "timesteps");
    ck_assert_int_eq(reference.fixture.count, (int64_t)json_array_size(expected));
    for (int64_t i = 0; i < reference.fixture.count; i++)
        ck_assert_double_eq(reference.fixture.values[i], json_number_value(json_array_get(expected, (size_t)i)));
    reference_close(&reference);
}
END_TEST

START_TEST(each_step_from_the_stored_sample)
{
    struct reference reference;
    reference_open(&reference, _i);
    walk(&reference, files[_i], 0);
    reference_close(&reference);
}
END_TEST

START_TEST(the_whole_run_from_the_initial_noise)
{
    struct reference reference;
    reference_open(&reference, _i);
    walk(&reference, files[_i], 1);
    reference_close(&reference);
}
END_TEST

START_TEST(noise_is_added_as_diffusers_does)
{
    struct reference reference;
    reference_open(&reference, _i);
    struct scheduler_fixture *fixture = &reference.fixture;
    const json_t *expected = json_object_get(reference.json, "add_noise");
    const double t = json_number_value(json_object_get(expected, "timestep"));
    int64_t index = 0;
    while (index < fixture->count && fixture->values[index] > t) index++;
    ck_assert_int_lt(index, fixture->count);
    ck_assert_double_eq(fixture->values[index], t);
    float *noise = floats_of(json_object_get(reference.json, "initial_noise"));
    float *values = calloc(reference.elements, sizeof *values);
    for (size_t i = 0; i < reference.elements; i++) values[i] = 0.25f;
    int64_t shape[1] = {(int64_t)reference.elements};
    struct lb_tensor values_tensor = tensor_f32(values, 1, shape);
    const struct lb_tensor noise_tensor = tensor_f32(noise, 1, shape);
    ck_assert_int_eq(fixture->methods->add_noise(fixture->component.self, fixture->component.state, &fixture->schedule, index,
                                                 &values_tensor, &noise_tensor, &values_tensor),
                     LB_OK);
    check_close(files[_i], index, values, json_object_get(expected, "result"));
    free(values);
    free(noise);
    reference_close(&reference);
}
END_TEST

int main(void)
{
    list_files();
    Suite *suite = suite_create("schedulers");
    TCase *steps = tcase_create("steps"), *schedules = tcase_create("schedules");
    tcase_add_loop_test(steps, each_step_from_the_stored_sample, 0, FILES);
    tcase_add_loop_test(steps, the_whole_run_from_the_initial_noise, 0, FILES);
    tcase_add_loop_test(schedules, timesteps_are_those_of_diffusers, 0, FILES);
    tcase_add_loop_test(schedules, noise_is_added_as_diffusers_does, 0, FILES);
    suite_add_tcase(suite, steps);
    suite_add_tcase(suite, schedules);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
