/* SPDX-License-Identifier: MIT */
/* `loopblocks list`: the plugins that are found, as a table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "job.h"
#include "report.h"
#include "text.h"

#define COLUMNS 5

/* The table as it grows, row by row. */
struct table {
    char **cells;
    size_t count;
    size_t room;
    bool failed;      /* out of memory */
    bool quarantined; /* something is */
};

static void add_cell(struct table *table, const char *text)
{
    if (table->count == table->room) {
        const size_t room = table->room ? 2 * table->room : 128 * COLUMNS;
        char **cells = realloc(table->cells, room * sizeof *cells);
        if (!cells) {
            table->failed = true;
            return;
        }
        table->cells = cells;
        table->room = room;
    }
    char *copy = text ? strdup(text) : NULL;
    if (text && !copy) table->failed = true;
    table->cells[table->count++] = copy;
}

static void add_row(struct table *table, const char *kind, const char *name, const char *version, const char *description,
                    const char *file)
{
    add_cell(table, kind);
    add_cell(table, name);
    add_cell(table, version);
    add_cell(table, description);
    add_cell(table, file);
}

/* Adds a plugin: what cannot be loaded has its error where others have a description. */
static void take(void *user, const struct lbh_listed *listed)
{
    struct table *table = user;
    /* With what is wrong with its manifest, it is listed all the same. */
    if (listed->warning) report_log(LB_LOG_WARNING, NULL, listed->warning);
    if (listed->kind && strcmp(listed->kind, "quarantined") == 0) table->quarantined = true;
    add_row(table, listed->kind, listed->name, listed->version, listed->error ? listed->error : listed->description,
            listed->file);
}

static int print_table(struct job *job)
{
    struct table table = {.cells = NULL};
    add_row(&table, "KIND", "NAME", "VERSION", "DESCRIPTION", "FILE");
    const enum lbh_status status = lbh_host_visit(job->host, take, &table, job->diag);
    int code = status == LBH_OK ? EXIT_CODE_DONE : exit_code_of_errors(job->diag, true);
    if (table.failed) {
        report("out of memory");
        code = EXIT_CODE_FAILED;
    }
    if (code == EXIT_CODE_DONE) text_print_table(stdout, (const char *const *)table.cells, table.count / COLUMNS, COLUMNS);
    if (table.quarantined) report("what is quarantined is not loaded; `loopblocks list --retry` tries again");
    for (size_t i = 0; i < table.count; i++) free(table.cells[i]);
    free(table.cells);
    return code;
}

static int print_json(struct job *job)
{
    char *text = lbh_host_list(job->host, job->diag);
    if (!text) return exit_code_of_errors(job->diag, true);
    puts(text);
    free(text);
    return EXIT_CODE_DONE;
}

int command_list(const struct options *options)
{
    struct job job;
    int code = job_open_host(&job, options);
    if (code == EXIT_CODE_DONE && options->retry && lbh_host_retry(job.host, job.diag) != LBH_OK)
        code = exit_code_of_errors(job.diag, false);
    if (code == EXIT_CODE_DONE) code = options->json ? print_json(&job) : print_table(&job);
    report_errors(job.diag, job.subject, NULL);
    job_close(&job);
    return code;
}
