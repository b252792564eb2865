/* SPDX-License-Identifier: MIT */
/* The life of one block or component: loaded, configured, given its view of the state, created, destroyed. */
#ifndef LBH_INSTANCE_H
#define LBH_INSTANCE_H

#include "plan.h"

/* What a place in a manifest wants. */
enum lbh_wanted { LBH_WANTED_COMPONENT, LBH_WANTED_BLOCK, LBH_WANTED_LOOP };

/* A place in a manifest that names a plugin. */
struct lbh_placement {
    enum lbh_wanted wanted;
    const char *owner; /* the block's path or the component's name */
    const char *json_path;
    const char *use;
    const struct json_t *config;
};

/* Makes an instance that holds nothing yet, of one use. Null when out of memory. */
struct lbh_instance *lbh_instance_new(struct lbh_plan *plan, const char *path, const char *json_path);

/*
 * Loads the library, or takes the revision's, and resolves the configs of what will be created. Reports every error with its place.
 * Returns whether the library is there; configs may have failed all the same (they are null then).
 */
bool lbh_instance_load(struct lbh_instance *instance, const struct lbh_placement *placement, struct lbh_diag *diag);

/* The same for a foreign block, which has no configs. */
bool lbh_instance_load_foreign(struct lbh_instance *instance, const struct lbh_node *node, struct lbh_diag *diag);

/* Returns whether a slot is a value of the pipeline, and not the instance's own. */
bool lbh_instance_shares(const struct lbh_instance *instance, uint32_t slot);

/* Makes the view: private states get their cells, variables those of the plan. False when out of memory. */
bool lbh_instance_connect(struct lbh_instance *instance);

/* Calls create. A failure is reported to the plan's diag, with its place. */
bool lbh_instance_create(struct lbh_instance *instance);

/* Ends one use; with the last one calls destroy, where create has succeeded, and frees everything. Null is fine. */
void lbh_instance_free(struct lbh_instance *instance);

/* Returns the table of functions that a component provides for an interface, or null. */
const void *lbh_instance_methods(const struct lbh_instance *component, const char *interface_id);

#endif
