/* SPDX-License-Identifier: MIT */
/* Unification of dimensions: classes of dimensions that must be equal, each with an extent once somebody fixes it. */
#ifndef LBH_UNIFY_H
#define LBH_UNIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lbh_dimension {
    size_t parent;
    int64_t extent; /* -1: open */
    const char *by; /* who fixed it, for messages; borrowed */
};

/* Zero-filled, it is empty. */
struct lbh_unify {
    struct lbh_dimension *dimensions;
    size_t count;
    size_t room;
};

void lbh_unify_fini(struct lbh_unify *unify);

/* Adds a dimension, open (-1) or fixed by somebody. Returns its number, or SIZE_MAX when out of memory. */
size_t lbh_unify_add(struct lbh_unify *unify, int64_t extent, const char *by);

/* Makes two dimensions equal. Returns false, and changes nothing, where both are fixed to different extents. */
bool lbh_unify_join(struct lbh_unify *unify, size_t a, size_t b);

/* Returns the class that a dimension belongs to. Borrowed until the next add. */
const struct lbh_dimension *lbh_unify_find(struct lbh_unify *unify, size_t dimension);

#endif
