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

struct lbh_body;
struct lbh_call;
struct lbh_events;
struct lbh_foreign;
struct lbh_guard;
struct lbh_loop;
struct lbh_plan;
struct lbh_revision;
struct lbh_turn;

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
    void *memory;                  /* `small`, a range of the arena or `pages`; the tensor's data while there is a shape */
    struct lbh_pages *pages;       /* null: guard mode is off, or it has no memory yet */
    size_t capacity;               /* its bytes, a str's NUL included */
    bool shaped;                   /* the shape means something: it was set in this run */
    int64_t prepared[LB_MAX_NDIM]; /* the shape that it was prepared with: lb_set_extent does not change it */
    size_t uses;                   /* variables and instances that hold it; any thread that changes the pipeline */
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

/* A created block or component. It outlives the graph that it was made in while later ones adopt it. */
struct lbh_instance {
    struct lbh_plan *plan;
    size_t uses;                 /* graphs that hold it */
    struct lbh_instance *adopts; /* of a draft: the running one that stands here unchanged; this one is only a name for it */
    char *path;                  /* of a block; a component's name */
    char *json_path;
    char *source; /* the file that a copy was made of, as it was named; null: it is no copy */
    const struct lbh_library *library;
    struct lbh_foreign *foreign; /* null: it is a plugin */
    const struct lbh_descriptor *descriptor;
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
    struct lbh_step *before; /* of a draft: the step of the running graph that stood in this place; null: it is new */
    size_t trigger;          /* of a case: a variable; SIZE_MAX: none */
    size_t chosen;           /* of a select: the case; SIZE_MAX: none */
    struct lbh_loop *loop;
    struct lbh_body *exchanged; /* of a loop that runs already: the body that it does not walk now; null: none */
    struct lbh_instance *name; /* of an adopted instance: the draft's own, whose variables are exchanged with its; null: none */
    struct lbh_call *calls;    /* of a block outside of loops: its one; of a case: all within it */
    size_t call_count;
    struct lbh_direct direct;                                         /* where its loop arguments lie */
    lb_status (*observed)(const struct lbh_call *call, size_t *made); /* the adapter behind one that tells of each call */
    lb_status (*guarded)(const struct lbh_call *call, size_t *made);  /* the adapter behind the one of guard mode */
};

/* An input as the caller set it. */
struct lbh_given {
    char *name;
    char *text; /* as on a command line; null: `value` holds it */
    struct lbh_value value;
};

/* A manifest and all that it became. A change makes another one, and exchanges the two between two iterations. */
struct lbh_graph {
    struct lbh_manifest *manifest;
    struct lbh_instance **components;
    size_t component_count;
    struct lbh_map component_names; /* index into components */
    struct lbh_instance **blocks;   /* in run order */
    size_t block_count;
    struct lbh_step root;
    struct lbh_variable *variables;
    size_t variable_count;
    size_t variable_room;
    struct lbh_map names;  /* of variables */
    size_t missing_inputs; /* errors that say so */
    bool incomplete;       /* something could not be loaded: what depends on all declarations is not checked */
};

/* What runs, what it runs on, and what it has come to. */
struct lbh_plan {
    struct lbh_host *host;
    struct lbh_graph *graph;
    struct lbh_plan *home;               /* the plan that runs: this one, but for a draft */
    const struct lbh_revision *revision; /* of a draft: what is new in it; null: everything */
    bool creates;                        /* what is configured is created, too; false: it is only checked */
    struct lbh_arena *arena;
    struct lb_host wrapper_services; /* what loop wrappers are served by */
    struct lbh_config_override *overrides;
    size_t override_count;
    struct lbh_given *given;
    size_t given_count;
    char **outputs; /* the manifest's, then those added */
    size_t output_count;
    struct lbh_diag *diag;             /* of the call that is under way */
    size_t failures;                   /* lb_fail calls since it began */
    const struct lbh_instance *failed; /* whose was the latest */
    size_t failures_before;            /* at the start of the run */
    size_t errors_before;              /* in the diag, at the start of the run */
    bool running;                      /* steps are run: failures are blocks' failures */
    bool preparing;                    /* some block prepares: components may set shapes */
    size_t shape_epoch;                /* counts changes of shapes */
    size_t changes;                    /* published since it was opened */
    _Atomic bool has_run;              /* states may hold something */
    bool creating;                     /* of a draft: all checks have passed */
    _Atomic bool observed;             /* calls are told of, or timed */
    struct lbh_step *at;               /* what a run has reached outside of loops; null: nothing runs */
    _Atomic uint32_t pending;          /* LBH_PENDING_...: what the loop looks at between iterations */
    struct lbh_turn *turn;             /* whose turn it is to touch all this; what others ask for */
    struct lbh_events *events;
    struct lbh_guard *guard;      /* of the plan that runs; null: guard mode is off */
    struct lbh_profile *profiles; /* of the blocks that there were when it began; null: no time is taken */
    size_t profile_count;
};

/* lbh_plan.pending */
#define LBH_PENDING_STOP 1u
#define LBH_PENDING_PROGRESS 2u
#define LBH_PENDING_LISTEN 4u
#define LBH_PENDING_PAUSE 8u
#define LBH_PENDING_CHANGE 16u /* somebody asks for something: see turn.h */
#define LBH_PENDING_SETTLE 32u /* a trial is to be ended: see trial.h */

/* Makes an empty graph for a manifest, which it takes. Null when out of memory: the manifest is freed then, too. */
struct lbh_graph *lbh_graph_new(struct lbh_manifest *manifest);

/*
 * Builds everything that needs no value: loads the libraries, resolves configs, creates components and blocks, names and types the
 * variables, and checks the flow of data. Reports all errors. On failure the plan is still to be freed. With a revision only
 * what is new is created.
 */
enum lbh_status lbh_plan_build(struct lbh_plan *plan, struct lbh_diag *diag);

/* Puts together what was built: components, groups, what is adopted, and the calls of the loops. */
enum lbh_status lbh_plan_link(struct lbh_plan *plan, struct lbh_diag *diag);

/* Frees a graph and what no other one has adopted of it. Null is fine. */
void lbh_graph_free(struct lbh_plan *plan, struct lbh_graph *graph);
void lbh_plan_fini(struct lbh_plan *plan);

/* Returns a variable by its name, or null. */
struct lbh_variable *lbh_plan_find(const struct lbh_plan *plan, const char *name);

#endif
