/* SPDX-License-Identifier: MIT */
/* Union-find with path halving: near-linear in the number of declarations. */
#include "unify.h"

#include <stdlib.h>

void lbh_unify_fini(struct lbh_unify *unify)
{
    free(unify->dimensions);
    *unify = (struct lbh_unify){0};
}

size_t lbh_unify_add(struct lbh_unify *unify, int64_t extent, const char *by)
{
    if (unify->count == unify->room) {
        const size_t room = unify->room ? 2 * unify->room : 64;
        struct lbh_dimension *grown = realloc(unify->dimensions, room * sizeof *grown);
        if (!grown) return SIZE_MAX;
        unify->dimensions = grown;
        unify->room = room;
    }
    unify->dimensions[unify->count] = (struct lbh_dimension){unify->count, extent, by};
    return unify->count++;
}

static size_t find_root(struct lbh_unify *unify, size_t at)
{
    struct lbh_dimension *d = unify->dimensions;
    while (d[at].parent != at) {
        d[at].parent = d[d[at].parent].parent;
        at = d[at].parent;
    }
    return at;
}

bool lbh_unify_join(struct lbh_unify *unify, size_t a, size_t b)
{
    a = find_root(unify, a);
    b = find_root(unify, b);
    if (a == b) return true;
    struct lbh_dimension *left = &unify->dimensions[a], *right = &unify->dimensions[b];
    if (left->extent >= 0 && right->extent >= 0 && left->extent != right->extent) return false;
    if (left->extent < 0) {
        left->extent = right->extent;
        left->by = right->by;
    }
    right->parent = a;
    return true;
}

const struct lbh_dimension *lbh_unify_find(struct lbh_unify *unify, size_t dimension)
{
    return &unify->dimensions[find_root(unify, dimension)];
}
