/* SPDX-License-Identifier: MIT */
/* Reserved regions, and the list of free ranges within them, kept sorted so that neighbours join. */
#include "arena.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define REGION_GRAIN ((size_t)1 << 16)

struct range {
    char *start;
    size_t bytes;
    bool touched; /* may hold something other than zeros */
};

struct lbh_arena {
    pthread_mutex_t mutex; /* a change prepares its blocks while others run */
    struct range *regions;
    size_t region_count;
    struct range *free; /* by address */
    size_t free_count;
    size_t free_room;
    size_t used;
    bool guarded;
    struct lbh_pages *pages;
};

static size_t round_up(size_t bytes, size_t grain)
{
    return bytes > SIZE_MAX - grain ? SIZE_MAX : (bytes + grain - 1) & ~(grain - 1);
}

/* Puts a range into the list at an index, joining it with its neighbours. */
static bool insert_free(struct lbh_arena *arena, struct range range)
{
    size_t at = 0;
    while (at < arena->free_count && arena->free[at].start < range.start) at++;
    struct range *before = at > 0 ? &arena->free[at - 1] : NULL;
    struct range *after = at < arena->free_count ? &arena->free[at] : NULL;
    const bool joins_before = before && before->start + before->bytes == range.start && before->touched == range.touched;
    const bool joins_after = after && range.start + range.bytes == after->start && after->touched == range.touched;
    if (joins_before && joins_after) {
        before->bytes += range.bytes + after->bytes;
        memmove(after, after + 1, (--arena->free_count - at) * sizeof *after);
    } else if (joins_before) {
        before->bytes += range.bytes;
    } else if (joins_after) {
        after->start = range.start;
        after->bytes += range.bytes;
    } else {
        if (arena->free_count == arena->free_room) {
            const size_t room = arena->free_room ? 2 * arena->free_room : 16;
            struct range *grown = realloc(arena->free, room * sizeof *grown);
            if (!grown) return false;
            arena->free = grown;
            arena->free_room = room;
        }
        memmove(arena->free + at + 1, arena->free + at, (arena->free_count++ - at) * sizeof *arena->free);
        arena->free[at] = range;
    }
    return true;
}

static bool add_region(struct lbh_arena *arena, size_t bytes)
{
    bytes = round_up(bytes, REGION_GRAIN);
    struct range *regions = realloc(arena->regions, (arena->region_count + 1) * sizeof *regions);
    if (!regions) return false;
    arena->regions = regions;
    void *start = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (start == MAP_FAILED) return false;
    regions[arena->region_count++] = (struct range){start, bytes, false};
    return insert_free(arena, regions[arena->region_count - 1]);
}

struct lbh_arena *lbh_arena_new(size_t bytes)
{
    struct lbh_arena *arena = calloc(1, sizeof *arena);
    if (arena) pthread_mutex_init(&arena->mutex, NULL);
    if (arena && add_region(arena, bytes ? bytes : 1)) return arena;
    lbh_arena_free(arena);
    return NULL;
}

void lbh_arena_guard(struct lbh_arena *arena)
{
    arena->guarded = true;
}

bool lbh_arena_is_guarded(const struct lbh_arena *arena)
{
    return arena->guarded;
}

struct lbh_pages *lbh_arena_take_pages(struct lbh_arena *arena, size_t bytes, size_t alignment)
{
    struct lbh_pages *pages = lbh_pages_new(bytes, alignment);
    if (!pages) return NULL;
    pthread_mutex_lock(&arena->mutex);
    pages->next = arena->pages;
    if (pages->next) pages->next->previous = pages;
    arena->pages = pages;
    pthread_mutex_unlock(&arena->mutex);
    return pages;
}

void lbh_arena_give_pages(struct lbh_arena *arena, struct lbh_pages *pages)
{
    if (!pages) return;
    pthread_mutex_lock(&arena->mutex);
    if (pages->next) pages->next->previous = pages->previous;
    if (pages->previous)
        pages->previous->next = pages->next;
    else
        arena->pages = pages->next;
    pthread_mutex_unlock(&arena->mutex);
    lbh_pages_free(pages);
}

void lbh_arena_free(struct lbh_arena *arena)
{
    if (!arena) return;
    while (arena->pages) lbh_arena_give_pages(arena, arena->pages);
    for (size_t i = 0; i < arena->region_count; i++) munmap(arena->regions[i].start, arena->regions[i].bytes);
    pthread_mutex_destroy(&arena->mutex);
    free(arena->regions);
    free(arena->free);
    free(arena);
}

/* Returns the smallest free range that is large enough; the one at the lowest address among equals. */
static struct range *best_fit(struct lbh_arena *arena, size_t bytes)
{
    struct range *best = NULL;
    for (size_t i = 0; i < arena->free_count; i++)
        if (arena->free[i].bytes >= bytes && (!best || arena->free[i].bytes < best->bytes)) best = &arena->free[i];
    return best;
}

/* Takes a range whose size is a multiple of the alignment. */
static char *take(struct lbh_arena *arena, size_t bytes, bool *touched)
{
    struct range *range = best_fit(arena, bytes);
    if (!range) {
        /* Each further region is at least as large as all that is taken, so that there are few. */
        if (bytes == SIZE_MAX || !add_region(arena, bytes > arena->used ? bytes : arena->used)) return NULL;
        range = best_fit(arena, bytes);
        if (!range) return NULL;
    }
    char *memory = range->start;
    *touched = range->touched;
    range->start += bytes;
    range->bytes -= bytes;
    if (range->bytes == 0) {
        const size_t at = (size_t)(range - arena->free);
        memmove(range, range + 1, (--arena->free_count - at) * sizeof *range);
    }
    arena->used += bytes;
    return memory;
}

void *lbh_arena_take(struct lbh_arena *arena, size_t bytes)
{
    bool touched = false;
    bytes = round_up(bytes ? bytes : 1, LBH_ARENA_ALIGNMENT);
    pthread_mutex_lock(&arena->mutex);
    char *memory = take(arena, bytes, &touched);
    pthread_mutex_unlock(&arena->mutex);
    if (memory && touched) memset(memory, 0, bytes);
    return memory;
}

void lbh_arena_give(struct lbh_arena *arena, void *memory, size_t bytes)
{
    if (!memory) return;
    bytes = round_up(bytes ? bytes : 1, LBH_ARENA_ALIGNMENT);
    pthread_mutex_lock(&arena->mutex);
    arena->used -= bytes;
    /* Out of memory for the list loses the range until the arena is freed; nothing else suffers. */
    insert_free(arena, (struct range){memory, bytes, true});
    pthread_mutex_unlock(&arena->mutex);
}

size_t lbh_arena_used(const struct lbh_arena *arena)
{
    return arena->used;
}
