/* SPDX-License-Identifier: MIT */
/* Tests of the state arena: aligned, zero-filled, never moved, never overlapping, used again. */
#include "arena.h"

#include <stdint.h>
#include <string.h>

#include "suite.h"

static struct lbh_arena *arena;

static void setup(void)
{
    arena = lbh_arena_new(1000);
    ck_assert_ptr_nonnull(arena);
}

static void teardown(void)
{
    lbh_arena_free(arena);
}

static bool is_all(const void *memory, size_t bytes, unsigned char byte)
{
    for (size_t i = 0; i < bytes; i++)
        if (((const unsigned char *)memory)[i] != byte) return false;
    return true;
}

START_TEST(memory_is_aligned_and_zero)
{
    for (size_t bytes = 0; bytes < 300; bytes += 7) {
        char *memory = lbh_arena_take(arena, bytes);
        ck_assert_ptr_nonnull(memory);
        ck_assert_uint_eq((uintptr_t)memory % LBH_ARENA_ALIGNMENT, 0);
        ck_assert(is_all(memory, bytes, 0));
        memset(memory, 0xff, bytes);
    }
}
END_TEST

START_TEST(memory_given_back_is_zero_when_it_is_taken_again)
{
    char *before = lbh_arena_take(arena, 4096);
    memset(before, 0xff, 4096);
    lbh_arena_give(arena, before, 4096);
    char *after = lbh_arena_take(arena, 4096);
    ck_assert(is_all(after, 4096, 0));
    lbh_arena_give(arena, NULL, 64);
}
END_TEST

START_TEST(what_is_used_is_counted)
{
    ck_assert_uint_eq(lbh_arena_used(arena), 0);
    char *a = lbh_arena_take(arena, 1), *b = lbh_arena_take(arena, 65);
    ck_assert_uint_eq(lbh_arena_used(arena), 64 + 128);
    lbh_arena_give(arena, a, 1);
    ck_assert_uint_eq(lbh_arena_used(arena), 128);
    lbh_arena_give(arena, b, 65);
    ck_assert_uint_eq(lbh_arena_used(arena), 0);
}
END_TEST

START_TEST(it_grows_and_nothing_moves)
{
    char *first = lbh_arena_take(arena, 64);
    memset(first, 7, 64);
    for (int i = 0; i < 100; i++) {
        char *more = lbh_arena_take(arena, (size_t)1 << 20);
        ck_assert_ptr_nonnull(more);
        more[0] = more[(1 << 20) - 1] = 1;
    }
    ck_assert(is_all(first, 64, 7));
}
END_TEST

START_TEST(impossible_sizes_are_refused)
{
    ck_assert_ptr_null(lbh_arena_take(arena, SIZE_MAX));
    ck_assert_ptr_null(lbh_arena_take(arena, SIZE_MAX / 2));
    ck_assert_ptr_nonnull(lbh_arena_take(arena, 64));
    ck_assert_ptr_null(lbh_arena_new(SIZE_MAX / 2));
}
END_TEST

START_TEST(neighbours_join_again)
{
    /* Three neighbours given back in any order make room for one of their joint size: the arena must not grow for it. */
    static const int orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (int k = 0; k < 6; k++) {
        char *parts[3];
        for (int i = 0; i < 3; i++) parts[i] = lbh_arena_take(arena, 1024);
        char *fence = lbh_arena_take(arena, 64);
        ck_assert_ptr_eq(parts[1], parts[0] + 1024);
        for (int i = 0; i < 3; i++) lbh_arena_give(arena, parts[orders[k][i]], 1024);
        char *joint = lbh_arena_take(arena, 3072);
        ck_assert_ptr_eq(joint, parts[0]);
        ck_assert(is_all(joint, 3072, 0));
        lbh_arena_give(arena, joint, 3072);
        lbh_arena_give(arena, fence, 64);
    }
}
END_TEST

/* A small linear congruential generator: the same sequence on every machine. */
static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

START_TEST(no_two_pieces_overlap)
{
    static struct {
        unsigned char *memory;
        size_t bytes;
        unsigned char mark;
    } pieces[200];
    uint32_t seed = 1;
    for (int round = 0; round < 20000; round++) {
        const size_t k = next_random(&seed) % 200;
        if (pieces[k].memory) {
            if (!is_all(pieces[k].memory, pieces[k].bytes, pieces[k].mark))
                ck_abort_msg("round %d: another piece is there", round);
            lbh_arena_give(arena, pieces[k].memory, pieces[k].bytes);
            pieces[k].memory = NULL;
            continue;
        }
        pieces[k].bytes = next_random(&seed) % 2000;
        pieces[k].mark = (unsigned char)(1 + next_random(&seed) % 255);
        pieces[k].memory = lbh_arena_take(arena, pieces[k].bytes);
        if (!is_all(pieces[k].memory, pieces[k].bytes, 0)) ck_abort_msg("round %d: this is not zero", round);
        memset(pieces[k].memory, pieces[k].mark, pieces[k].bytes);
    }
}
END_TEST

SUITE("arena")
{
    PROMISE_WITH(suite, "memory is fresh and stays where it is", setup, teardown, memory_is_aligned_and_zero,
                 memory_given_back_is_zero_when_it_is_taken_again, it_grows_and_nothing_moves, no_two_pieces_overlap);
    PROMISE_WITH(suite, "memory is accounted for", setup, teardown, what_is_used_is_counted, impossible_sizes_are_refused,
                 neighbours_join_again);
}
