/* SPDX-License-Identifier: MIT */
/* Measures what a step of K trivial blocks costs through the host, beside a plain C walk of the same functions. */
#include <inttypes.h>
#include <loopblocks/host.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "libraries.h"
#include "plain.h"
#include "table.h"

#define CALLS_A_RUN 1000000 /* some milliseconds: long beside the clock's grain, short beside a machine's moods */
#define REPETITIONS 31

static const size_t block_counts[] = {1, 10, 100, 1000};

struct kind {
    const char *block; /* its library in bench/blocks */
    const char *signature;
    bool narrow;
    bool own;
};

static const struct kind kinds[] = {
    {"tick", "(i64)", false, false},
    {"tick", "(i64)", false, true},
    {"tick-narrow", "(i32), libffi", true, false},
    {"tick-narrow", "(i32), libffi", true, true},
};
#define KIND_COUNT (sizeof kinds / sizeof kinds[0])
#define COUNT_COUNT (sizeof block_counts / sizeof block_counts[0])

/* The libraries of one case. */
struct libraries {
    char wrapper[512];
    char names[MAX_BLOCKS][512];
    const char *blocks[MAX_BLOCKS];
    size_t count;
};

static bool libraries_init(struct libraries *libraries, const char *build, const char *scratch, const struct kind *kind,
                           size_t count)
{
    char from[512];
    snprintf(from, sizeof from, "%s/bench/blocks/.libs/%s.so", build, kind->block);
    snprintf(libraries->wrapper, sizeof libraries->wrapper, "%s/bench/blocks/.libs/timed-loop.so", build);
    libraries->count = count;
    for (size_t k = 0; k < count; k++) {
        libraries->blocks[k] = libraries->names[k];
        snprintf(libraries->names[k], sizeof libraries->names[k], "%s/%s-%zu.so", scratch, kind->block, k);
        if (access(libraries->names[k], F_OK) != 0 && !library_copy(from, libraries->names[k])) return false;
    }
    return true;
}

static struct lbh_pipeline *open_pipeline(struct lbh_host *host, const struct libraries *libraries, bool own,
                                          struct lbh_diag *diag)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out) return NULL;
    fprintf(out, "{\"loopblocks\": 1, \"inputs\": {\"num_steps\": 2");
    for (size_t k = 0; k < (own ? libraries->count : 1); k++) fprintf(out, ", \"x%zu\": 0", k);
    fprintf(out, "}, \"blocks\": {\"loop\": {\"use\": \"%s\", \"blocks\": {", libraries->wrapper);
    for (size_t k = 0; k < libraries->count; k++)
        fprintf(out, "%s\"block%zu\": {\"use\": \"%s\", \"map\": {\"x\": \"x%zu\"}}", k > 0 ? ", " : "", k,
                libraries->blocks[k], own ? k : 0);
    fprintf(out, "}}}}");
    fclose(out);
    struct lbh_pipeline *pipeline = lbh_pipeline_parse(host, "step.json", text, diag);
    free(text);
    return pipeline;
}

/* Runs the pipeline and returns the nanoseconds that its wrapper measured; -1 on failure. */
static int64_t host_run(struct lbh_pipeline *pipeline, int64_t num_steps, int64_t *x, struct lbh_diag *diag)
{
    const struct lb_tensor tensor = {.data = &num_steps, .device = {1, 0}, .dtype = {LB_CODE_INT, 64, 1}};
    int64_t nanoseconds = -1;
    if (lbh_pipeline_set_tensor(pipeline, "num_steps", &tensor, diag) == LBH_OK && lbh_pipeline_run(pipeline, diag) == LBH_OK &&
        lbh_pipeline_get_i64(pipeline, "x0", x, diag) == LBH_OK)
        lbh_pipeline_get_i64(pipeline, "nanoseconds", &nanoseconds, diag);
    return nanoseconds;
}

/* Measures both in turn, so that what disturbs the machine disturbs both. */
static bool measure(struct row *row, struct lbh_pipeline *pipeline, struct plain *plain, size_t count, bool own,
                    struct lbh_diag *diag)
{
    const int64_t num_steps = CALLS_A_RUN / (int64_t)count + 1;
    const double calls = (double)(num_steps - 1) * (double)count;
    snprintf(row->note, sizeof row->note, "worst placed: %.2f", (double)plain_place(plain, num_steps) / calls);
    for (int repetition = 0; repetition <= REPETITIONS; repetition++) {
        int64_t x = 0;
        const int64_t ours = host_run(pipeline, num_steps, &x, diag);
        const int64_t other = plain_run(plain, num_steps);
        if (ours < 0 || other < 0) return false;
        const int64_t expected = own ? num_steps : num_steps * (int64_t)count;
        if (x != expected || plain_x(plain, 0) != expected) {
            fprintf(stderr, "bench: expected x = %" PRId64 ", found %" PRId64 " and %" PRId64 "\n", expected, x,
                    plain_x(plain, 0));
            return false;
        }
        if (repetition == 0) continue; /* pages are touched, branches learnt */
        samples_add(&row->ours, (double)ours / calls);
        samples_add(&row->other, (double)other / calls);
    }
    return true;
}

static bool run_case(struct row *row, const char *build, const char *scratch, const struct kind *kind, size_t count)
{
    struct lbh_diag *diag = lbh_diag_new();
    struct lbh_host *host = lbh_host_new();
    struct libraries *libraries = calloc(1, sizeof *libraries);
    struct lbh_pipeline *pipeline = NULL;
    struct plain *plain = NULL;
    if (libraries && libraries_init(libraries, build, scratch, kind, count)) {
        pipeline = open_pipeline(host, libraries, kind->own, diag);
        plain = plain_new(libraries->wrapper, libraries->blocks, count, kind->narrow, kind->own);
    }
    snprintf(row->what, sizeof row->what, "%4zu x %s, %s", count, kind->signature, kind->own ? "own x" : "one x");
    const bool fine = pipeline && plain && measure(row, pipeline, plain, count, kind->own, diag);
    fputs(lbh_diag_text(diag), stderr);
    plain_free(plain);
    lbh_pipeline_free(pipeline);
    lbh_host_free(host);
    lbh_diag_free(diag);
    free(libraries);
    return fine;
}

static void remove_scratch(const char *scratch)
{
    char name[512];
    for (size_t i = 0; i < KIND_COUNT; i++)
        for (size_t k = 0; k < MAX_BLOCKS; k++) {
            snprintf(name, sizeof name, "%s/%s-%zu.so", scratch, kinds[i].block, k);
            unlink(name);
        }
    rmdir(scratch);
}

int main(int argc, char **argv)
{
    static struct row rows[KIND_COUNT * COUNT_COUNT];
    const bool json = argc > 1 && strcmp(argv[1], "--json") == 0;
    const char *build = getenv("LOOPBLOCKS_BUILDDIR");
    char scratch[] = "/tmp/loopblocks-bench.XXXXXX";
    if (!mkdtemp(scratch)) {
        perror(scratch);
        return 1;
    }
    bool fine = true;
    for (size_t i = 0; i < KIND_COUNT; i++)
        for (size_t k = 0; k < COUNT_COUNT && fine; k++)
            fine = run_case(&rows[i * COUNT_COUNT + k], build ? build : ".", scratch, &kinds[i], block_counts[k]);
    remove_scratch(scratch);
    if (!fine) return 1;
    const struct table table = {"A step of trivial blocks", "ns a block", "plain C walk, best placed", rows,
                                KIND_COUNT * COUNT_COUNT};
    table_print(&table, json);
    return 0;
}
