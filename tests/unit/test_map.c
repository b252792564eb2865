/* SPDX-License-Identifier: MIT */
/* Tests of the hash map of names. */
#include "map.h"

#include <stdio.h>
#include <string.h>

#include "suite.h"

START_TEST(an_empty_map_finds_nothing)
{
    struct lbh_map map = {0};
    ck_assert_ptr_null(lbh_map_find(&map, "x"));
    lbh_map_fini(&map);
    lbh_map_fini(&map);
}
END_TEST

START_TEST(what_was_put_is_found)
{
    static char keys[5000][16];
    struct lbh_map map = {0};
    for (size_t i = 0; i < 5000; i++) {
        snprintf(keys[i], sizeof keys[i], "name_%zu", i);
        ck_assert(lbh_map_put(&map, keys[i], i));
    }
    ck_assert_uint_eq(map.count, 5000);
    for (size_t i = 0; i < 5000; i++) {
        char copy[16]; /* another address, the same text */
        memcpy(copy, keys[i], sizeof copy);
        const size_t *value = lbh_map_find(&map, copy);
        ck_assert_ptr_nonnull(value);
        ck_assert_uint_eq(*value, i);
    }
    ck_assert_ptr_null(lbh_map_find(&map, "name_5000"));
    ck_assert_ptr_null(lbh_map_find(&map, ""));
    lbh_map_fini(&map);
}
END_TEST

START_TEST(a_value_can_be_changed_where_it_is_found)
{
    struct lbh_map map = {0};
    ck_assert(lbh_map_put(&map, "", 1));
    *lbh_map_find(&map, "") = 2;
    ck_assert_uint_eq(*lbh_map_find(&map, ""), 2);
    lbh_map_fini(&map);
}
END_TEST

SUITE("map")
{
    PROMISE(suite, "names are found", an_empty_map_finds_nothing, what_was_put_is_found,
            a_value_can_be_changed_where_it_is_found);
}
