/* SPDX-License-Identifier: MIT */
/* Stand-ins: blocks and components of the suite's own, which surround the subject in its pipeline. */
#ifndef LOOPBLOCKS_CONFORM_COMPANIONS_H
#define LOOPBLOCKS_CONFORM_COMPANIONS_H

#include "rig.h"

/* Their names in a manifest. */
#define COMPANION_LOOP "/conform/loop.so"
#define COMPANION_PROBE "/conform/probe.so"
#define COMPANION_USER "/conform/user.so"
#define COMPANION_DENOISER "/conform/denoiser.so"

/*
 * Makes them known to the rig's host: a loop that passes what the subject takes, a probe that takes nothing, a user of the subject's
 * first interface, a denoiser that needs no checkpoint. False when out of memory.
 */
bool companions_add(struct rig *rig);

/* Returns what stands in for a component of this interface, a "use"; null where the suite has none. */
const char *companion_for(const char *interface_id);

/* Returns the rig in whose pipeline an instance is. */
struct rig *rig_of(const struct lb_state *state);

/* Sets what the stand-in loop passes in an iteration: i and other whole numbers count, t and other reals go from 900 down by 10. */
void companion_set_arguments(struct rig *rig, int64_t iteration);

/* Sets one of them to something unusual. */
void companion_set_argument(struct rig *rig, size_t index, enum draw_fill fill);

#endif
