/* SPDX-License-Identifier: MIT */
/* Places in working memory: which bytes are in use while a program is being built, so that later steps reuse them. */
#ifndef UNET2D_SCRATCH_H
#define UNET2D_SCRATCH_H

#include <stddef.h>

/* More than what the largest network holds at once: an output of each of 64 layers of 16 levels. */
#define SCRATCH_PIECES 1100

/* All zero is an empty plan. Pieces are sorted by offset. */
struct scratch_plan {
    size_t count;
    size_t peak_bytes;
    struct scratch_piece {
        size_t offset, bytes;
    } pieces[SCRATCH_PIECES];
};

/* Returns the offset, a multiple of 64, of `bytes` that no other piece uses. */
size_t scratch_take(struct scratch_plan *plan, size_t bytes);

/* Gives the piece at this offset back: a later piece may lie there. */
void scratch_release(struct scratch_plan *plan, size_t offset);

#endif
