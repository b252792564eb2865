/* SPDX-License-Identifier: MIT */
/* What checks of level 4 ask each other, so that each fault is told once. */
#ifndef LOOPBLOCKS_CONFORM_LEVEL4_H
#define LOOPBLOCKS_CONFORM_LEVEL4_H

#include "conform/case.h"

/* Where a new instance with the states of an old one went another way. */
struct level4_loss {
    int64_t calls; /* that the old one had made; 0: it makes too few for this */
    int64_t call;  /* which of the new one's was other; -1: none was */
};

/* Goes on with new instances after different numbers of calls. */
struct level4_loss level4_find_loss(struct conform_case *c);

#endif
