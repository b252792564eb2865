/* SPDX-License-Identifier: MIT */
/* Tests of helpers that fail: every way in which one does is told, with the step during which it did. */
#include "helper_process.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helper_fixture.h"
#include "suite.h"

#define MAGIC "0x4c424831" /* how a message begins */

/* Has it do something after which it does not answer, or not well, and checks what is said of that. */
static void expect_failure(const char *message, int64_t patience_ns, const char *text, const char *mend)
{
    char *answer = NULL;
    size_t length = 0;
    tell_it(message);
    expect_answer("ready");
    ck_assert_int_eq(lbh_helper_receive(helper, in(patience_ns), &answer, &length, diag), LBH_ERR_BLOCK);
    ck_assert_ptr_null(answer);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_BLOCK, .text = text, .mend = mend});
    assert_contains(lbh_diag_text(diag), "while it was in create of \"denoise.clip\"");
    /* From now on it is only to be ended. */
    ck_assert_int_eq(lbh_helper_send(helper, "", 0, in(LONG), NULL), LBH_ERR_BLOCK);
    ck_assert_int_eq(lbh_helper_receive(helper, in(LONG), &answer, &length, NULL), LBH_ERR_BLOCK);
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
    ck_assert_int_eq(errno, ECHILD);
    expect_end_without_remark();
}

START_TEST(a_crash_is_told_by_its_signal)
{
    expect_failure("touch-nothing", LONG, "the rehearsal died of SIGSEGV: it touched memory that is not its own, while it",
                   "debugger");
    lbh_diag_clear(diag);
    start();
    expect_failure("signal 8", LONG, "the rehearsal died of SIGFPE: it divided an integer by zero", "debugger");
    lbh_diag_clear(diag);
    start();
    expect_failure("signal 9", LONG, "the rehearsal died of SIGKILL: it was killed from outside, or memory ran out", NULL);
    lbh_diag_clear(diag);
    start();
    expect_failure("signal 10", LONG, "the rehearsal died of SIGUSR1, while", NULL);
    lbh_diag_clear(diag);
    start();
    expect_failure("signal 40", LONG, "the rehearsal died of signal 40, while", NULL);
}
END_TEST

START_TEST(last_words_are_told)
{
    expect_failure("assert clip.c:12: call: Assertion `low < high' failed.", LONG, "died of SIGABRT: it gave up", NULL);
    assert_contains(lbh_diag_text(diag), "; its last words: clip.c:12: call: Assertion `low < high' failed.\n");
}
END_TEST

START_TEST(last_words_become_one_line_of_text)
{
    char message[900] = "assert ";
    memset(message + 7, 'x', 600);
    strcpy(message + 607, "two\nlines\t\033[31m\xff\xfe");
    expect_failure(message, LONG, "died of SIGABRT", NULL);
    assert_contains(lbh_diag_text(diag), "; its last words: ...xxx");
    assert_contains(lbh_diag_text(diag), "xtwo lines  [31m??\n");
    ck_assert_uint_lt(strlen(lbh_diag_text(diag)), 800);
}
END_TEST

START_TEST(an_exit_is_told_by_its_status)
{
    expect_failure("exit 3", LONG, "the rehearsal exited by itself with status 3, while", "says so with lb_fail");
    lbh_diag_clear(diag);
    start();
    expect_failure("exit 0", LONG, "the rehearsal exited by itself with status 0, while", "never ends the process");
}
END_TEST

START_TEST(one_that_hangs_is_given_up)
{
    expect_failure("hang", 200 * MILLISECOND, "the rehearsal gave no answer for ", "only slow");
    lbh_diag_clear(diag);
    start();
    expect_failure("hold-on", 200 * MILLISECOND, "the rehearsal gave no answer for ", NULL);
    lbh_diag_clear(diag);
    start();
    expect_failure("stop", 1000 * MILLISECOND, "was stopped, as by SIGSTOP, and gave no answer for ", NULL);
}
END_TEST

START_TEST(one_that_only_talks_is_given_up)
{
    expect_failure("announce-forever denoise.clip", 200 * MILLISECOND, "the rehearsal gave no answer for ", NULL);
    lbh_diag_clear(diag);
    start();
    expect_failure("write-forever words ", 200 * MILLISECOND, "the rehearsal gave no answer for ", NULL);
    assert_contains(lbh_diag_text(diag), "words words words");
}
END_TEST

START_TEST(a_fork_is_refused)
{
    expect_failure("fork well", LONG, "the rehearsal forked, while", "starts no processes");
    lbh_diag_clear(diag);
    start();
    expect_failure("fork-speaker hello", LONG, "the rehearsal forked, and the child speaks in its place",
                   "starts no processes");
}
END_TEST

START_TEST(a_death_is_seen_though_a_child_holds_the_channel)
{
    expect_failure("die-before-child", LONG, "the rehearsal exited by itself with status 4", NULL);
}
END_TEST

