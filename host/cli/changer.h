/* SPDX-License-Identifier: MIT */
/* Carries out changes of the running pipeline, whoever asks for them, and tells of each. */
#ifndef LOOPBLOCKS_CLI_CHANGER_H
#define LOOPBLOCKS_CLI_CHANGER_H

#include <stdatomic.h>

#include <jansson.h>

struct job;
struct swap_log;

struct changer {
    struct job *job;
    struct swap_log *log; /* null: none is kept */
    int changed_bell;     /* rung when other files may be running; -1: nobody listens */
    atomic_bool ended;    /* the run is over: nothing more is changed */
};

/*
 * Applies edits as one change and waits until it is decided. `by` is who asks: "control" or "watch". Returns the answer to it:
 * {"ok", "outcome", "step", "loop", "iteration", "trial_calls", "note", "errors"}, which the caller owns; null when out of memory.
 * From any thread.
 */
json_t *changer_apply(struct changer *changer, const char *by, const json_t *edits);

/* Returns the pipeline's status as JSON, which the caller owns; null when it cannot be had. From any thread. */
json_t *changer_status(struct changer *changer);

/*
 * The same, but waits until it is whole: a loop whose iterations take seconds tells what it runs when it reaches a boundary. Null
 * after `tries` of about a second each, or at the end of the run.
 */
json_t *changer_whole_status(struct changer *changer, int tries);

#endif
