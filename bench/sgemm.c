/* SPDX-License-Identifier: MIT */
/* Measures how many multiply-adds a second the fashion model's forward pass does, beside oneDNN's own matrix product. */
#include <loopblocks/host.h>
#include <oneapi/dnnl/dnnl.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "table.h"

/*
 * Those of an image: all convolutions, linear layers and attentions, counted as the checkpoint writes them, whatever way of
 * computing takes fewer.
 */
#define MULTIPLY_ADDS 95986688.0
#define BATCH_SIZE 64
#define PIXELS (32 * 32)
#define SIDE 1024 /* of the matrices: they fit in the last cache, as a slice of the batch does */
#define ROUNDS 11
#define REPEATS 3

/* The most that the model's time may be: its rate is then 0.85 of the product's. */
#define TARGET (1.0 / 0.85)

static const char *environment(const char *name, const char *otherwise)
{
    const char *value = getenv(name);
    return value ? value : otherwise;
}

static struct lbh_pipeline *open_pipeline(struct lbh_host *host, struct lbh_diag *diag)
{
    static float sample[BATCH_SIZE * PIXELS];
    static int64_t labels[BATCH_SIZE];
    const char *source = environment("LOOPBLOCKS_SRCDIR", "..");
    char text[2048], file[1024];
    int64_t shape[] = {BATCH_SIZE, 1, 32, 32}, strides[] = {PIXELS, PIXELS, 32, 1}, label_strides[] = {1};
    snprintf(text, sizeof text,
             "{\"loopblocks\": 1, \"components\": {\"unet\": {\"use\": \"unet2d\", \"config\": {\"model\": "
             "\"models/fashion-unet\"}}}, \"inputs\": {\"repeats\": %d}, \"blocks\": {\"forward\": {\"use\": "
             "\"%s/bench/blocks/.libs/forward.so\"}}}",
             REPEATS, environment("LOOPBLOCKS_BUILDDIR", "."));
    snprintf(file, sizeof file, "%s/sgemm.json", source); /* where relative paths begin; nothing is read or written */
    for (size_t i = 0; i < BATCH_SIZE * PIXELS; i++) sample[i] = (float)(i % 31) / 15.0f - 1.0f;
    const struct lb_tensor samples = {
        .data = sample, .device = {1, 0}, .ndim = 4, .dtype = {LB_CODE_FLOAT, 32, 1}, .shape = shape, .strides = strides};
    const struct lb_tensor classes = {
        .data = labels, .device = {1, 0}, .ndim = 1, .dtype = {LB_CODE_INT, 64, 1}, .shape = shape, .strides = label_strides};
    struct lbh_pipeline *pipeline = lbh_pipeline_parse(host, file, text, diag);
    if (pipeline && lbh_pipeline_set_tensor(pipeline, "sample", &samples, diag) == LBH_OK &&
        lbh_pipeline_set_tensor(pipeline, "class_labels", &classes, diag) == LBH_OK)
        return pipeline;
    lbh_pipeline_free(pipeline);
    return NULL;
}

/* Adds a round of passes, in milliseconds for 10^9 multiply-adds. */
static bool add_model(struct lbh_pipeline *pipeline, struct samples *samples, struct lbh_diag *diag)
{
    if (lbh_pipeline_run(pipeline, diag) != LBH_OK) return false;
    const struct lb_slot *seconds = lbh_pipeline_slot(pipeline, "seconds", diag);
    for (int64_t i = 0; seconds && i < seconds->tensor.shape[0]; i++)
        samples_add(samples, ((const double *)seconds->tensor.data)[i] * 1e12 / (MULTIPLY_ADDS * BATCH_SIZE));
    return seconds != NULL;
}

static bool add_product(float *matrices, struct samples *samples)
{
    const size_t size = (size_t)SIDE * SIDE;
    for (int i = 0; i < REPEATS; i++) {
        const int64_t begin = now_ns();
        if (dnnl_sgemm('N', 'N', SIDE, SIDE, SIDE, 1.0f, matrices, SIDE, matrices + size, SIDE, 0.0f, matrices + 2 * size,
                       SIDE))
            return false;
        samples_add(samples, (double)(now_ns() - begin) * 1e3 / ((double)size * SIDE));
    }
    return true;
}

static int run(bool json)
{
    static struct row row = {.what = "batch 64, 1 thread", .target = 0};
    struct lbh_diag *diag = lbh_diag_new();
    struct lbh_host *host = lbh_host_new();
    struct lbh_pipeline *pipeline = open_pipeline(host, diag);
    float *matrices = calloc(3 * (size_t)SIDE * SIDE, sizeof *matrices);
    bool fine = pipeline && matrices;
    for (size_t i = 0; fine && i < 2 * (size_t)SIDE * SIDE; i++) matrices[i] = (float)(i % 31) / 31.0f;
    struct samples first = {.count = 0}; /* the first round is not counted: it touches memory for the first time */
    fine = fine && add_product(matrices, &first);
    for (int round = 0; round < ROUNDS && fine; round++)
        fine = add_model(pipeline, &row.ours, diag) && add_product(matrices, &row.other);
    fputs(lbh_diag_text(diag), stderr);
    if (fine) {
        const double ratio = samples_median(&row.ours) / samples_median(&row.other);
        snprintf(row.note, sizeof row.note, "%.2f of its rate: target 0.85 %s", 1.0 / ratio,
                 ratio <= TARGET ? "met" : "MISSED");
        table_print(&(struct table){"The fashion model's multiply-adds", "ms for 10^9", "dnnl_sgemm", &row, 1}, json);
    }
    free(matrices);
    lbh_pipeline_free(pipeline);
    lbh_host_free(host);
    lbh_diag_free(diag);
    return !fine;
}

int main(int argc, char **argv)
{
    const bool json = argc == 2 && strcmp(argv[1], "--json") == 0;
    if (argc > 1 && !json) {
        fprintf(stderr, "usage: sgemm [--json]\n");
        return 2;
    }
    /* OpenMP reads its settings before main is reached: so the program begins once more with them. */
    const char *threads = getenv("OMP_NUM_THREADS");
    if (!threads || strcmp(threads, "1") != 0) {
        setenv("OMP_NUM_THREADS", "1", 1);
        execv("/proc/self/exe", argv);
        perror("sgemm");
        return 1;
    }
    return run(json);
}
