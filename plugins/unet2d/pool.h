/* SPDX-License-Identifier: MIT */
/* Memory that is taken piece by piece and freed at once, together with objects that live as long. */
#ifndef UNET2D_POOL_H
#define UNET2D_POOL_H

#include <stddef.h>

struct pool_piece;

/* All zero is an empty pool. */
struct pool {
    struct pool_piece *last;
    int failed; /* some pool_take has returned null since the pool was made */
};

/* Returns zeroed memory for `count` items of `size` bytes, aligned to 64 bytes, until pool_free; or null. */
void *pool_take(struct pool *pool, size_t count, size_t size);

/* Calls `release(object)` when the pool is freed; on failure it is called at once, and 0 returned. */
int pool_keep(struct pool *pool, void (*release)(void *object), void *object);

/* Frees everything, the latest first. */
void pool_free(struct pool *pool);

#endif
