/* SPDX-License-Identifier: MIT */
/* Which command or option somebody may have meant. */
#ifndef LOOPBLOCKS_CLI_NEAREST_H
#define LOOPBLOCKS_CLI_NEAREST_H

#include <stddef.h>

/* Returns the candidate that is nearest to `name` by edit distance, or null if none is near enough to be meant. */
const char *nearest(const char *name, const char *const *candidates, size_t count);

#endif
