/* SPDX-License-Identifier: MIT */
/* The plan: what a manifest becomes once its plugins are loaded, its names resolved and everything checked. */
#ifndef LBH_PLAN_H
#define LBH_PLAN_H

#include <stdatomic.h>

#include "arena.h"
#include "catalog.h"
#include "manifest.h"
#include "map.h"
#include "value.h"
#include "weights.h"

/* The loop arguments of a direct call; null where it takes fewer. */
struct lbh_direct {
    const void *first;
    const void *second;
};

struct lbh_call;
struct lbh_events;
struct lbh_foreign;
struct lbh_loop;
struct lbh_plan;

/* What several pipelines share, and who listens to blocks. */
struct lbh_host {
    struct lbh_catalog *catalog;
    struct lbh_weights *weights;
    lbh_log_function log;
    void *log_user;
};

/*
 * A slot and what belongs to it, in the arena. A small value lies right behind its slot, where reading the one fetches the other.
 */
struct lbh_cell {
    struct lb_slot slot;
    char small[LBH_ARENA_ALIGNMENT];
    int64_t shape[LB_MAX_NDIM];
    int64_t strides[LB_MAX_NDIM];
    void *memory;    /* `small` or a range of the arena; the tensor's data while there is a shape */
    size_t capacity; /* its bytes, a str's NUL included */
    bool shaped;     /* the shape means something: it was set in this run */
};

/* Where a value's first content comes from. */
enum lbh_origin { LBH_ORIGIN_NONE, LBH_ORIGIN_DEFAULT, LBH_ORIGIN_MANIFEST, LBH_ORIGIN_CALLER };

/* A value of the pipeline: one name, one cell, shared by all blocks that declare it. */
struct lbh_variable {
    const char *name;
    struct lbh_cell *cell;
    struct lbh_type type;                /* unified; element LB_TYPE_NONE until somebody knows */
    size_t dims[LB_MAX_NDIM];            /* of the unification */
    const struct lbh_instance *typed_by; /* who gave the type, for messages */
    enum lbh_origin origin;
    struct lbh_value initial;
    bool checked;             /* found wrong already: no further error about it */
    const char *default_text; /* of the instance below */
    const struct lbh_instance *default_by;
    const char *other_default_text; /* a different one, and whose; null: none */
    const struct lbh_instance *other_default_by;
    const struct lb_input *input; /* the first declaration as an input; null: none */
    const struct lb_output *output;
    const struct lbh_instance *required_by; /* the first that does; null: nobody */
    const char *group;                      /* null: none */
};

/* A value in a group, as a block sees it. */
struct lbh_group_member {
    struct lb_named named;
    struct lb_tensor tensor; /* what named points to: the cell's, without data while it is not set */
    const struct lbh_cell *cell;
};

/* An output that an earlier block of the same loop reads in the next iteration: its shape must be that of its first value. */
struct lbh_carried {
    bool is_carried;
    bool had_shape;
    int64_t shape[LB_MAX_NDIM];
};

/* A created block or component. */
struct lbh_instance {
    struct lbh_plan *plan;
    const char *path; /* of a block; a component's name */
    const struct lbh_library *library;
    struct lbh_foreign *foreign; /* null: it is a plugin */
    const struct lbh_descriptor *descriptor;
    const char *json_path;
    struct lbh_configs *configs;
    void *self;
    bool created;
    bool preparing; /* shapes may be set */
    struct lb_state state;
    struct lb_slot **slots;        /* [slot_count]; what state.slots points to */
    struct lbh_cell **cells;       /* [slot_count] */
    size_t *variables;             /* [slot_count]; SIZE_MAX: private. Null for a component: all are */
    struct lb_component_ref *refs; /* [component_count] */
    struct lbh_instance **used;    /* [component_count]: the components themselves; null: absent */
    struct lb_components components;
    struct lb_component_ref ref;            /* a component: as others see it */
    struct lbh_profile *profile;            /* where its time is noted; null: nobody takes it */
    struct lbh_loop *loop;                  /* a loop wrapper */
    struct lbh_carried *carried;            /* [output_count]; null: none is */
    struct lbh_group_member *group_members; /* those of all groups that this block collects, one after another */
    size_t *group_first;                    /* [slot_count + 1]: where each slot's begin; null: it collects none */
};

/* A node of the run: a manifest's node with what it became. */
struct lbh_step {
    struct lbh_plan *plan;
    const struct lbh_node *node;
    struct lbh_step *parent;
    struct lbh_instance *instance; /* null for sequences and selects, and for what could not be loaded */
    struct lbh_step *children;
    size_t child_count;
    size_t trigger; /* of a case: a variable; SIZE_MAX: none */
    size_t chosen;  /* of a select: the case; SIZE_MAX: none */
    struct lbh_loop *loop;
    struct lbh_call *calls; /* of a block outside of loops: its one; of a case: all within it */
    size_t call_count;
    struct lbh_direct direct;                                         /* where its loop arguments lie */
    lb_status (*observed)(const struct lbh_call *call, size_t *made); /* the adapter behind one that tells of each call */
};

/* An input as the caller set it. */
struct lbh_given {
    char *name;
    char *text; /* as on a command line; null: `value` holds it */
    struct lbh_value value;
};

/* What runs, what it runs on, and what it has come to. */
struct lbh_plan {
    struct lbh_host *host;
    const struct lbh_manifest *manifest;
    struct lbh_arena *arena;
    struct lbh_instance *components;
    size_t component_count;
    struct lbh_map component_names; /* index into components */
    struct lbh_instance *blocks;    /* in run order */
    size_t block_count;
    struct lbh_step root;
    struct lb_host wrapper_services; /* what loop wrappers are served by */
    struct lbh_variable *variables;
    size_t variable_count;
    size_t variable_room;
    struct lbh_map names; /* of variables */
    struct lbh_config_override *overrides;
    size_t override_count;
    struct lbh_given *given;
    size_t given_count;
    const char **outputs; /* the manifest's, then those added */
    size_t output_count;
    struct lbh_diag *diag;             /* of the call that is under way */
    size_t failures;                   /* lb_fail calls since it began */
    const struct lbh_instance *failed; /* whose was the latest */
    size_t failures_before;            /* at the start of the run */
    size_t errors_before;              /* in the diag, at the start of the run */
    bool running;                      /* steps are run: failures are blocks' failures */
    bool preparing;                    /* some block prepares: components may set shapes */
    size_t shape_epoch;                /* counts changes of shapes */
    size_t missing_inputs;             /* errors that say so */
    bool incomplete;                   /* something could not be loaded: what depends on all declarations is not checked */
    _Atomic uint32_t pending;          /* LBH_PENDING_...: what the loop looks at between iterations */
    struct lbh_events *events;
    struct lbh_profile *profiles; /* [block_count]; null: no time is taken */
};

/* lbh_plan.pending */
#define LBH_PENDING_STOP 1u
#define LBH_PENDING_PROGRESS 2u
#define LBH_PENDING_LISTEN 4u

/*
 * Builds everything that needs no value: loads the libraries, resolves configs, creates components and blocks, names and types the
 * variables, and checks the flow of data. Reports all errors. On failure the plan is still to be freed.
 */
enum lbh_status lbh_plan_build(struct lbh_plan *plan, struct lbh_diag *diag);
void lbh_plan_fini(struct lbh_plan *plan);

/* Returns a variable by its name, or null. */
struct lbh_variable *lbh_plan_find(const struct lbh_plan *plan, const char *name);

#endif
