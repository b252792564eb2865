/* SPDX-License-Identifier: MIT */
/* Tests of unification: what must be equal shares one extent, and who fixed it is remembered. */
#include "unify.h"

#include "suite.h"

static struct lbh_unify unify;

static void setup(void)
{
    unify = (struct lbh_unify){0};
}

static void teardown(void)
{
    lbh_unify_fini(&unify);
}

START_TEST(a_dimension_is_its_own_class_at_first)
{
    const size_t open = lbh_unify_add(&unify, -1, NULL), fixed = lbh_unify_add(&unify, 3, "a");
    ck_assert_int_eq(lbh_unify_find(&unify, open)->extent, -1);
    ck_assert_int_eq(lbh_unify_find(&unify, fixed)->extent, 3);
    ck_assert_str_eq(lbh_unify_find(&unify, fixed)->by, "a");
}
END_TEST

START_TEST(an_extent_reaches_all_that_are_joined)
{
    const size_t a = lbh_unify_add(&unify, -1, NULL), b = lbh_unify_add(&unify, -1, NULL);
    const size_t c = lbh_unify_add(&unify, -1, NULL), fixed = lbh_unify_add(&unify, 0, "zero");
    ck_assert(lbh_unify_join(&unify, a, b));
    ck_assert(lbh_unify_join(&unify, b, c));
    ck_assert_int_eq(lbh_unify_find(&unify, a)->extent, -1);
    ck_assert(lbh_unify_join(&unify, c, fixed));
    ck_assert_int_eq(lbh_unify_find(&unify, a)->extent, 0);
    ck_assert_str_eq(lbh_unify_find(&unify, b)->by, "zero");
    ck_assert(lbh_unify_join(&unify, a, c));
}
END_TEST

START_TEST(different_extents_do_not_join)
{
    const size_t three = lbh_unify_add(&unify, 3, "a"), four = lbh_unify_add(&unify, 4, "b");
    const size_t open = lbh_unify_add(&unify, -1, NULL), other_three = lbh_unify_add(&unify, 3, "c");
    ck_assert(lbh_unify_join(&unify, open, three));
    ck_assert(!lbh_unify_join(&unify, open, four));
    ck_assert(!lbh_unify_join(&unify, four, open));
    ck_assert_int_eq(lbh_unify_find(&unify, open)->extent, 3);
    ck_assert_int_eq(lbh_unify_find(&unify, four)->extent, 4);
    ck_assert(lbh_unify_join(&unify, open, other_three));
}
END_TEST

START_TEST(long_chains_are_one_class)
{
    const size_t first = lbh_unify_add(&unify, -1, NULL);
    size_t last = first;
    for (int i = 0; i < 10000; i++) {
        const size_t next = lbh_unify_add(&unify, -1, NULL);
        ck_assert(lbh_unify_join(&unify, next, last));
        last = next;
    }
    ck_assert(lbh_unify_join(&unify, first, lbh_unify_add(&unify, 9, "end")));
    ck_assert_int_eq(lbh_unify_find(&unify, last)->extent, 9);
}
END_TEST

SUITE("unify")
{
    PROMISE_WITH(suite, "dimensions unify", setup, teardown, a_dimension_is_its_own_class_at_first,
                 an_extent_reaches_all_that_are_joined, different_extents_do_not_join, long_chains_are_one_class);
}
