/* SPDX-License-Identifier: MIT */
/* Which known name somebody may have meant: the nearest by edit distance. */
#ifndef LBH_NEAREST_H
#define LBH_NEAREST_H

#include <stddef.h>

/*
 * Fills `best` with up to `room` of the candidates, nearest first, that are near enough to `name` to be meant by it (a third of
 * its length in edits, at least two, but not all of it; or one contains the other, three letters at least). Case does not
 * count. At most eight. Returns how many.
 */
size_t lbh_nearest(const char *name, const char *const *candidates, size_t count, const char **best, size_t room);

/* Writes `did you mean "a" or "b"?` into buffer, or "" where nothing is near. Returns buffer. */
const char *lbh_nearest_text(const char *name, const char *const *candidates, size_t count, char *buffer, size_t size);

#endif
