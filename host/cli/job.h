/* SPDX-License-Identifier: MIT */
/* What a command works with: a host, a diag, and the pipeline of a manifest with the options applied. */
#ifndef LOOPBLOCKS_CLI_JOB_H
#define LOOPBLOCKS_CLI_JOB_H

#include <pthread.h>

#include <loopblocks/host.h>

#include "options.h"

struct progress;

struct job {
    const struct options *options;
    const char *subject; /* in messages: the operand, or the command's name */
    struct lbh_diag *diag;
    struct lbh_host *host;
    struct lbh_pipeline *pipeline;
    pthread_mutex_t console;   /* for standard error while the pipeline runs: several threads speak */
    struct progress *progress; /* null: none is shown; cleared away before anything else is said */
};

/* Make a host with its folders, and on it the manifest's pipeline. Return an exit code. Close the job in either case. */
int job_open_host(struct job *job, const struct options *options);
int job_open_pipeline(struct job *job, const struct options *options);
void job_close(struct job *job);

/* Between these, standard error is the calling thread's alone, and no progress stands in the way. */
void job_console_begin(struct job *job);
void job_console_end(struct job *job);

/* Shows what an event tells of the progress, or nothing where none is shown. */
void job_show_progress(struct job *job, const struct lbh_event *event);

/* Says from where on progress is shown, and with null that no more is. */
void job_set_progress(struct job *job, struct progress *progress);

#endif
