/* SPDX-License-Identifier: MIT */
/* The stage of a rehearsal: the changed pipeline in the helper process, and the state that is put on it. */
#ifndef LBH_REHEARSAL_STAGE_H
#define LBH_REHEARSAL_STAGE_H

#include "draft.h"
#include "json.h"

struct lbh_stage {
    struct lbh_host *host;
    struct lbh_plan plan;
    struct lbh_revision revision;
    struct lbh_value *values; /* of the revision: of their types and shapes, and zero */
    struct lbh_draft draft;   /* for what moves states */
    json_t *standings;        /* what runs, what was chosen */
    struct lbh_diag *diag;
};

/* Builds the pipeline that a request describes, without creating anything. Reports all errors. `announce` may be told what is done. */
typedef void (*lbh_stage_announce)(void *user, const char *step, const char *path);
enum lbh_status lbh_stage_build(struct lbh_stage *stage, const json_t *request, lbh_stage_announce announce, void *user);

/* Puts values, states and loop arguments onto what has been built and created; states move as they will in the swap. */
enum lbh_status lbh_stage_furnish(struct lbh_stage *stage, const json_t *copy, const char *bytes, size_t length,
                                  lbh_stage_announce announce, void *user);

/* Returns the step of a block, or null. */
struct lbh_step *lbh_stage_step(struct lbh_stage *stage, const struct lbh_instance *instance);

/* Whether a step lies in a loop that runs, in cases that were chosen. */
bool lbh_stage_lives(const struct lbh_stage *stage, const struct lbh_step *step);

#endif
