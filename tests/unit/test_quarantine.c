/* SPDX-License-Identifier: MIT */
/* What crashes, hangs or exits as it is looked into does so elsewhere, is told of with its reason, and is left alone from then on. */
#include "listing_fixture.h"
#include "quarantine.h"
#include "suite.h"

/* Where nothing is, but what the compiler does not know. */
#define SEGFAULT AS_IT_IS_LOADED("*(volatile int *)(unsigned long)getpid() = 1;")

/* --- the scanner --- */

/* Lists a block that does this as it is loaded, between two sound ones, and expects to be told of it in these words. */
static void expect_failure(const char *code, int64_t timeout_ns, const char *words)
{
    make_block("above", "");
    make_block("bad", code);
    make_block("clean", "");
    list_within(timeout_ns);
    expect_row("bad", "quarantined", "probe");
    assert_contains(told("bad", "error"), words);
    assert_contains(told("bad", "mend"), "loopblocks list --retry");
    expect_row("above", "block", "probe");
    expect_row("clean", "block", "probe");
    /* One for the first two, one to see whether it was the second one alone, one for the last. */
    ck_assert_uint_eq(scanners, 3);
}

START_TEST(a_crash_is_told)
{
    expect_failure(SEGFAULT, PLENTY_NS,
                   "the scan died of SIGSEGV: it touched memory that is not its own, while it was in dlopen");
}
END_TEST

START_TEST(an_abort_is_told_with_its_last_words)
{
    expect_failure(
        AS_IT_IS_LOADED("fputs(\"no licence found\", stderr); abort();"), PLENTY_NS,
        "the scan died of SIGABRT: it gave up, by abort() or an assertion, while it was in dlopen; its last words: no "
        "licence found");
}
END_TEST

START_TEST(an_exit_is_told)
{
    expect_failure(AS_IT_IS_LOADED("exit(0);"), PLENTY_NS, "the scan exited by itself with status 0, while it was in dlopen");
}
END_TEST

START_TEST(a_fork_is_told)
{
    expect_failure(AS_IT_IS_LOADED("if (fork() == 0) sleep(100);"), PLENTY_NS, "the scan forked, while it was in dlopen");
}
END_TEST

START_TEST(a_hang_ends)
{
    make_block("bad", AS_IT_IS_LOADED("for (;;) pause();"));
    list_within(LITTLE_NS);
    expect_row("bad", "quarantined", "probe");
    assert_contains(told("bad", "error"), "the scan gave no answer for 1");
    assert_contains(told("bad", "error"), " ms, while it was in dlopen");
}
END_TEST

START_TEST(what_stops_itself_ends)
{
    make_block("bad", "#include <signal.h>\n" AS_IT_IS_LOADED("raise(SIGSTOP);"));
    list_within(LITTLE_NS);
    assert_contains(told("bad", "error"), "the scan was stopped, as by SIGSTOP");
}
END_TEST

START_TEST(nobody_is_blamed_for_another_s_thread)
{
    /* It answers in good order, and its thread ends the process a little later. */
    make_block("a-bomb", "#include <pthread.h>\n#include <unistd.h>\nstatic void *end(void *x) { usleep(300000); _exit(7); "
                         "return x; }\n" AS_IT_IS_LOADED("pthread_t t; pthread_create(&t, NULL, end, NULL);"));
    make_block("bystander", AS_IT_IS_LOADED("sleep(1);"));
    list();
    expect_row("a-bomb", "block", "probe");
    expect_row("bystander", "block", "probe");
    ck_assert_uint_eq(scanners, 2);
}
END_TEST

START_TEST(without_a_scanner_nobody_is_blamed)
{
    static const char *const programs[] = {"/nowhere/loopblocks-scan", "/bin/true"};
    make_block("bare", "");
    for (size_t i = 0; i < 2; i++) {
        setenv("LOOPBLOCKS_SCAN", programs[i], 1);
        list();
        expect_row("bare", "invalid", "probe");
        assert_contains(told("bare", "error"), programs[i]);
        assert_contains(told("bare", "mend"), "LOOPBLOCKS_SCAN");
    }
    ck_assert_int_ne(access("cache/of-ours/quarantine.json", F_OK), 0);
}
END_TEST

START_TEST(a_scanner_of_another_version_is_not_asked)
{
    /* It begins as one does: helper_channel.c has the header. */
    compile("other-scan",
            "#include <stdint.h>\n#include <string.h>\n#include <unistd.h>\n"
            "static void say(const char *text)\n{\n"
            "    struct { uint32_t magic, flags; uint64_t length; int32_t sender; uint32_t unused; } header = {\n"
            "        0x4c424831, 0, strlen(text), getpid(), 0};\n"
            "    write(3, &header, sizeof header), write(3, text, strlen(text));\n}\n"
            "int main(void) { say(\"!start\"), say(\"0.0.0\"); pause(); return 0; }\n",
            "-w");
    setenv("LOOPBLOCKS_SCAN", "./other-scan", 1);
    make_block("bare", "");
    list();
    expect_row("bare", "invalid", "probe");
    assert_contains(told("bare", "error"), "program=\"./other-scan\", expected=version ");
    assert_contains(told("bare", "error"), "found=0.0.0");
    assert_contains(told("bare", "mend"), "LOOPBLOCKS_SCAN");
}
END_TEST

/* --- the quarantine --- */

static void expect_refused(const char *file)
{
    struct lbh_library *library = NULL;
    lbh_diag_clear(diag);
    ck_assert_int_eq(lbh_catalog_load(catalog, file, &library, diag), LBH_ERR_INVALID);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_INVALID,
                                                    .text = "it is quarantined: the scan died of SIGSEGV",
                                                    .mend = "loopblocks list --retry` tries again"});
    lbh_diag_clear(diag);
}

