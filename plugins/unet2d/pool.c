/* SPDX-License-Identifier: MIT */
/* How pooled memory is chained: a 64-byte header before each piece. */
#include "pool.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT 64

struct pool_piece {
    struct pool_piece *previous;
    void (*release)(void *object);
    void *object;
};

void *pool_take(struct pool *pool, size_t count, size_t size)
{
    struct pool_piece *piece = NULL;
    if (size == 0 || count <= (SIZE_MAX - 2 * ALIGNMENT) / size) {
        const size_t bytes = (count * size + 2 * ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        piece = aligned_alloc(ALIGNMENT, bytes);
        if (piece) memset(piece, 0, bytes);
    }
    if (!piece) {
        pool->failed = 1;
        return NULL;
    }
    piece->previous = pool->last;
    pool->last = piece;
    return (char *)piece + ALIGNMENT;
}

int pool_keep(struct pool *pool, void (*release)(void *object), void *object)
{
    if (!pool_take(pool, 0, 0)) {
        release(object);
        return 0;
    }
    pool->last->release = release;
    pool->last->object = object;
    return 1;
}

void pool_free(struct pool *pool)
{
    while (pool->last) {
        struct pool_piece *piece = pool->last;
        pool->last = piece->previous;
        if (piece->release) piece->release(piece->object);
        free(piece);
    }
    pool->failed = 0;
}
