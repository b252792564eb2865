/* SPDX-License-Identifier: MIT */
/* What a command works with: a host, a diag, and the pipeline of a manifest with the options applied. */
#ifndef LOOPBLOCKS_CLI_JOB_H
#define LOOPBLOCKS_CLI_JOB_H

#include <loopblocks/host.h>

#include "options.h"

struct progress;

struct job {
    const struct options *options;
    const char *subject; /* in messages: the operand, or the command's name */
    struct lbh_diag *diag;
    struct lbh_host *host;
    struct lbh_pipeline *pipeline;
    struct progress *progress; /* null: none is shown; cleared away before anything else is said */
};

/* Make a host with its folders, and on it the manifest's pipeline. Return an exit code. Close the job in either case. */
int job_open_host(struct job *job, const struct options *options);
int job_open_pipeline(struct job *job, const struct options *options);
void job_close(struct job *job);

#endif