START_TEST(what_crashed_is_not_tried_again)
{
    make_block("bad", SEGFAULT);
    list();
    expect_row("bad", "quarantined", "probe");
    list();
    expect_row("bad", "quarantined", "index");
    assert_contains(told("bad", "error"), "the scan died of SIGSEGV");
    ck_assert_uint_eq(scanners, 0);
    expect_refused("plugins/bad.so");
}
END_TEST

START_TEST(its_content_is_known_under_another_name)
{
    make_block("bad", SEGFAULT);
    list();
    ck_assert(runs("mv plugins/bad.so plugins/good.so"));
    list();
    expect_row("good", "quarantined", "index");
    ck_assert_uint_eq(scanners, 0);
    expect_refused("plugins/good.so");
}
END_TEST

START_TEST(a_copy_of_it_is_refused_too)
{
    struct lbh_library *library = NULL;
    make_block("bad", SEGFAULT);
    list();
    ck_assert_int_eq(lbh_catalog_load_copy(catalog, "plugins/bad.so", &library, diag), LBH_ERR_INVALID);
    assert_contains(error_at(diag, 0)->text, "file=\"plugins/bad.so\", it is quarantined: ");
}
END_TEST

START_TEST(a_manifest_does_not_hide_it)
{
    make_block("bad", AS_IT_IS_LOADED("if (access(\"licence\", F_OK) != 0) abort();"));
    list();
    scratch_write_text("licence", "");
    write_manifest("bad");
    list();
    expect_row("bad", "quarantined", "manifest");
    list();
    expect_row("bad", "quarantined", "manifest");
    ck_assert_int_eq(lbh_quarantine_clear("cache/of-ours", diag), LBH_OK);
    list();
    expect_row("bad", "block", "index");
}
END_TEST

START_TEST(another_host_knows_of_it)
{
    make_block("bad", SEGFAULT);
    list();
    lbh_catalog_free(catalog);
    catalog = lbh_catalog_new();
    ck_assert_int_eq(lbh_catalog_set_cache(catalog, "cache/of-ours", diag), LBH_OK);
    expect_refused("plugins/bad.so");
}
END_TEST

START_TEST(a_mended_one_is_looked_into)
{
    struct lbh_library *library = NULL;
    make_block("bad", SEGFAULT);
    list();
    make_block("bad", "");
    ck_assert_int_eq(lbh_catalog_load(catalog, "plugins/bad.so", &library, diag), LBH_OK);
    list();
    expect_row("bad", "block", "probe");
}
END_TEST

START_TEST(a_cleared_one_is_tried_again)
{
    make_block("bad", AS_IT_IS_LOADED("if (access(\"licence\", F_OK) != 0) abort();"));
    list();
    expect_row("bad", "quarantined", "probe");
    ck_assert_int_eq(lbh_quarantine_clear("cache/of-ours", diag), LBH_OK);
    list();
    expect_row("bad", "quarantined", "probe");
    scratch_write_text("licence", "");
    ck_assert_int_eq(lbh_quarantine_clear("cache/of-ours", diag), LBH_OK);
    list();
    expect_row("bad", "block", "probe");
    ck_assert_int_eq(lbh_quarantine_clear("cache/of-ours", diag), LBH_OK);
}
END_TEST

START_TEST(one_that_cannot_be_cleared_says_so)
{
    ck_assert(runs("mkdir -p cache/of-ours/quarantine.json/x"));
    ck_assert_int_eq(lbh_quarantine_clear("cache/of-ours", diag), LBH_ERR_IO);
    assert_contains(error_at(diag, 0)->text, "cannot clear the quarantine: file=\"cache/of-ours/quarantine.json\"");
}
END_TEST

START_TEST(a_broken_quarantine_is_empty)
{
    static const char *const texts[] = {"", "{", "[]", "{\"loopblocks_quarantine\": 2, \"contents\": {}}",
                                        "{\"loopblocks_quarantine\": 1, \"contents\": []}"};
    make_block("bad", SEGFAULT);
    list();
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        scratch_write_text("cache/of-ours/quarantine.json", texts[i]);
        list();
        expect_row("bad", "quarantined", "probe");
        list();
        expect_row("bad", "quarantined", "index");
    }
}
END_TEST

START_TEST(without_a_cache_it_is_told_and_not_kept)
{
    make_block("bad", SEGFAULT);
    ck_assert_int_eq(lbh_catalog_set_cache(catalog, NULL, diag), LBH_OK);
    for (int i = 0; i < 2; i++) {
        list();
        expect_row("bad", "invalid", "probe");
        assert_contains(told("bad", "error"), "the scan died of SIGSEGV");
    }
}
END_TEST

SUITE("quarantine")
{
    PROMISE_WITH(suite, "a bad library ends the scan, not the program", listing_setup, listing_teardown, a_crash_is_told,
                 an_abort_is_told_with_its_last_words, an_exit_is_told, a_fork_is_told, a_hang_ends, what_stops_itself_ends,
                 nobody_is_blamed_for_another_s_thread, without_a_scanner_nobody_is_blamed,
                 a_scanner_of_another_version_is_not_asked);
    PROMISE_WITH(suite, "it is left alone from then on", listing_setup, listing_teardown, what_crashed_is_not_tried_again,
                 its_content_is_known_under_another_name, a_copy_of_it_is_refused_too, a_manifest_does_not_hide_it,
                 another_host_knows_of_it, without_a_cache_it_is_told_and_not_kept, a_broken_quarantine_is_empty);
    PROMISE_WITH(suite, "and gets another chance", listing_setup, listing_teardown, a_mended_one_is_looked_into,
                 a_cleared_one_is_tried_again, one_that_cannot_be_cleared_says_so);
}
