/* SPDX-License-Identifier: MIT */
/* The same seed gives the same bits: run after run, process after process, and on one thread as on two. */
#include <limits.h>
#include <loopblocks/denoiser.h>
#include <loopblocks/host.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "reference/component.h"
#include "reference/onednn.h"
#include "unit/scratch.h"
#include "unit/suite.h"

#define PIXELS (32 * 32)
#define IMAGES 17 /* slices of unequal sizes */
#define LARGE 128 /* the side of an image that is worth sharing among threads */

/* Memory that child processes leave their results in. */
static float *shared_floats(size_t count)
{
    float *floats = mmap(NULL, count * sizeof *floats, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ck_assert_ptr_ne(floats, MAP_FAILED);
    return floats;
}

/* Calls `work` in a process where OpenMP, which reads its settings when it is loaded, has so many threads. */
static void in_process(const char *threads, void (*work)(float *results), float *results)
{
    int status = 0;
    const pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        setenv("OMP_NUM_THREADS", threads, 1);
        setenv("OMP_WAIT_POLICY", "passive", 1);
        work(results);
        _exit(0);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "a process with %s threads failed", threads);
}

static const char *root(void)
{
    const char *folder = getenv("LOOPBLOCKS_SRCDIR");
    return folder ? folder : ".";
}

/* Runs a pipeline and keeps its latents. */
static void keep_latents(struct lbh_pipeline *pipeline, float *latents)
{
    if (!pipeline || lbh_pipeline_run(pipeline, NULL) != LBH_OK) _exit(1);
    const struct lb_tensor *tensor = &lbh_pipeline_slot(pipeline, "latents", NULL)->tensor;
    if (lb_tensor_count(tensor) != IMAGES * PIXELS) _exit(2);
    memcpy(latents, tensor->data, IMAGES * PIXELS * sizeof *latents);
}

/* Samples with the manifest: twice with one pipeline, and once with another of the same process. */
static void sample_three_times(float *results)
{
    static const char *const settings[][2] = {{"batch_size", "17"}, {"num_inference_steps", "3"}, {"class_labels", "9"}};
    char manifest[PATH_MAX];
    struct lbh_host *host = lbh_host_new();
    snprintf(manifest, sizeof manifest, "%s/manifests/fashion-ddpm.json", root());
    for (int i = 0; i < 2; i++) {
        struct lbh_pipeline *pipeline = lbh_pipeline_open(host, manifest, NULL);
        for (size_t k = 0; k < sizeof settings / sizeof settings[0]; k++)
            if (lbh_pipeline_set(pipeline, settings[k][0], settings[k][1], NULL) != LBH_OK) _exit(3);
        keep_latents(pipeline, results + (size_t)i * IMAGES * PIXELS);
        if (i == 1) keep_latents(pipeline, results + (size_t)2 * IMAGES * PIXELS);
        lbh_pipeline_free(pipeline);
    }
    lbh_host_free(host);
}

START_TEST(the_same_seed_gives_the_same_bits)
{
    static const char *const threads[] = {"1", "1", "2", "2"};
    const size_t count = 3 * IMAGES * PIXELS, once = IMAGES * PIXELS;
    float *results = shared_floats(4 * count);
    for (size_t i = 0; i < 4; i++) in_process(threads[i], sample_three_times, results + i * count);
    for (size_t i = 0; i < once; i++) ck_assert(isfinite(results[i]) && results[i] != 0.0f);
    for (size_t run = 1; run < 12; run++)
        ck_assert_msg(memcmp(results, results + run * once, once * sizeof *results) == 0,
                      "run %zu of the process with %s thread", run % 3, threads[run / 3]);
}
END_TEST

/* Predicts twice for one large image. */
static void predict_twice(float *results)
{
    static float input[LARGE * LARGE];
    char folder[PATH_MAX];
    struct component unet;
    int64_t shape[] = {1, 1, LARGE, LARGE}, out_shape[LB_MAX_NDIM], label = 3;
    double timestep = 500.0;
    snprintf(folder, sizeof folder, "%s/models/fashion-unet", root());
    if (component_try_unet(&unet, folder, "float32") != 0) _exit(1);
    for (size_t i = 0; i < LARGE * LARGE; i++) input[i] = sinf((float)i); /* any numbers of about the right size */
    const struct lb_denoiser *denoiser = unet.methods;
    const struct lb_tensor sample = tensor_f32(input, 4, shape), t = tensor_f64(&timestep, 0, NULL);
    const struct lb_tensor labels = {.data = &label, .ndim = 1, .dtype = {LB_CODE_INT, 64, 1}, .shape = shape};
    const struct lb_named in[] = {{"sample", &sample}, {"class_labels", &labels}};
    struct lb_tensor out = {.shape = out_shape};
    for (int i = 0; i < 2; i++) {
        if (denoiser->prepare(unet.self, unet.state, in, 2, &out) != LB_OK) _exit(2);
        out.data = results + i * LARGE * LARGE;
        if (denoiser->run(unet.self, unet.state, &t, in, 2, NULL, &out) != LB_OK) _exit(3);
    }
    component_close(&unet);
}

/* Here the threads share a slice: oneDNN may sum in another order, but always in the same one. */
START_TEST(threads_that_share_an_image_agree)
{
    static const char *const threads[] = {"1", "2", "2"};
    const size_t once = LARGE * LARGE;
    float *results = shared_floats(6 * once);
    for (size_t i = 0; i < 3; i++) in_process(threads[i], predict_twice, results + i * 2 * once);
    ck_assert(memcmp(results, results + once, once * sizeof *results) == 0);
    for (size_t run = 3; run < 6; run++)
        ck_assert(memcmp(results + 2 * once, results + run * once, once * sizeof *results) == 0);
    for (size_t i = 0; i < once; i++) ck_assert_float_eq_tol(results[i], results[2 * once + i], 1e-5f);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reproducible");
    TCase *tcase = tcase_create("bits");
    tcase_add_checked_fixture(tcase, scratch_setup, scratch_teardown); /* the manifest leaves a picture where it runs */
    tcase_add_test(tcase, the_same_seed_gives_the_same_bits);
    tcase_add_test(tcase, threads_that_share_an_image_agree);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
