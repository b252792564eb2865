/* SPDX-License-Identifier: MIT */
/* What of a draft is new, and what it takes over from the pipeline as it runs: instances, libraries, first values. */
#ifndef LBH_REVISION_H
#define LBH_REVISION_H

#include "plan.h"

/* A block by its path, or a component by its name. */
struct lbh_revision_item {
    const char *path;
    const struct lbh_library *library; /* null: a foreign block */
    struct lbh_instance *running;      /* what stands there now; null: nothing */
    struct lbh_instance *adopts;       /* the running one, which stays as it is; null: none */
    bool creates;                      /* a new instance is made; neither this nor adopts: it is only checked */
    bool is_new; /* it was replaced, inserted or configured, and is not only made anew along with others */
};

/* A first value that is known already. */
struct lbh_revision_value {
    const char *name;
    enum lbh_origin origin;
    const struct lbh_value *value; /* null: it has none, being wrong */
    struct lbh_type type;          /* of the running variable */
    struct lbh_cell *cell;         /* its cell; null in a rehearsal */
};

struct lbh_revision {
    struct lbh_revision_item *items;
    size_t item_count;
    struct lbh_map paths; /* index into items */
    struct lbh_revision_value *values;
    size_t value_count;
    struct lbh_map names; /* index into values */
};

/* Adds an item or a value, whose name is borrowed. False when out of memory. */
bool lbh_revision_add(struct lbh_revision *revision, struct lbh_revision_item item);
bool lbh_revision_add_value(struct lbh_revision *revision, struct lbh_revision_value value);
void lbh_revision_fini(struct lbh_revision *revision);

/* Return what is known of a path or of a name; null: nothing, or there is no revision. */
struct lbh_revision_item *lbh_revision_find(const struct lbh_revision *revision, const char *path);
const struct lbh_revision_value *lbh_revision_value(const struct lbh_revision *revision, const char *name);

#endif
