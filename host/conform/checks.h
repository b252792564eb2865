/* SPDX-License-Identifier: MIT */
/* All the checks there are, in the order in which they are run: by level, what others build on first. */
#ifndef LOOPBLOCKS_CONFORM_CHECKS_H
#define LOOPBLOCKS_CONFORM_CHECKS_H

#include <stddef.h>

#include "case.h"

/* The checks of one file, which is about one thing. */
struct check_list {
    const struct check *items;
    size_t count;
};
/* clang-format off */
#define CHECK_LIST(array) {(array), sizeof(array) / sizeof((array)[0])}
/* clang-format on */

size_t checks_count(void);
const struct check *checks_at(size_t index);

/* Returns a check's index by its id; SIZE_MAX: there is none. */
size_t checks_find(const char *id);

#endif
