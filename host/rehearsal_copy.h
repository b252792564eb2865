/* SPDX-License-Identifier: MIT */
/* What a rehearsal is given of the running pipeline: values, states, loop arguments, and where it stands. */
#ifndef LBH_REHEARSAL_COPY_H
#define LBH_REHEARSAL_COPY_H

#include "draft.h"
#include "json.h"
#include "snapshot.h"

/* A loop that runs, or a select: what it was at when the copy was taken. */
struct lbh_standing {
    const struct lbh_step *step;
    char *arguments; /* of a loop: a copy of the struct that its wrapper passes */
    bool runs;
    size_t chosen; /* of a select */
};

/* A cell that is copied, and what it is. */
struct lbh_copied {
    const struct lbh_instance *instance; /* null: a value of the pipeline */
    const struct lbh_state_slot *state;
    const char *name;
    struct lbh_cell *cell;
};

struct lbh_rehearsal_copy {
    struct lbh_task task;
    const struct lbh_draft *outline;
    struct lbh_snapshot snapshot;
    struct lbh_copied *copied; /* [snapshot.count] */
    struct lbh_standing *standings;
    size_t standing_count;
    bool whole;
};

/* Lists what is to be copied: the values of these names, and the states of what runs where something new is to be or which `used`
 * names. False when out of memory. */
bool lbh_rehearsal_copy_begin(struct lbh_rehearsal_copy *copy, const struct lbh_draft *outline, const json_t *names,
                              const json_t *used);
void lbh_rehearsal_copy_fini(struct lbh_rehearsal_copy *copy);

/* Describes what was copied; the bytes themselves are written to the file, one value after another. Null on failure. */
json_t *lbh_rehearsal_copy_describe(const struct lbh_rehearsal_copy *copy, int file);

#endif
