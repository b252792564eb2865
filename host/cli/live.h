/* SPDX-License-Identifier: MIT */
/* What lets a run be changed while it goes on: the control socket, the watch over files, the log of changes. */
#ifndef LOOPBLOCKS_CLI_LIVE_H
#define LOOPBLOCKS_CLI_LIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "changer.h"

struct control;
struct options;
struct watch;

struct live {
    struct changer changer;
    struct watch *watch;     /* null: not asked for */
    struct control *control; /* null: not asked for */
};

/* Prepares the job's host for what is asked for, before its pipeline is checked. Returns false, with an error in the job's diag. */
bool live_prepare(const struct options *options, struct job *job);

/*
 * Begins, on a pipeline that has been checked. Returns false, and why in `problem`, on failure. Call live_end in either case, after
 * the run and before the pipeline is freed: it answers what is still to be answered.
 */
bool live_begin(struct live *live, const struct options *options, struct job *job, char *problem, size_t size);
void live_end(struct live *live);

#endif
