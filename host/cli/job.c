/* SPDX-License-Identifier: MIT */
/* How the command line's options reach the library. */
#include "job.h"

#include <stdlib.h>
#include <string.h>

#include "cache.h"
#include "cli.h"
#include "progress.h"
#include "report.h"

void job_console_begin(struct job *job)
{
    pthread_mutex_lock(&job->console);
    if (job->progress) progress_clear(job->progress);
}

void job_console_end(struct job *job)
{
    pthread_mutex_unlock(&job->console);
}

void job_show_progress(struct job *job, const struct lbh_event *event)
{
    pthread_mutex_lock(&job->console);
    if (job->progress) progress_show(job->progress, event);
    pthread_mutex_unlock(&job->console);
}

void job_set_progress(struct job *job, struct progress *progress)
{
    job_console_begin(job);
    job->progress = progress;
    job_console_end(job);
}

static void log_message(void *user, int32_t level, const char *path, const char *text)
{
    struct job *job = user;
    if (level < LB_LOG_WARNING && !job->options->verbose) return;
    job_console_begin(job);
    report_log(level, path, text);
    job_console_end(job);
}

int job_open_host(struct job *job, const struct options *options)
{
    *job = (struct job){.options = options,
                        .subject = options->operands.count > 0 ? options->operands.items[0] : "list",
                        .console = PTHREAD_MUTEX_INITIALIZER};
    job->diag = lbh_diag_new();
    job->host = lbh_host_new();
    if (!job->diag || !job->host) {
        report("out of memory");
        return EXIT_CODE_FAILED;
    }
    lbh_host_set_log(job->host, log_message, job);
    enum lbh_status status = cache_set(job->host, job->diag);
    for (size_t k = 0; k < options->plugin_folders.count; k++) {
        const enum lbh_status added = lbh_host_add_folder(job->host, options->plugin_folders.items[k], job->diag);
        if (added != LBH_OK) status = added;
    }
    return status == LBH_ERR_MEMORY ? EXIT_CODE_FAILED : status == LBH_OK ? EXIT_CODE_DONE : EXIT_CODE_USAGE;
}

/* Applies one "NAME=VALUE". */
static enum lbh_status set(struct job *job, const char *assignment)
{
    const char *equals = strchr(assignment, '=');
    char *name = strndup(assignment, (size_t)(equals - assignment));
    if (!name) return LBH_ERR_MEMORY;
    const enum lbh_status status = lbh_pipeline_set(job->pipeline, name, equals + 1, job->diag);
    free(name);
    return status;
}

int job_open_pipeline(struct job *job, const struct options *options)
{
    const int code = job_open_host(job, options);
    if (code != EXIT_CODE_DONE) return code;
    job->pipeline = lbh_pipeline_open(job->host, job->subject, job->diag);
    if (!job->pipeline) return exit_code_of_errors(job->diag, true);
    enum lbh_status status = LBH_OK;
    for (size_t k = 0; k < options->sets.count; k++) {
        const enum lbh_status one = set(job, options->sets.items[k]);
        if (one != LBH_OK) status = one;
    }
    for (size_t k = 0; k < options->outputs.count; k++) {
        const enum lbh_status one = lbh_pipeline_add_output(job->pipeline, options->outputs.items[k], job->diag);
        if (one != LBH_OK) status = one;
    }
    return exit_code_of(status, job->diag, true);
}

void job_close(struct job *job)
{
    lbh_pipeline_free(job->pipeline);
    lbh_host_free(job->host);
    lbh_diag_free(job->diag);
}