START_TEST(a_spoiled_channel_is_told)
{
    expect_failure("close", LONG, "the rehearsal closed its channel to the host", "closes no descriptor");
    lbh_diag_clear(diag);
    start();
    expect_failure("nonsense printf to the wrong descriptor", LONG, "what is no message: something wrote to its descriptor 3",
                   "writes to no descriptor");
    lbh_diag_clear(diag);
    start();
    expect_failure("nonsense half", 200 * MILLISECOND, "gave no answer", NULL);
    lbh_diag_clear(diag);
    start();
    expect_failure("promise 0x4c424830 0", LONG, "what is no message", NULL);
    lbh_diag_clear(diag);
    start();
    expect_failure("promise " MAGIC " 0xffffffffffffffff", LONG, "what is no message", NULL);
    lbh_diag_clear(diag);
    start();
    expect_failure("promise " MAGIC " 268435457", LONG, "what is no message", NULL);
    lbh_diag_clear(diag);
    start();
    expect_failure("promise " MAGIC " 268435456", 200 * MILLISECOND, "gave no answer", NULL);
}
END_TEST

START_TEST(a_file_is_no_message_and_a_message_no_file)
{
    int fd = -1;
    tell_it("answer words");
    ck_assert_int_eq(lbh_helper_receive_fd(helper, in(LONG), &fd, diag), LBH_ERR_BLOCK);
    ck_assert_int_eq(fd, -1);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_BLOCK, .text = "no message"});
    lbh_helper_end(helper, NULL);
    lbh_diag_clear(diag);
    start();
    char *answer = NULL;
    size_t length = 0;
    tell_it("exchange-files");
    fd = memfd_create("question", MFD_CLOEXEC);
    ck_assert_int_eq(ftruncate(fd, 8), 0);
    ck_assert_int_eq(lbh_helper_send_fd(helper, fd, in(LONG), diag), LBH_OK);
    close(fd);
    ck_assert_int_eq(lbh_helper_receive(helper, in(LONG), &answer, &length, diag), LBH_ERR_BLOCK);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_BLOCK, .text = "no message"});
}
END_TEST

START_TEST(failure_to_send_is_told_like_any_other)
{
    char *bytes = calloc(1, LARGE);
    ck_assert_ptr_nonnull(bytes);
    tell_it("hang");
    ck_assert_int_eq(lbh_helper_send(helper, bytes, LARGE, in(200 * MILLISECOND), diag), LBH_ERR_BLOCK);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_BLOCK, .text = "gave no answer for "});
    assert_contains(lbh_diag_text(diag), "while it was in create of \"denoise.clip\""); /* although nobody had listened */
    lbh_helper_end(helper, diag);
    lbh_diag_clear(diag);
    start();
    tell_it("exit 5");
    ck_assert_int_eq(lbh_helper_send(helper, bytes, LARGE, in(LONG), diag), LBH_ERR_BLOCK);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_BLOCK, .text = "exited by itself with status 5, while"});
    free(bytes);
}
END_TEST

START_TEST(a_program_that_is_no_helper_is_told)
{
    char *answer = NULL;
    size_t length = 0;
    lbh_helper_end(helper, diag);
    setenv("HELPER_EARLY_END", "7", 1);
    start();
    ck_assert_int_eq(lbh_helper_receive(helper, in(LONG), &answer, &length, diag), LBH_ERR_BLOCK);
    unsetenv("HELPER_EARLY_END");
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_BLOCK,
                                                    .text = "the rehearsal exited by itself with status 7, before it had begun",
                                                    .mend = "LOOPBLOCKS_REHEARSE"});
    assert_contains(lbh_diag_text(diag), "helper_modes\"; its last words: no start\n");
}
END_TEST

START_TEST(a_host_may_ignore_its_children)
{
    char *answer = NULL;
    size_t length = 0;
    signal(SIGCHLD, SIG_IGN);
    tell_it("answer yes");
    expect_answer("yes");
    expect_end_without_remark();
    start();
    tell_it("exit 3");
    expect_answer("ready");
    ck_assert_int_eq(lbh_helper_receive(helper, in(LONG), &answer, &length, diag), LBH_ERR_BLOCK);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_BLOCK, .text = "ended, and how is not known"});
    expect_end_without_remark();
    struct lbh_helper *none = NULL;
    ck_assert_int_eq(lbh_helper_start("/nowhere/at/all", &none, NULL), LBH_ERR_IO);
    signal(SIGCHLD, SIG_DFL);
}
END_TEST

SUITE("helper_failures")
{
    PROMISE_WITH(suite, "an end is told", helper_setup, helper_teardown, a_crash_is_told_by_its_signal, last_words_are_told,
                 last_words_become_one_line_of_text, an_exit_is_told_by_its_status,
                 a_death_is_seen_though_a_child_holds_the_channel, a_program_that_is_no_helper_is_told,
                 a_host_may_ignore_its_children);
    PROMISE_WITH(suite, "silence is told", helper_setup, helper_teardown, one_that_hangs_is_given_up,
                 one_that_only_talks_is_given_up);
    PROMISE_WITH(suite, "a fork is told", helper_setup, helper_teardown, a_fork_is_refused);
    PROMISE_WITH(suite, "a spoiled channel is told", helper_setup, helper_teardown, a_spoiled_channel_is_told,
                 a_file_is_no_message_and_a_message_no_file, failure_to_send_is_told_like_any_other);
}
