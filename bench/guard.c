/* SPDX-License-Identifier: MIT */
/* Measures what a call costs in guard mode, by how many values the pipeline has, beside the same call without it. */
#include <loopblocks/host.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "table.h"

#define REPETITIONS 11
#define GUARDED_CALLS 4000
#define PLAIN_CALLS 1000000

static const size_t sizes[] = {1, 5, 20, 100};
#define SIZE_COUNT (sizeof sizes / sizeof sizes[0])

/* Writes a manifest of a timed loop of trivial blocks with a value each. */
static char *write_manifest(const char *build, size_t count, size_t num_steps)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out) return NULL;
    fprintf(out, "{\"loopblocks\": 1, \"inputs\": {\"num_steps\": %zu", num_steps);
    for (size_t k = 0; k < count; k++) fprintf(out, ", \"x%zu\": 0", k);
    fprintf(out, "}, \"blocks\": {\"loop\": {\"use\": \"%s/bench/blocks/.libs/timed-loop.so\", \"blocks\": {", build);
    for (size_t k = 0; k < count; k++)
        fprintf(out, "%s\"block%zu\": {\"use\": \"%s/bench/blocks/.libs/tick.so\", \"map\": {\"x\": \"x%zu\"}}",
                k > 0 ? ", " : "", k, build, k);
    fprintf(out, "}}}}");
    fclose(out);
    return text;
}

/* Returns nanoseconds a call; negative, and a message, on failure. */
static double measure(const char *build, size_t count, bool guarded)
{
    const size_t num_steps = (guarded ? GUARDED_CALLS : PLAIN_CALLS) / count + 2;
    struct lbh_diag *diag = lbh_diag_new();
    struct lbh_host *host = lbh_host_new();
    char *text = write_manifest(build, count, num_steps);
    struct lbh_pipeline *pipeline = text ? lbh_pipeline_parse(host, "guard.json", text, diag) : NULL;
    int64_t nanoseconds = -1;
    if (pipeline && (!guarded || lbh_pipeline_set_guard(pipeline, diag) == LBH_OK) &&
        lbh_pipeline_run(pipeline, diag) == LBH_OK)
        lbh_pipeline_get_i64(pipeline, "nanoseconds", &nanoseconds, diag);
    fputs(lbh_diag_text(diag), stderr);
    lbh_pipeline_free(pipeline);
    lbh_host_free(host);
    lbh_diag_free(diag);
    free(text);
    return (double)nanoseconds / (double)(num_steps - 1) / (double)count;
}

int main(int argc, char **argv)
{
    static struct row rows[SIZE_COUNT];
    const char *build = getenv("LOOPBLOCKS_BUILDDIR");
    if (!build) {
        fputs("guard: LOOPBLOCKS_BUILDDIR must name the build folder; `make bench` sets it\n", stderr);
        return EXIT_FAILURE;
    }
    for (size_t i = 0; i < SIZE_COUNT; i++) {
        snprintf(rows[i].what, sizeof rows[i].what, "%3zu value%s of blocks", sizes[i], sizes[i] == 1 ? "" : "s");
        for (int repetition = 0; repetition < REPETITIONS; repetition++) {
            const double ours = measure(build, sizes[i], true), other = measure(build, sizes[i], false);
            if (ours < 0 || other < 0) return EXIT_FAILURE;
            samples_add(&rows[i].ours, ours);
            samples_add(&rows[i].other, other);
        }
    }
    const struct table table = {"A call in guard mode", "ns a call", "without", rows, SIZE_COUNT};
    table_print(&table, argc > 1 && strcmp(argv[1], "--json") == 0);
    return EXIT_SUCCESS;
}
