/* SPDX-License-Identifier: MIT */
/* Measures the installed program from outside: how long until its first iteration, and how much memory a whole run takes. */
#include <errno.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "table.h"

extern char **environ;

#define COUNT_STARTS 41
#define FASHION_STARTS 11
#define WHOLE_RUNS 3

struct options {
    const char *program;
    const char *manifests; /* the installed ones: a manifest with a stamp is written beside them */
    const char *stamp;     /* the library of the block that notes the time */
    bool json;
};

/* Starts a process and reads all that it prints; its time of start and its peak memory are known afterwards. */
static bool run_process(const char *const *arguments, int64_t *started_ns, char *output, size_t size, long *peak_kib)
{
    int ends[2];
    pid_t process = 0;
    posix_spawn_file_actions_t actions;
    if (pipe(ends) != 0) return false;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    *started_ns = now_ns();
    const int error = posix_spawn(&process, arguments[0], &actions, NULL, (char *const *)(uintptr_t)arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    size_t length = 0;
    for (ssize_t got; !error && (got = read(ends[0], output + length, size - 1 - length)) > 0;) length += (size_t)got;
    output[length] = '\0';
    close(ends[0]);
    int status = 0;
    struct rusage usage;
    if (!error && wait4(process, &status, 0, &usage) == process && status == 0) {
        *peak_kib = usage.ru_maxrss;
        return true;
    }
    fprintf(stderr, "process: %s: %s\n", arguments[0], error ? strerror(error) : "failed");
    return false;
}

/* Writes the manifest with a stamp as the first block of its loop, beside it, where its relative paths hold. */
static bool write_stamped(const struct options *options, const char *name, char *stamped, size_t size)
{
    char path[512], text[1 << 14];
    snprintf(path, sizeof path, "%s/%s", options->manifests, name);
    snprintf(stamped, size, "%s/stamped-%s", options->manifests, name);
    FILE *in = fopen(path, "r");
    const size_t length = in ? fread(text, 1, sizeof text - 1, in) : 0;
    if (in) fclose(in);
    text[length] = '\0';
    static const char opening[] = "\"blocks\": {";
    const char *loop = strstr(text, "\"use\": \"loop-");
    const char *blocks = loop ? strstr(loop, opening) : NULL;
    FILE *out = blocks ? fopen(stamped, "w") : NULL;
    if (out) {
        const char *after = blocks + strlen(opening);
        fprintf(out, "%.*s\"stamp\": {\"use\": \"%s\"}, %s", (int)(after - text), text, options->stamp, after);
    }
    if (out && fclose(out) == 0) return true;
    fprintf(stderr, "process: cannot put a stamp into %s\n", path);
    return false;
}

/* One start of the program: milliseconds until the first block of the first iteration. Negative on failure. */
static double start_program(const struct options *options, const char *manifest, const char *setting)
{
    const char *const arguments[] = {options->program, "run",           "--quiet", "--set", setting,
                                     "--output",       "first_call_ns", manifest,  NULL};
    char output[4096];
    int64_t started = 0, first = 0;
    long peak = 0;
    if (!run_process(arguments, &started, output, sizeof output, &peak)) return -1;
    const char *line = strstr(output, "first_call_ns = ");
    if (!line || sscanf(line, "first_call_ns = %" SCNd64, &first) != 1) return -1;
    return (double)(first - started) / 1e6;
}

/* The same for a process that does nothing but tell the time: this program itself. */
static double start_bare(void)
{
    const char *const arguments[] = {"/proc/self/exe", "--tell-time", NULL};
    char output[64];
    int64_t started = 0, first = 0;
    long peak = 0;
    if (!run_process(arguments, &started, output, sizeof output, &peak)) return -1;
    return sscanf(output, "%" SCNd64, &first) == 1 ? (double)(first - started) / 1e6 : -1;
}

static bool measure_starts(const struct options *options, struct row *row, const char *name, const char *setting, int count,
                           double target)
{
    char stamped[1024];
    snprintf(row->what, sizeof row->what, "%s", name);
    row->target = target;
    bool fine = write_stamped(options, name, stamped, sizeof stamped);
    for (int n = 0; n <= count && fine; n++) {
        const double ours = start_program(options, stamped, setting), bare = start_bare();
        fine = ours >= 0 && bare >= 0;
        if (n == 0) continue; /* files are in the page cache from here on */
        samples_add(&row->ours, ours);
        samples_add(&row->other, bare);
    }
    return fine;
}

static bool measure_memory(const struct options *options, struct row *row, const char *name, double target)
{
    char manifest[512], output[4096];
    snprintf(manifest, sizeof manifest, "%s/%s", options->manifests, name);
    snprintf(row->what, sizeof row->what, "%s", name);
    row->target = target;
    const char *const arguments[] = {options->program, "run", "--quiet", manifest, NULL};
    bool fine = true;
    for (int n = 0; n < WHOLE_RUNS && fine; n++) {
        int64_t started = 0;
        long peak_kib = 0;
        fine = run_process(arguments, &started, output, sizeof output, &peak_kib);
        samples_add(&row->ours, (double)peak_kib / 1000 * 1.024);
    }
    return fine;
}

static bool has_model(const struct options *options)
{
    const char *const arguments[] = {options->program, "describe", "unet2d", NULL};
    char output[1 << 14];
    int64_t started = 0;
    long peak = 0;
    return run_process(arguments, &started, output, sizeof output, &peak);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--tell-time") == 0) {
        printf("%" PRId64 "\n", now_ns());
        return 0;
    }
    if (argc < 4) {
        fprintf(stderr, "usage: process PROGRAM MANIFESTS STAMP [--json]\n");
        return 2;
    }
    const struct options options = {argv[1], argv[2], argv[3], argc > 4 && strcmp(argv[4], "--json") == 0};
    static struct row starts[2], memory[1];
    const bool model = has_model(&options);
    bool fine = measure_starts(&options, &starts[0], "count.json", "num_steps=1", COUNT_STARTS, 10);
    if (fine && model)
        fine = measure_starts(&options, &starts[1], "fashion-ddim.json", "num_inference_steps=1", FASHION_STARTS, 60) &&
               measure_memory(&options, &memory[0], "fashion-ddpm.json", 200);
    if (!fine) return 1;
    const struct table start_table = {"From process start to first iteration", "ms", "bare process", starts, model ? 2 : 1};
    const struct table memory_table = {"Peak memory of a whole run", "MB", NULL, memory, 1};
    table_print(&start_table, options.json);
    if (model)
        table_print(&memory_table, options.json);
    else
        fprintf(stderr, "process: without unet2d the fashion pipelines are skipped\n");
    return 0;
}
