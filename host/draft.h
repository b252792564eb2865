/* SPDX-License-Identifier: MIT */
/* A draft: the pipeline as it would be after a change, checked, with new instances beside those that run. */
#ifndef LBH_DRAFT_H
#define LBH_DRAFT_H

#include "loop.h"
#include "revision.h"

/* What a change puts into the place of a block or component; or makes anew there. */
struct lbh_replacement {
    const char *path;
    const struct lbh_library *library; /* null: the one that runs there, or a foreign block */
    const char *source;                /* the file as it was named; null: as before */
};

/* A new instance. */
struct lbh_fresh {
    struct lbh_instance *instance;
    struct lbh_step *step;            /* null: a component */
    struct lbh_instance *predecessor; /* what stands in its place now; null: nothing */
    bool lives;                       /* the loop that it is to be called in runs: it is prepared before it is published */
    bool waits;              /* its prepare calls components that others use: it can only run where no block is at work */
    struct lbh_moves *moves; /* its states; null: it has no predecessor */
    bool gave_back;          /* its predecessor has got its states again */
};

/* Where the calls of a loop that stays differ from those that it makes now; all before `first` are the same, and all after. */
struct lbh_span {
    struct lbh_step *step;     /* the loop's, of the draft */
    struct lbh_loop *old_loop; /* where another wrapper takes over: the one before it; null: the loop stays */
    size_t first;
    size_t new_count;
    size_t old_count;
};

struct lbh_draft {
    struct lbh_plan *live;
    struct lbh_plan plan; /* its graph is exchanged with the live one's */
    struct lbh_revision revision;
    struct lbh_fresh *fresh; /* components, then blocks in run order */
    size_t fresh_count;
    struct lbh_span *spans;
    size_t span_count;
    bool created; /* all that is new is; what is still refused is about states */
};

/*
 * Builds the draft of a changed manifest, given as text: what `replacements` name is new, with all that uses a new component; all
 * else is adopted. `overrides` are those of the draft, borrowed. Reports every error. On failure, too, it is to be freed.
 * On a thread other than the loop's.
 */
enum lbh_status lbh_draft_build(struct lbh_draft *draft, struct lbh_plan *live, const char *manifest,
                                const struct lbh_replacement *replacements, size_t count, struct lbh_diag *diag);

/* Return what a span's loop will walk, before it is published; and what it walked until then, before and after. */
const struct lbh_body *lbh_span_new_body(const struct lbh_span *span);
const struct lbh_body *lbh_span_old_body(const struct lbh_span *span, bool published);

/* Only reads the manifest and lists, in `revision`, what would be new: nothing is loaded. */
enum lbh_status lbh_draft_outline(struct lbh_draft *draft, struct lbh_plan *live, const char *manifest,
                                  const struct lbh_replacement *replacements, size_t count, struct lbh_diag *diag);

/* Frees the draft and its graph: after publishing, the one that ran before. */
void lbh_draft_free(struct lbh_draft *draft);

#endif
