/* SPDX-License-Identifier: MIT */
/* The manifest that is made for a subject. */
#ifndef LOOPBLOCKS_CONFORM_RIG_MANIFEST_H
#define LOOPBLOCKS_CONFORM_RIG_MANIFEST_H

#include "rig.h"

/* What the names of the twin's values begin with. */
#define RIG_TWIN "twin_"

/* Returns the manifest's text, which the caller frees. Skips the case where the subject uses what nothing stands in for. */
char *rig_manifest(struct rig *rig, const char *file);

/*
 * Gives the pipeline drawn values for the inputs that are to have one and have none: not from the profile, a default, or a block that
 * comes before. Null, or what went wrong.
 */
const char *rig_give_inputs(struct rig *rig);

/* Draws the same once more, by the rig's extents as they are now, and puts it in the place of what the built pipeline has. */
const char *rig_store_inputs(struct rig *rig);

/* Returns whether any of what is drawn has a shape that follows from the rig's extents. */
bool rig_draws_shapes(const struct rig *rig);

#endif
