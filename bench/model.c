/* SPDX-License-Identifier: MIT */
/* Measures a forward pass of the fashion model beside PyTorch's, with equal threads and in turn. */
#include <loopblocks/host.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "table.h"

static const int64_t batch_sizes[] = {1, 16, 64};
#define BATCH_COUNT (sizeof batch_sizes / sizeof batch_sizes[0])

struct options {
    const char *build;
    const char *source;
    const char *python;
    long threads;
    int rounds;
    bool json;
};

/* Passes in one round: enough for a median, and about a second at most. */
static int64_t repeats_of(int64_t batch_size)
{
    return batch_size < 8 ? 41 : 11;
}

/* PyTorch's side: a process that prints what it measured. */
static bool torch_run(const struct options *options, int64_t batch_size, double *median)
{
    char command[1024];
    snprintf(command, sizeof command, "%s '%s/bench/torch_unet.py' bench '%s/models/fashion-unet' %lld %lld", options->python,
             options->source, options->source, (long long)batch_size, (long long)repeats_of(batch_size));
    FILE *output = popen(command, "r");
    if (!output) return false;
    const int found = fscanf(output, "batch %*d: min %*f s, median %lf s", median);
    char rest[256];
    while (fgets(rest, sizeof rest, output)) continue;
    return pclose(output) == 0 && found == 1;
}

static bool has_torch(const struct options *options)
{
    char command[512];
    snprintf(command, sizeof command, "%s -c 'import torch' >/dev/null 2>&1", options->python);
    return system(command) == 0;
}

static struct lbh_pipeline *open_pipeline(struct lbh_host *host, const struct options *options, int64_t batch_size,
                                          struct lbh_diag *diag)
{
    char text[2048];
    snprintf(text, sizeof text,
             "{\"loopblocks\": 1, \"components\": {\"unet\": {\"use\": \"unet2d\", \"config\": {\"model\": "
             "\"models/fashion-unet\"}}},"
             " \"inputs\": {\"repeats\": %lld},"
             " \"blocks\": {\"forward\": {\"use\": \"%s/bench/blocks/.libs/forward.so\"}}}",
             (long long)repeats_of(batch_size), options->build);
    char file[1024];
    snprintf(file, sizeof file, "%s/model.json", options->source); /* where relative paths begin; nothing is read or written */
    struct lbh_pipeline *pipeline = lbh_pipeline_parse(host, file, text, diag);
    const size_t count = (size_t)batch_size * 32 * 32;
    float *sample = malloc(count * sizeof *sample);
    int64_t *labels = calloc((size_t)batch_size, sizeof *labels);
    int64_t shape[] = {batch_size, 1, 32, 32}, strides[] = {1024, 1024, 32, 1};
    int64_t label_strides[] = {1};
    bool fine = pipeline && sample && labels;
    for (size_t i = 0; fine && i < count; i++) sample[i] = sinf((float)i); /* any numbers of about the right size */
    const struct lb_tensor samples = {
        .data = sample, .device = {1, 0}, .ndim = 4, .dtype = {LB_CODE_FLOAT, 32, 1}, .shape = shape, .strides = strides};
    const struct lb_tensor classes = {
        .data = labels, .device = {1, 0}, .ndim = 1, .dtype = {LB_CODE_INT, 64, 1}, .shape = shape, .strides = label_strides};
    fine = fine && lbh_pipeline_set_tensor(pipeline, "sample", &samples, diag) == LBH_OK &&
           lbh_pipeline_set_tensor(pipeline, "class_labels", &classes, diag) == LBH_OK;
    free(sample);
    free(labels);
    if (fine) return pipeline;
    lbh_pipeline_free(pipeline);
    return NULL;
}

static bool run_pipeline(struct lbh_pipeline *pipeline, double *median, struct lbh_diag *diag)
{
    struct samples passes = {.count = 0};
    if (lbh_pipeline_run(pipeline, diag) != LBH_OK) return false;
    const struct lb_slot *seconds = lbh_pipeline_slot(pipeline, "seconds", diag);
    if (!seconds) return false;
    for (int64_t i = 0; i < seconds->tensor.shape[0]; i++) samples_add(&passes, ((const double *)seconds->tensor.data)[i]);
    *median = samples_median(&passes);
    return true;
}

/* A round is some passes of each side, of which the median counts. */
static bool measure(const struct options *options, struct lbh_host *host, int64_t batch_size, struct row *row,
                    struct lbh_diag *diag)
{
    struct lbh_pipeline *pipeline = open_pipeline(host, options, batch_size, diag);
    bool fine = pipeline != NULL;
    snprintf(row->what, sizeof row->what, "batch %lld, %ld thread%s", (long long)batch_size, options->threads,
             options->threads > 1 ? "s" : "");
    for (int round = 0; round < options->rounds && fine; round++) {
        double ours = 0, other = 0;
        fine = run_pipeline(pipeline, &ours, diag) && torch_run(options, batch_size, &other);
        if (!fine) break;
        samples_add(&row->ours, ours * 1e3);
        samples_add(&row->other, other * 1e3);
    }
    lbh_pipeline_free(pipeline);
    return fine;
}

static int run(const struct options *options)
{
    static struct row rows[BATCH_COUNT];
    struct lbh_diag *diag = lbh_diag_new();
    struct lbh_host *host = lbh_host_new();
    bool fine = true;
    for (size_t i = 0; i < BATCH_COUNT && fine; i++) fine = measure(options, host, batch_sizes[i], &rows[i], diag);
    fputs(lbh_diag_text(diag), stderr);
    const struct table table = {"A forward pass of fashion-unet", "ms", "PyTorch", rows, BATCH_COUNT};
    if (fine) table_print(&table, options->json);
    lbh_host_free(host);
    lbh_diag_free(diag);
    return !fine;
}

/* The value of a variable of the environment, or what stands for it. */
static const char *environment(const char *name, const char *otherwise)
{
    const char *value = getenv(name);
    return value ? value : otherwise;
}

/* A folder that does not depend on what another path is relative to. Lives as long as the program. */
static const char *folder(const char *name, const char *otherwise)
{
    const char *path = realpath(environment(name, otherwise), NULL);
    return path ? path : otherwise;
}

int main(int argc, char **argv)
{
    struct options options = {.build = folder("LOOPBLOCKS_BUILDDIR", "."),
                              .source = folder("LOOPBLOCKS_SRCDIR", ".."),
                              .python = environment("PYTHON", "/usr/bin/python3"),
                              .threads = sysconf(_SC_NPROCESSORS_ONLN),
                              .rounds = 5};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0)
            options.json = true;
        else if (strcmp(argv[i], "--threads") == 0 && i + 1 < argc)
            options.threads = strtol(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--rounds") == 0 && i + 1 < argc)
            options.rounds = (int)strtol(argv[++i], NULL, 10);
        else
            options.threads = 0;
    }
    if (options.threads < 1 || options.rounds < 1) {
        fprintf(stderr, "usage: model [--threads N] [--rounds N] [--json]\n");
        return 2;
    }
    if (!has_torch(&options)) {
        fprintf(stderr, "model: skipped, %s has no torch (Debian: python3-torch)\n", options.python);
        return 0;
    }
    /* For both, and before either side's OpenMP starts: threads that wait by spinning hold each other up on a busy machine. */
    char threads[32];
    snprintf(threads, sizeof threads, "%ld", options.threads);
    setenv("OMP_NUM_THREADS", threads, 1);
    setenv("OMP_WAIT_POLICY", "passive", 0);
    return run(&options);
}
