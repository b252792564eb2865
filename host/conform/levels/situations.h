/* SPDX-License-Identifier: MIT */
/* Ways to use a subject that are not the plain one, each gone through from create to destroy, in processes that may be lost. */
#ifndef LOOPBLOCKS_CONFORM_SITUATIONS_H
#define LOOPBLOCKS_CONFORM_SITUATIONS_H

#include "conform/rig/rig.h"

/* Kinds of situations. What none of the checks but one asks for has a kind of its own. */
#define SITUATION_PLAIN (1u << 0)
#define SITUATION_DEFAULTS (1u << 1)   /* configs: only those that must be set */
#define SITUATION_LEAST (1u << 2)      /* a config at the lower end of its range */
#define SITUATION_MOST (1u << 3)       /* at the upper end */
#define SITUATION_CHOICE (1u << 4)     /* at each of its choices */
#define SITUATION_NULL (1u << 5)       /* null, where it may be */
#define SITUATION_EXTREME (1u << 6)    /* at what its type allows, in range or not */
#define SITUATION_ARGUMENT (1u << 7)   /* a loop argument that no loop would pass */
#define SITUATION_ONE (1u << 8)        /* dimensions of one element */
#define SITUATION_ODD (1u << 9)        /* of three, five, seven */
#define SITUATION_LARGE (1u << 10)     /* of as many as make sense */
#define SITUATION_ABSENT (1u << 11)    /* some of the inputs that may be absent are */
#define SITUATION_PRESENT (1u << 12)   /* none of them is */
#define SITUATION_COMPONENT (1u << 13) /* a component that may be absent is */
#define SITUATION_ZERO (1u << 14)      /* a whole number that says how often is 0 */
#define SITUATION_ALL ((1u << 15) - 1)

struct situation {
    unsigned kind;
    char text[192]; /* "with config \"gain\" at NaN" */
    struct rig_setup setup;
    char config_text[64];
    const char *long_text; /* in place of config_text, where that is too short */
    bool has_argument;
    struct rig_argument argument;
    const char *input; /* one that is set to 0; null: none */
};

/* Lists those of some kinds that apply to a subject, the plain one first. Returns their number, at most `most`. */
size_t situations_list(const struct rig *rig, unsigned kinds, struct situation *situations, size_t most);

enum stage { STAGE_CREATE, STAGE_PREPARE, STAGE_CALL, STAGE_DESTROY, STAGE_DONE };

/* What became of a situation. */
struct course {
    unsigned kind;
    enum stage stage; /* that was reached: what failed, where something did */
    bool refused;     /* by the subject or the host */
    bool strayed;     /* guard mode found something */
    bool wordless;    /* it failed without a reason */
    bool unknown;     /* it returned what is no status */
    bool misshaped;   /* what it said of its outputs does not fit its declaration */
    bool shaped;      /* it has inputs whose shapes may not fit what else is set */
    bool bound;       /* it reads a file, with which its other settings have to go together */
    bool died;        /* it crashed, hung, or ended its process */
    size_t printed;   /* bytes, so far */
    char text[192];   /* of the situation */
    char reason[512]; /* what was said; of a death: how */
    char trace[1024];
};

struct courses {
    size_t count; /* of those that were gone through */
    struct course items[1024];
};

/*
 * Goes through all situations of some kinds, in guard mode, in child processes, of which so many may be lost before it ends. For a check that WANTS_FORK. Skips the case where none
 * applies but the plain one. Returns what became of them, the plain one first.
 */
const struct courses *situations_go_through(struct conform_case *c, unsigned kinds, int deaths);

/* Returns the name of a stage, for messages: "create". */
const char *situations_stage(enum stage stage);

#endif
