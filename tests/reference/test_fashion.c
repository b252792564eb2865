/* SPDX-License-Identifier: MIT */
/* Whole sampling runs of the trained model against those of diffusers, through the manifests that users run. */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <loopblocks/host.h>

#include "reference/onednn.h"
#include "safetensors.h"
#include "unit/scratch.h"
#include "unit/suite.h"

/* A stored run: its file, the manifest that does the same, and what must be set for it. */
static const struct run {
    const char *name;
    const char *manifest;
    const char *settings[6][2];
    bool contracts; /* DDPM: differences shrink from step to step; DDIM's grow */
} runs[] = {
    {"ddim_seed0_class7_steps50_scale1.5_batch4",
     "fashion-ddim.json",
     {{"seed", "0"},
      {"batch_size", "4"},
      {"class_labels", "7"},
      {"num_inference_steps", "50"},
      {"guider.guidance_scale", "1.5"}},
     false},
    {"ddim_seed1_class0_steps20_scale1_batch3",
     "fashion-ddim.json",
     {{"seed", "1"}, {"batch_size", "3"}, {"class_labels", "0"}, {"num_inference_steps", "20"}, {"guider.guidance_scale", "1"}},
     false},
    {"ddpm_seed0_class9_steps50_scale2_batch2",
     "fashion-ddpm.json",
     {{"seed", "0"}, {"batch_size", "2"}, {"class_labels", "9"}, {"num_inference_steps", "50"}, {"guider.guidance_scale", "2"}},
     true},
};

/* What the listener compares with, and what it finds. */
struct comparison {
    const float *by_step; /* [steps + 1, count] */
    int64_t count;
    int64_t iteration;
    bool from_stored; /* go on from the stored latents after each step */
    double worst;
};

static int compare_step(void *user, struct lbh_pipeline *pipeline, const struct lbh_event *event)
{
    struct comparison *comparison = user;
    struct lb_slot *latents = lbh_pipeline_slot(pipeline, "latents", NULL);
    const bool begins = event->kind == LBH_EVENT_ITERATION_BEGIN;
    if (begins && comparison->iteration > 0) return 0;
    if (!begins) comparison->iteration++;
    const float *expected = comparison->by_step + comparison->iteration * comparison->count;
    float *found = latents->tensor.data;
    ck_assert_int_eq(lb_tensor_count(&latents->tensor), comparison->count);
    for (int64_t i = 0; i < comparison->count; i++) {
        const double difference = fabs((double)found[i] - (double)expected[i]);
        if (!(difference <= comparison->worst)) comparison->worst = isnan(difference) ? INFINITY : difference;
    }
    if (comparison->from_stored) memcpy(found, expected, (size_t)comparison->count * sizeof *found);
    return 0;
}

/* Runs one of the stored runs with a listener; the latents at the end are copied to `latents`, to be freed. */
static void do_run(const struct run *run, struct comparison *comparison, float **latents, const struct lbh_safetensors *file)
{
    const char *root = getenv("LOOPBLOCKS_SRCDIR");
    char manifest[PATH_MAX];
    struct lbh_host *host = lbh_host_new();
    struct lbh_diag *diag = lbh_diag_new();
    const struct lbh_safetensor *by_step = lbh_safetensors_find(file, "latents_by_step");
    ck_assert_ptr_nonnull(by_step);
    comparison->by_step = by_step->data;
    comparison->count = (int64_t)(by_step->bytes / sizeof(float)) / by_step->shape[0];
    snprintf(manifest, sizeof manifest, "%s/manifests/%s", root ? root : ".", run->manifest);
    struct lbh_pipeline *pipeline = lbh_pipeline_open(host, manifest, diag);
    ck_assert_msg(pipeline, "%s", lbh_diag_text(diag));
    for (size_t i = 0; run->settings[i][0]; i++)
        ck_assert_int_eq(lbh_pipeline_set(pipeline, run->settings[i][0], run->settings[i][1], diag), LBH_OK);
    const uint32_t events = LBH_EVENT_ITERATION_BEGIN | LBH_EVENT_ITERATION_END;
    ck_assert_int_eq(lbh_pipeline_listen(pipeline, events, compare_step, comparison, diag), LBH_OK);
    ck_assert_msg(lbh_pipeline_run(pipeline, diag) == LBH_OK, "%s", lbh_diag_text(diag));
    ck_assert_int_eq(comparison->iteration, by_step->shape[0] - 1);
    const struct lb_slot *slot = lbh_pipeline_slot(pipeline, "latents", diag);
    *latents = malloc((size_t)comparison->count * sizeof **latents);
    ck_assert_ptr_nonnull(*latents);
    memcpy(*latents, slot->tensor.data, (size_t)comparison->count * sizeof **latents);
    lbh_pipeline_free(pipeline);
    lbh_host_free(host);
    lbh_diag_free(diag);
}

static struct lbh_safetensors *open_stored(const struct run *run)
{
    const char *root = getenv("LOOPBLOCKS_SRCDIR");
    char path[PATH_MAX];
    struct lbh_safetensors *file = NULL;
    snprintf(path, sizeof path, "%s/tests/reference/fashion/%s.safetensors", root ? root : ".", run->name);
    ck_assert_int_eq(lbh_safetensors_open(path, &file, NULL), LBH_OK);
    return file;
}

START_TEST(each_step_from_stored_latents_gives_the_next_ones)
{
    const struct run *run = &runs[_i];
    struct lbh_safetensors *file = open_stored(run);
    struct comparison comparison = {.from_stored = true};
    float *latents = NULL;
    do_run(run, &comparison, &latents, file);
    ck_assert_msg(comparison.worst <= 1e-4, "%s: worst difference of a step %g", run->name, comparison.worst);
    free(latents);
    lbh_safetensors_close(file);
}
END_TEST

START_TEST(a_whole_run_ends_where_that_of_diffusers_does)
{
    const struct run *run = &runs[_i];
    struct lbh_safetensors *file = open_stored(run);
    struct comparison comparison = {.from_stored = false};
    float *latents = NULL;
    double worst = 0, sum = 0;
    int64_t beyond = 0;
    do_run(run, &comparison, &latents, file);
    const float *expected = lbh_safetensors_find(file, "latents")->data;
    for (int64_t i = 0; i < comparison.count; i++) {
        const double difference = fabs((double)latents[i] - (double)expected[i]);
        if (!(difference <= worst)) worst = isnan(difference) ? INFINITY : difference;
        if (!(difference <= 2e-3)) beyond++;
        sum += difference;
    }
    if (run->contracts) {
        ck_assert_msg(worst <= 5e-4, "%s: worst difference %g", run->name, worst);
    } else {
        const double mean = sum / (double)comparison.count;
        ck_assert_msg(worst <= 5e-2, "%s: worst difference %g", run->name, worst);
        ck_assert_msg(mean <= 1e-4, "%s: mean difference %g", run->name, mean);
        ck_assert_msg(1000 * beyond <= comparison.count, "%s: %lld values differ by more than 2e-3", run->name,
                      (long long)beyond);
    }
    free(latents);
    lbh_safetensors_close(file);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fashion");
    TCase *tcase = tcase_create("runs");
    const int count = (int)(sizeof runs / sizeof runs[0]);
    tcase_add_checked_fixture(tcase, scratch_setup, scratch_teardown); /* the manifests leave a picture where they run */
    tcase_add_loop_test(tcase, each_step_from_stored_latents_gives_the_next_ones, 0, count);
    tcase_add_loop_test(tcase, a_whole_run_ends_where_that_of_diffusers_does, 0, count);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
