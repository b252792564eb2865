/* SPDX-License-Identifier: MIT */
/* `loopblocks conform`, a program of its own: the suite replaces functions of the C library, which no other command should meet. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arguments.h"
#include "checks.h"
#include "cli/cli.h"
#include "cli/report.h"
#include "file_kind.h"
#include "results.h"

/* What the suite tells, kept and told on. */
struct collection {
    struct table table;
    struct told *items;
    size_t count;
};

static void collect(void *user, const struct check *check, const struct verdict *verdict, enum result result)
{
    struct collection *collection = user;
    collection->items[collection->count++] = (struct told){check, verdict, result};
    if (collection->table.file) {
        table_tell(&collection->table, check, verdict, result);
        fflush(collection->table.file);
    }
}

static bool write_tap(FILE *file, const struct results *results)
{
    tap_write(file, results);
    return true;
}

static bool write_junit(FILE *file, const struct results *results)
{
    junit_write(file, results);
    return true;
}

/* Writes a file, "-" being standard output. */
static bool write_file(const char *path, bool (*write)(FILE *file, const struct results *results),
                       const struct results *results)
{
    if (!path) return true;
    FILE *file = strcmp(path, "-") == 0 ? stdout : fopen(path, "we");
    bool fine = file && write(file, results) && !ferror(file);
    if (file && file != stdout && fclose(file) != 0) fine = false;
    if (!fine) report("cannot write \"%s\": %s", path, strerror(errno));
    return fine;
}

static void print_list(const struct job *job)
{
    for (size_t i = 0; i < checks_count(); i++) {
        const struct check *check = checks_at(i);
        if (check->level >= job->first_level && check->level <= job->last_level)
            printf("%d  %-40s  %s\n", check->level, check->id, check->promise);
    }
}

/* An allowance that nothing needs any more hides the next failure. */
static void report_unused(const struct job *job)
{
    if (job->only_count || job->first_level > 1 || job->last_level < 5) return;
    for (size_t i = 0; i < job->allowance_count; i++)
        if (!job->allowances[i].used) report("the allowance of \"%s\" is not needed: take it out", job->allowances[i].id);
}

static bool is_standard_output(const char *path)
{
    return path && strcmp(path, "-") == 0;
}

static int conform(struct job *job)
{
    struct tally tally;
    struct collection collection = {.items = calloc(checks_count(), sizeof *collection.items)};
    const bool machine = is_standard_output(job->tap) || is_standard_output(job->junit) || is_standard_output(job->json);
    if (!job->quiet && !machine) collection.table = (struct table){stdout, job, 0};
    struct findings *findings = collection.items ? suite_run(job, collect, &collection, &tally) : NULL;
    if (!findings) {
        report("out of memory");
        free(collection.items);
        return EXIT_CODE_FAILED;
    }
    const struct results results = {job, findings, &tally, collection.items, collection.count};
    bool fine = write_file(job->tap, write_tap, &results);
    fine = write_file(job->junit, write_junit, &results) && fine;
    fine = write_file(job->json, json_write, &results) && fine;
    if (!job->quiet && !machine) score_write(stdout, &results);
    if (!machine) badge_write(stdout, &results);
    report_unused(job);
    suite_free(findings);
    free(collection.items);
    return fine && tally.counts[RESULT_FAILED] == 0 ? EXIT_CODE_DONE : EXIT_CODE_FAILED;
}

int main(int argc, char **argv)
{
    struct job job;
    int code = EXIT_CODE_USAGE;
    char reason[512];
    if (!arguments_read(&job, argc, argv, &code)) {
        job_free(&job);
        return code;
    }
    if (job.help) {
        arguments_print_help();
        code = EXIT_CODE_DONE;
    } else if (job.list) {
        print_list(&job);
        code = EXIT_CODE_DONE;
    } else if (!file_kind_is_block(job.file, reason, sizeof reason)) {
        report("%s: %s", job.file, reason);
        code = EXIT_CODE_INVALID;
    } else {
        code = conform(&job);
    }
    job_free(&job);
    if (fflush(stdout) == 0) return code;
    report("cannot write to standard output: %s", strerror(errno));
    return EXIT_CODE_FAILED;
}
