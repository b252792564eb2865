/* SPDX-License-Identifier: MIT */
/* Going through the methods of a component, as a pipeline would: one iteration's worth of calls for each interface that is known. */
#ifndef LOOPBLOCKS_CONFORM_EXERCISE_H
#define LOOPBLOCKS_CONFORM_EXERCISE_H

#include "rig.h"

/* What methods may do to the tensors that they are called with. */
enum exercise_complaint { EXERCISE_MODIFIED, EXERCISE_UNWRITTEN, EXERCISE_BEHIND };
#define EXERCISE_COMPLAINTS 3

/*
 * Calls every method of the subject that belongs in a step, on values drawn from the rig's seed, and adds what they answer to the
 * rig's digest. Deterministic: the same rig, the same iteration, the same calls. Takes no memory. Interfaces that are not known are
 * not called.
 */
lb_status exercise_component(struct rig *rig, int64_t iteration);

/* Says which instance is called from now on: another one than before where it was replaced. */
void exercise_turn_to(struct rig *rig, const struct lb_component_ref *ref);

/* The stand-in user's prepare: calls the methods that belong there. */
lb_status exercise_prepare(void *self, const struct lb_components *components, struct lb_state *state);

/* Returns whether any of the subject's interfaces is known, so that there is anything to call. */
bool exercise_knows(const struct lbh_descriptor *descriptor);

/* Returns what was found wrong first, of this kind: "step changed \"sample\""; "" if nothing. */
const char *exercise_complains(const struct rig *rig, enum exercise_complaint kind);

void exercise_free(struct rig *rig);

#endif
