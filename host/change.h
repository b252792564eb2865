/* SPDX-License-Identifier: MIT */
/* A change as it is put together, and what is left of it until nothing of the loser is in use any more. */
#ifndef LBH_CHANGE_H
#define LBH_CHANGE_H

#include "change_edit.h"
#include "pipeline.h"
#include "trial.h"

struct lbh_change {
    struct lbh_pipeline *pipeline;
    struct lbh_edits edits;
    int64_t trial_calls;
    int64_t timeout_ms;
    bool applied;
};

/* A change under way. */
struct lbh_work {
    struct lbh_work *next;
    struct lbh_pipeline *pipeline;
    struct lbh_task quiet; /* ask for it: done where nothing of the loser can be in use */
    char *manifest;        /* the changed one, as text */
    struct lbh_replacement *replacements;
    size_t replacement_count;
    char **files; /* [replacement_count]: where the replacements come from; null: they stay as they are */
    struct lbh_draft draft;
    struct lbh_exchange exchange;
    struct lbh_trial *trial;
    bool published;
    bool told; /* its end is known to the history */
    struct lbh_diag *diag;
    struct lbh_result result;
};

/* Frees what changes have left that is not in use; `all`: everything, as nothing runs any more. */
void lbh_works_clear(struct lbh_pipeline *pipeline, bool all);

#endif
