/* SPDX-License-Identifier: MIT */
/* What lb.migrate/1 is given: states as another version would have them, each where reading one byte too many is a crash. */
#ifndef LOOPBLOCKS_CONFORM_OTHERS_H
#define LOOPBLOCKS_CONFORM_OTHERS_H

#include <loopblocks/migrate.h>

#include "conform/rig/rig.h"

#define OTHERS_MOST 64

struct others {
    struct lb_other_state items[OTHERS_MOST];
    uint32_t elements[OTHERS_MOST];
    uint32_t count;
};

/* Returns the subject's own states, as they are, but for so many missing rows. Out of memory fails the case, here and below. */
struct others others_own(const struct rig *rig, int64_t missing_rows);

/* Returns the states where forward is to find them, fenced like their tensors; null where there are none. */
struct lb_other_state *others_fenced(struct conform_case *c, const struct others *others);

enum strangeness { UNKNOWN_NAMES, EMPTY_NAMES, OTHER_TYPES, OTHER_RANKS, NO_TYPES, NULL_DATA, STRANGENESSES };

/* Makes one state none of its own, in one way, or all (only: UINT32_MAX). What is said of a type is true of the tensor. */
void others_make_strange(struct conform_case *c, struct others *others, uint32_t only, enum strangeness way);

#endif
