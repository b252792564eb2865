/* SPDX-License-Identifier: MIT */
/* Tests of a value's own pages: where it lies in them, what is closed, and what the canary remembers. */
#include "pages.h"

#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "suite.h"

static size_t page(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

START_TEST(a_value_ends_where_its_pages_end)
{
    static const size_t sizes[] = {1, 8, 63, 64, 4095, 4096, 4097, 100000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        for (size_t alignment = 1; alignment <= 64; alignment *= 4) {
            struct lbh_pages *pages = lbh_pages_new(sizes[i], alignment);
            ck_assert_ptr_nonnull(pages);
            const char *const end = pages->start + pages->room;
            ck_assert_uint_eq((uintptr_t)pages->data % alignment, 0);
            ck_assert_uint_lt((size_t)(end - (pages->data + sizes[i])), alignment);
            ck_assert_uint_lt(pages->room, sizes[i] + page() + alignment);
            for (size_t k = 0; k < sizes[i]; k++) ck_assert_int_eq(pages->data[k], 0);
            memset(pages->data, 1, sizes[i]);
            ck_assert_int_eq((int)lbh_pages_check(pages), 0);
            lbh_pages_free(pages);
        }
}
END_TEST

START_TEST(a_value_of_no_bytes_has_pages)
{
    struct lbh_pages *pages = lbh_pages_new(0, 64);
    ck_assert_ptr_nonnull(pages);
    ck_assert_ptr_eq(pages->data, pages->start + pages->room);
    ck_assert(lbh_pages_hold(pages, pages->data));
    ck_assert_int_eq((int)lbh_pages_check(pages), 0);
    lbh_pages_free(pages);
}
END_TEST

START_TEST(impossible_sizes_are_refused)
{
    ck_assert_ptr_null(lbh_pages_new(SIZE_MAX, 64));
    ck_assert_ptr_null(lbh_pages_new((size_t)1 << 60, 64));
}
END_TEST

START_TEST(the_canary_tells_how_far_was_written)
{
    struct lbh_pages *pages = lbh_pages_new(100, 64);
    pages->data[100] = 0;
    ck_assert_int_eq((int)lbh_pages_check(pages), 1);
    ck_assert_int_eq((int)lbh_pages_check(pages), 0);
    pages->data[110] = pages->data[127] = 0;
    ck_assert_int_eq((int)lbh_pages_check(pages), 28);
    pages->data[-1] = 0;
    ck_assert_int_eq((int)lbh_pages_check(pages), -1);
    pages->start[0] = 0;
    ck_assert_int_eq((int)lbh_pages_check(pages), (int)(pages->start - pages->data));
    ck_assert_int_eq((int)lbh_pages_check(pages), 0);
    lbh_pages_free(pages);
}
END_TEST

START_TEST(pages_hold_what_lies_around_them)
{
    struct lbh_pages *pages = lbh_pages_new(100, 64);
    ck_assert(lbh_pages_hold(pages, pages->data) && lbh_pages_hold(pages, pages->start - 1));
    ck_assert(lbh_pages_hold(pages, pages->start + pages->room) && !lbh_pages_hold(pages, NULL));
    ck_assert(!lbh_pages_hold(pages, &pages));
    lbh_pages_free(pages);
}
END_TEST

/* A sanitizer has a handler of its own, and exits. */
static void die_of_it(void)
{
    signal(SIGSEGV, SIG_DFL);
}

/* What is done to a value in a process that should die of it. */
static struct lbh_pages *with_access(enum lbh_access access)
{
    struct lbh_pages *pages = lbh_pages_new(100, 64);
    lbh_pages_allow(pages, LBH_ACCESS_NONE);
    lbh_pages_allow(pages, access);
    return pages;
}

START_TEST(open_pages_keep_what_they_held)
{
    struct lbh_pages *pages = lbh_pages_new(100, 64);
    pages->data[5] = 5;
    lbh_pages_allow(pages, LBH_ACCESS_NONE);
    lbh_pages_allow(pages, LBH_ACCESS_READ);
    ck_assert_int_eq(pages->data[5], 5);
    lbh_pages_allow(pages, LBH_ACCESS_WRITE);
    pages->data[5] = 6;
    ck_assert_int_eq(pages->data[5], 6);
    lbh_pages_free(pages);
}
END_TEST

START_TEST(closed_pages_cannot_be_read)
{
    (void)*(volatile char *)with_access(LBH_ACCESS_NONE)->data;
}
END_TEST

START_TEST(pages_to_be_read_cannot_be_written)
{
    struct lbh_pages *pages = with_access(LBH_ACCESS_READ);
    (void)*(volatile char *)pages->data;
    *(volatile char *)pages->data = 1;
}
END_TEST

START_TEST(what_is_behind_is_closed)
{
    *(volatile char *)(with_access(LBH_ACCESS_WRITE)->data + 128) = 1;
}
END_TEST

START_TEST(what_is_before_is_closed)
{
    const struct lbh_pages *pages = with_access(LBH_ACCESS_WRITE);
    *(volatile char *)(pages->start - 1) = 1;
}
END_TEST

SUITE("pages")
{
    PROMISE(suite, "a value has its place", a_value_ends_where_its_pages_end, a_value_of_no_bytes_has_pages,
            impossible_sizes_are_refused, pages_hold_what_lies_around_them);
    PROMISE(suite, "canaries tell", the_canary_tells_how_far_was_written);
    PROMISE(suite, "what is open is open", open_pages_keep_what_they_held);
    TCase *closed = tcase_create("what is closed is closed");
    tcase_add_checked_fixture(closed, die_of_it, NULL);
    tcase_add_test_raise_signal(closed, closed_pages_cannot_be_read, SIGSEGV);
    tcase_add_test_raise_signal(closed, pages_to_be_read_cannot_be_written, SIGSEGV);
    tcase_add_test_raise_signal(closed, what_is_behind_is_closed, SIGSEGV);
    tcase_add_test_raise_signal(closed, what_is_before_is_closed, SIGSEGV);
    suite_add_tcase(suite, closed);
}
