/* SPDX-License-Identifier: MIT */
/* Wherever memory runs out as plugins are listed, that is a status or costs a remark, and is given back. */
#include "failing_malloc.h"
#include "listing_fixture.h"
#include "quarantine.h"
#include "suite.h"

/* Lists with the first request failing, then the second, and so on, until none fails. `before` is done each time. */
static void sweep(const char *before)
{
    for (size_t n = 0;; n++) {
        if (before) ck_assert(runs(before));
        const size_t held_before = pieces_held;
        struct lbh_diag *own = lbh_diag_new();
        fail_after(n);
        json_t *list = lbh_listing_make(catalog, PLENTY_NS, NULL, own);
        const bool failed = has_failed();
        const bool had_none = lbh_diag_count(own) == 1 && lbh_diag_borrow_error(own, 0)->status == LBH_ERR_MEMORY;
        const bool is_listed = list != NULL;
        json_decref(list);
        lbh_diag_free(own);
        const size_t held_after = pieces_held;
        ck_assert_msg(is_listed || (failed && had_none), "request %zu: neither a list nor a reason", n);
        ck_assert_msg(held_after <= held_before, "request %zu: %zu pieces are not given back", n, held_after - held_before);
        if (!failed) return;
    }
}

#define FORGET "rm -rf cache"

START_TEST(manifests_survive)
{
    make_block("told", "");
    write_manifest("told");
    sweep(FORGET);
}
END_TEST

START_TEST(the_index_survives)
{
    make_block("told", "");
    write_manifest("told");
    list();
    sweep(NULL);
    list();
    expect_row("told", "block", "index");
}
END_TEST

START_TEST(what_is_not_believed_survives)
{
    make_block("told", "");
    scratch_write_text("plugins/told.block.json", "{\"loopblocks_block\": 2}");
    list();
    sweep(NULL);
}
END_TEST

START_TEST(probes_survive)
{
    make_block("bare", "");
    scratch_write_text("plugins/text.so", "no library\n");
    sweep(FORGET);
}
END_TEST

START_TEST(the_quarantine_survives)
{
    make_block("bad", AS_IT_IS_LOADED("abort();"));
    sweep(FORGET);
    list();
    sweep(NULL);
    ck_assert(runs("grep -q SIGABRT cache/of-ours/quarantine.json"));
}
END_TEST

SUITE("listing without memory")
{
    PROMISE_WITH(suite, "no memory is a status, wherever it runs out", listing_setup, listing_teardown, manifests_survive,
                 the_index_survives, what_is_not_believed_survives, probes_survive, the_quarantine_survives);
}
