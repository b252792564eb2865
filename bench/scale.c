/* SPDX-License-Identifier: MIT */
/* Measures how planning, loading and stepping grow with the number of blocks, beside what nobody can do without. */
#include <dlfcn.h>
#include <jansson.h>
#include <loopblocks/host.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libraries.h"
#include "table.h"

#define REPETITIONS 11
#define MOST_LIBRARIES 1000
#define CALLS_A_RUN 1000000

static const size_t plan_sizes[] = {10, 100, 1000, 10000};
static const size_t load_sizes[] = {10, 100, 1000};
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static char scratch[] = "/tmp/loopblocks-bench.XXXXXX";
static const char *build;

/* Writes a manifest of a timed loop of blocks with an x each; `distinct`: each of a library of its own. */
static char *write_manifest(size_t count, bool distinct, size_t num_steps)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out) return NULL;
    fprintf(out, "{\"loopblocks\": 1, \"inputs\": {\"num_steps\": %zu", num_steps);
    for (size_t k = 0; k < count; k++) fprintf(out, ", \"x%zu\": 0", k);
    fprintf(out, "}, \"blocks\": {\"loop\": {\"use\": \"%s/bench/blocks/.libs/timed-loop.so\", \"blocks\": {", build);
    for (size_t k = 0; k < count; k++)
        fprintf(out, "%s\"block%zu\": {\"use\": \"%s/tick-%zu.so\", \"map\": {\"x\": \"x%zu\"}}", k > 0 ? ", " : "", k, scratch,
                distinct ? k : 0, k);
    fprintf(out, "}}}}");
    fclose(out);
    return text;
}

/* What is measured, in a process of its own, as libraries stay loaded. Returns milliseconds, or nanoseconds a block; < 0: failed. */
typedef double (*measurement)(size_t count);

static double in_child(measurement measure, size_t count)
{
    int ends[2];
    double value = -1;
    if (pipe(ends) != 0) return -1;
    const pid_t child = fork();
    if (child == 0) {
        value = measure(count);
        _exit(write(ends[1], &value, sizeof value) == sizeof value ? 0 : 1);
    }
    close(ends[1]);
    if (child < 0 || read(ends[0], &value, sizeof value) != sizeof value) value = -1;
    close(ends[0]);
    if (child > 0) waitpid(child, NULL, 0);
    return value;
}

/* Reads, loads, plans and checks; optionally runs, and returns what the wrapper measured a block. */
static double plan(size_t count, bool distinct, size_t num_steps)
{
    struct lbh_diag *diag = lbh_diag_new();
    struct lbh_host *host = lbh_host_new();
    char *text = write_manifest(count, distinct, num_steps ? num_steps : 2);
    const int64_t begin = now_ns();
    struct lbh_pipeline *pipeline = lbh_pipeline_parse(host, "scale.json", text, diag);
    const bool fine = pipeline && lbh_pipeline_check(pipeline, diag) == LBH_OK;
    double result = fine ? (double)(now_ns() - begin) * 1e-6 : -1;
    int64_t nanoseconds = 0;
    if (fine && num_steps) {
        const bool ran = lbh_pipeline_run(pipeline, diag) == LBH_OK &&
                         lbh_pipeline_get_i64(pipeline, "nanoseconds", &nanoseconds, diag) == LBH_OK;
        result = ran ? (double)nanoseconds / (double)(num_steps - 1) / (double)count : -1;
    }
    fputs(lbh_diag_text(diag), stderr);
    lbh_pipeline_free(pipeline);
    lbh_host_free(host);
    lbh_diag_free(diag);
    free(text);
    return result;
}

static double plan_ms(size_t count)
{
    return plan(count, false, 0);
}

static double load_ms(size_t count)
{
    return plan(count, true, 0);
}

static double step_ns(size_t count)
{
    return plan(count, false, CALLS_A_RUN / count + 2);
}

/* The least that planning must do: read the JSON. */
static double parse_ms(size_t count)
{
    char *text = write_manifest(count, false, 2);
    const int64_t begin = now_ns();
    json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    const double result = json ? (double)(now_ns() - begin) * 1e-6 : -1;
    json_decref(json);
    free(text);
    return result;
}

/* The least that loading must do: open each library and find its symbol. */
static double dlopen_ms(size_t count)
{
    const int64_t begin = now_ns();
    for (size_t k = 0; k < count; k++) {
        char name[512];
        snprintf(name, sizeof name, "%s/tick-%zu.so", scratch, k);
        void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
        if (!library || !dlsym(library, "lb_block")) return -1;
    }
    return (double)(now_ns() - begin) * 1e-6;
}

static bool measure_row(struct row *row, const char *what, size_t count, measurement ours, measurement other, double target)
{
    snprintf(row->what, sizeof row->what, "%5zu %s", count, what);
    row->target = target;
    for (int repetition = 0; repetition < REPETITIONS; repetition++) {
        const double mine = in_child(ours, count), bare = other ? in_child(other, count) : 0;
        if (mine < 0 || bare < 0) return false;
        samples_add(&row->ours, mine);
        if (other) samples_add(&row->other, bare);
    }
    return true;
}

static bool print_all(bool json)
{
    static struct row plans[COUNT(plan_sizes)], loads[COUNT(load_sizes)], steps[COUNT(plan_sizes)];
    bool fine = true;
    for (size_t i = 0; fine && i < COUNT(plan_sizes); i++)
        fine = measure_row(&plans[i], "blocks", plan_sizes[i], plan_ms, parse_ms, plan_sizes[i] == 10000 ? 100 : 0);
    for (size_t i = 0; fine && i < COUNT(load_sizes); i++)
        fine = measure_row(&loads[i], "libraries", load_sizes[i], load_ms, dlopen_ms, load_sizes[i] == 1000 ? 70 : 0);
    for (size_t i = 0; fine && i < COUNT(plan_sizes); i++)
        fine = measure_row(&steps[i], "blocks", plan_sizes[i], step_ns, NULL, 0);
    if (!fine) return false;
    table_print(&(struct table){"Reading, planning and checking a manifest", "ms", "jansson alone", plans, COUNT(plan_sizes)},
                json);
    table_print(&(struct table){"Loading distinct libraries, and planning", "ms", "dlopen and dlsym", loads, COUNT(load_sizes)},
                json);
    table_print(&(struct table){"A step of blocks with an x each", "ns a block", NULL, steps, COUNT(plan_sizes)}, json);
    return true;
}

int main(int argc, char **argv)
{
    char from[512], to[512];
    build = getenv("LOOPBLOCKS_BUILDDIR");
    if (!build) build = ".";
    if (!mkdtemp(scratch)) {
        perror(scratch);
        return 1;
    }
    bool fine = true;
    snprintf(from, sizeof from, "%s/bench/blocks/.libs/tick.so", build);
    for (size_t k = 0; fine && k < MOST_LIBRARIES; k++) {
        snprintf(to, sizeof to, "%s/tick-%zu.so", scratch, k);
        fine = library_copy(from, to);
    }
    if (fine) fine = print_all(argc > 1 && strcmp(argv[1], "--json") == 0);
    for (size_t k = 0; k < MOST_LIBRARIES; k++) {
        snprintf(to, sizeof to, "%s/tick-%zu.so", scratch, k);
        unlink(to);
    }
    rmdir(scratch);
    return fine ? 0 : 1;
}
