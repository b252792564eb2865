/* SPDX-License-Identifier: MIT */
/* All that a pipeline remembers: its values, and the states of its blocks and components, outside of it. */
#ifndef LOOPBLOCKS_CONFORM_SAVED_H
#define LOOPBLOCKS_CONFORM_SAVED_H

#include "conform/rig/rig.h"

struct saved;

/*
 * Copies all of it; what a component's methods were called with is taken, so that the rig can only be ended then. Fails the case when
 * out of memory.
 */
struct saved *saved_take(struct rig *rig);

/* Gives it to a rig of the same setup, which has been prepared. Fails the case where something has no place there. */
void saved_give(struct saved *saved, struct rig *rig);

void saved_free(struct saved *saved);

#endif
