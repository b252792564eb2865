/* SPDX-License-Identifier: MIT */
/* A list of situations that is being made. */
#ifndef LOOPBLOCKS_CONFORM_SITUATIONS_LIST_H
#define LOOPBLOCKS_CONFORM_SITUATIONS_LIST_H

#include "situations.h"

struct situation_list {
    struct situation *items;
    size_t count, most;
    unsigned kinds; /* that are asked for */
};

/* Adds one, in guard mode and else plain; null where its kind is not asked for, or there are too many. */
struct situation *situations_add(struct situation_list *list, unsigned kind);

/* Add a config at the ends of its range, its choices and null; and at what its type allows beside those. */
void situations_add_declared(struct situation_list *list, const struct lbh_config *config);
void situations_add_extremes(struct situation_list *list, const struct lbh_config *config);

#endif
