/* SPDX-License-Identifier: MIT */
/* Tests that libraries are refused before the system's limit of mappings is reached. */
#include "mappings.h"

#include <sys/mman.h>
#include <unistd.h>

#include "errors.h"
#include "suite.h"

static struct lbh_diag *diag;

static void setup(void)
{
    diag = lbh_diag_new();
}

static void teardown(void)
{
    lbh_diag_free(diag);
}

START_TEST(libraries_are_refused_while_mappings_are_left)
{
    ck_assert_int_eq(lbh_mappings_check("a.so", 0, NULL, diag), LBH_OK);
    size_t spare = 0, more = 0;
    ck_assert_int_eq(lbh_mappings_check("a.so", 100000, &spare, diag), LBH_OK);
    ck_assert_int_eq(lbh_mappings_check("a.so", 200000, &more, diag), LBH_OK);
    ck_assert_uint_eq(more, spare + 100000);
    ck_assert_uint_lt(spare, 100000 - LBH_MAPPINGS_RESERVE);
    ck_assert_int_eq(lbh_mappings_check("a.so", LBH_MAPPINGS_RESERVE, NULL, diag), LBH_ERR_MEMORY);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_MEMORY,
                                                    .text = "cannot load library: file=\"a.so\", of 1000 mappings",
                                                    .mend = "sysctl vm.max_map_count=2000"});
    assert_contains(error_at(diag, 0)->text, "expected=at least 1000 left, found=");
}
END_TEST

START_TEST(every_mapping_counts)
{
    /* One page in two may be written to: none of them can share a mapping with the next. */
    enum { PAGES = 400 };
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t limit = LBH_MAPPINGS_RESERVE;
    while (lbh_mappings_check("a.so", limit + 200, NULL, NULL) != LBH_OK) limit += 10;
    char *memory = mmap(NULL, PAGES * page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ck_assert_ptr_ne(memory, MAP_FAILED);
    for (size_t i = 0; i < PAGES; i += 2) mprotect(memory + i * page, page, PROT_READ | PROT_WRITE);
    ck_assert_int_eq(lbh_mappings_check("a.so", limit + 200, NULL, NULL), LBH_ERR_MEMORY);
    ck_assert_int_eq(lbh_mappings_check("a.so", limit + 200 + PAGES + 100, NULL, NULL), LBH_OK);
    munmap(memory, PAGES * page);
    ck_assert_int_eq(lbh_mappings_check("a.so", limit + 300, NULL, NULL), LBH_OK);
}
END_TEST

SUITE("mappings")
{
    PROMISE_WITH(suite, "mappings do not run out", setup, teardown, libraries_are_refused_while_mappings_are_left,
                 every_mapping_counts);
}
