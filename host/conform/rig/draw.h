/* SPDX-License-Identifier: MIT */
/* Values drawn for inputs: of a declared type, in range, from a seed; and those that nobody would give, but a block may meet. */
#ifndef LOOPBLOCKS_CONFORM_DRAW_H
#define LOOPBLOCKS_CONFORM_DRAW_H

#include "value.h"

struct job;

enum draw_fill {
    DRAW_PLAIN, /* reals from -1 to 1, whole numbers from 0 to 3, within what is declared */
    DRAW_ZERO,
    DRAW_NAN,       /* whole numbers: all bits set */
    DRAW_INFINITE,  /* whole numbers: the greatest */
    DRAW_LOWEST,    /* negative infinity; whole numbers: the least */
    DRAW_HUGE,      /* reals near the largest finite one */
    DRAW_SUBNORMAL, /* whole numbers: 1 */
    DRAW_RANDOM_BITS
};
#define DRAW_FILLS 8

/* Returns "NaN", "infinity", ... for messages. */
const char *draw_fill_name(enum draw_fill fill);

/* What the names of dimensions stand for. */
struct draw_extents {
    const struct job *job; /* whose profile says some; may be null */
    int64_t every;         /* all others; 0: by the candidate; -1: 0 */
    int32_t candidate;     /* from 1 */
    char symbols[32][LBH_SYMBOL_SIZE];
    size_t count;
};

/* Returns what a dimension's name stands for. */
int64_t draw_extent(struct draw_extents *extents, const char *symbol);

/* The next number of a sequence: splitmix64. */
uint64_t draw_next(uint64_t *seed);

/* Draws a plain value; "any" is an f32[2,3]. `range` and `choices` are as declared, or null. False when out of memory. */
bool draw_value(const struct lbh_type *type, const char *range, const char *choices, struct draw_extents *extents,
                uint64_t *seed, struct lbh_value *value);

/* Fills `count` elements of a type. A bool stays one, a str's bytes printable. */
void draw_fill(uint32_t element, int64_t count, enum draw_fill fill, uint64_t *seed, void *data);

#endif
