/* SPDX-License-Identifier: MIT */
/* Tests of helpers: they are spoken with, get nothing that could harm, and leave nothing. */
#include "helper_process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "dylib.h"
#include "helper_fixture.h"
#include "suite.h"

START_TEST(messages_arrive_as_they_are)
{
    static const char bytes[] = "zeros\0in\0between";
    char *answer = NULL;
    size_t length = 0;
    ck_assert_int_eq(lbh_helper_send(helper, bytes, sizeof bytes, in(LONG), diag), LBH_OK);
    ck_assert_int_eq(lbh_helper_receive(helper, in(LONG), &answer, &length, diag), LBH_OK);
    ck_assert_uint_eq(length, sizeof bytes);
    ck_assert_mem_eq(answer, bytes, sizeof bytes);
    free(answer);
    tell_it("");
    expect_answer("");
    expect_end_without_remark();
}
END_TEST

START_TEST(a_large_message_arrives_both_ways)
{
    char *answer = NULL;
    size_t length = 0;
    char *bytes = malloc(LARGE);
    ck_assert_ptr_nonnull(bytes);
    for (size_t i = 0; i < LARGE; i++) bytes[i] = (char)('a' + i % 26);
    tell_it("answer-at-length 100000000");
    ck_assert_int_eq(lbh_helper_receive(helper, in(LONG), &answer, &length, diag), LBH_OK);
    ck_assert_uint_eq(length, LARGE);
    ck_assert(memcmp(answer, bytes, LARGE) == 0);
    free(answer);
    ck_assert_int_eq(lbh_helper_send(helper, bytes, LARGE, in(LONG), diag), LBH_OK);
    ck_assert_int_eq(lbh_helper_receive(helper, in(LONG), &answer, &length, diag), LBH_OK);
    ck_assert_uint_eq(length, LARGE);
    ck_assert(memcmp(answer, bytes, LARGE) == 0);
    free(answer);
    free(bytes);
}
END_TEST

static void do_nothing(int number)
{
    (void)number;
}

START_TEST(signals_do_not_disturb)
{
    const struct itimerval often = {{.tv_usec = 200}, {.tv_usec = 200}}, never = {0};
    sigaction(SIGALRM, &(struct sigaction){.sa_handler = do_nothing}, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
    for (int i = 0; i < 20; i++) {
        char *answer = NULL;
        size_t length = 0;
        tell_it("answer-at-length 2000000");
        ck_assert_int_eq(lbh_helper_receive(helper, in(LONG), &answer, &length, diag), LBH_OK);
        ck_assert_uint_eq(length, 2000000);
        ck_assert_int_eq(lbh_helper_send(helper, answer, length, in(LONG), diag), LBH_OK);
        free(answer);
        ck_assert_int_eq(lbh_helper_receive(helper, in(LONG), &answer, &length, diag), LBH_OK);
        ck_assert_uint_eq(length, 2000000);
        free(answer);
        expect_end_without_remark();
        start();
    }
    setitimer(ITIMER_REAL, &never, NULL);
    signal(SIGALRM, SIG_DFL);
}
END_TEST

START_TEST(too_large_a_message_is_refused_and_does_no_harm)
{
    ck_assert_int_eq(lbh_helper_send(helper, "", (size_t)1 << 40, in(LONG), diag), LBH_ERR_INVALID);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_INVALID, .text = "expected=at most 268435456 bytes"});
    tell_it("answer yes");
    expect_answer("yes");
}
END_TEST

START_TEST(files_are_passed_both_ways)
{
    uint64_t number = 41;
    int fd = memfd_create("question", MFD_CLOEXEC);
    ck_assert_int_eq(pwrite(fd, &number, sizeof number, 0), sizeof number);
    tell_it("exchange-files");
    ck_assert_int_eq(lbh_helper_send_fd(helper, fd, in(LONG), diag), LBH_OK);
    ck_assert_int_eq(close(fd), 0);
    ck_assert_int_eq(lbh_helper_receive_fd(helper, in(LONG), &fd, diag), LBH_OK);
    ck_assert_int_eq(pread(fd, &number, sizeof number, 0), sizeof number);
    ck_assert_uint_eq(number, 42);
    ck_assert(fcntl(fd, F_GETFD) & FD_CLOEXEC);
    close(fd);
    expect_end_without_remark();
}
END_TEST

/* It answers before it was told all: what is sent then, in whatever time, is no failure. */
START_TEST(an_early_answer_is_heard_after_more_was_sent)
{
    const int file = memfd_create("more", MFD_CLOEXEC);
    tell_it("answer-early no");
    for (int i = 0; i < 3; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 20 * MILLISECOND}, NULL);
        tell_it("more");
        nanosleep(&(struct timespec){.tv_nsec = 20 * MILLISECOND}, NULL);
        ck_assert_msg(lbh_helper_send_fd(helper, file, in(LONG), diag) == LBH_OK, "%s", lbh_diag_text(diag));
    }
    close(file);
    expect_answer("no");
}
END_TEST

START_TEST(announcements_are_kept_and_no_answers)
{
    ck_assert_str_eq(lbh_helper_borrow_step(helper), "");
    tell_it("announce denoise.clip");
    expect_answer("answer");
    ck_assert_str_eq(lbh_helper_borrow_step(helper), "prepare denoise.clip");
}
END_TEST

START_TEST(one_that_writes_much_is_not_held_up)
{
    tell_it("write-much done");
    expect_answer("done");
}
END_TEST

static void expect_good_circumstances(void)
{
    struct rlimit core, cores_wanted;
    setenv("HELPER_TEST", "this environment", 1);
    getrlimit(RLIMIT_CORE, &core);
    cores_wanted = core;
    cores_wanted.rlim_cur = core.rlim_max;
    setrlimit(RLIMIT_CORE, &cores_wanted);
    start();
    setrlimit(RLIMIT_CORE, &core);
    tell_it("circumstances HELPER_TEST");
    expect_answer(
        "4 descriptors, leads, stdin 0, stdout null, none blocked, 0 ignored, no core, channel private, this environment");
}

START_TEST(it_has_nothing_of_the_host_but_the_environment)
{
    sigset_t blocked;
    lbh_helper_end(helper, diag);
    const int open_to_children = open("/dev/null", O_RDONLY); /* NOLINT: not close-on-exec, on purpose */
    ck_assert_int_ge(open_to_children, 0);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    sigprocmask(SIG_BLOCK, &blocked, NULL);
    signal(SIGUSR2, SIG_IGN);
    expect_good_circumstances();
    signal(SIGUSR2, SIG_DFL);
    sigprocmask(SIG_UNBLOCK, &blocked, NULL);
    close(open_to_children);
}
END_TEST

START_TEST(a_host_may_have_closed_its_standard_streams)
{
    int saved[3];
    lbh_helper_end(helper, diag);
    for (int i = 0; i < 3; i++) saved[i] = fcntl(i, F_DUPFD_CLOEXEC, 10);
    for (int i = 0; i < 3; i++) close(i);
    lbh_helper_start(program, &helper, diag);
    for (int i = 0; i < 3; i++) {
        dup2(saved[i], i);
        close(saved[i]);
    }
    ck_assert_uint_eq(lbh_diag_count(diag), 0);
    tell_it("circumstances PWD_THAT_IS_NOT_SET");
    expect_answer("4 descriptors, leads, stdin 0, stdout null, none blocked, 0 ignored, no core, channel private, nothing");
}
END_TEST

START_TEST(a_program_that_cannot_be_started_is_told)
{
    struct lbh_helper *none = NULL;
    ck_assert_int_eq(lbh_helper_start("/nowhere/loopblocks-rehearse", &none, diag), LBH_ERR_IO);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_IO,
                                                    .text = "program=\"/nowhere/loopblocks-rehearse\", No such file",
                                                    .mend = "LOOPBLOCKS_REHEARSE"});
    ck_assert_ptr_null(none);
    lbh_diag_clear(diag);
    ck_assert_int_eq(lbh_helper_start("/", &none, diag), LBH_ERR_IO);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_IO, .text = "program=\"/\", Permission denied"});
    ck_assert_ptr_null(none);
}
END_TEST

START_TEST(the_program_is_the_one_named_or_the_installed_one)
{
    const char *built_program = getenv("LOOPBLOCKS_REHEARSE");
    char *found = lbh_dylib_rehearsal_program();
    if (built_program) ck_assert_str_eq(found, built_program);
    free(found);
    setenv("LOOPBLOCKS_REHEARSE", "", 1);
    found = lbh_dylib_rehearsal_program();
    ck_assert_str_eq(found, LBH_LIBEXEC_DIR "/loopblocks-rehearse");
    free(found);
}
END_TEST

START_TEST(the_program_is_a_helper)
{
    char *answer = NULL;
    size_t length = 0;
    lbh_helper_end(helper, diag);
    built(program, "host/loopblocks-rehearse");
    start();
    tell_it("{}");
    /* Whatever it makes of that, it has begun. */
    if (lbh_helper_receive(helper, in(LONG), &answer, &length, diag) != LBH_OK)
        assert_contains(lbh_diag_text(diag), ", while it was in ");
    free(answer);
}
END_TEST

static void expect_remark_at_end(const char *name)
{
    char text[100];
    snprintf(text, sizeof text, ", name=\"%s\"", name);
    ck_assert_int_eq(lbh_helper_end(helper, diag), LBH_ERR_BLOCK);
    helper = NULL;
    assert_one_error(
        diag, &(struct expected_error){.status = LBH_ERR_BLOCK, .text = "left another process behind: pid=", .mend = "waits"});
    assert_contains(lbh_diag_text(diag), text);
    const pid_t pid = (pid_t)atoi(strstr(lbh_diag_text(diag), "pid=") + 4);
    /* It was killed: whoever adopts it, if anybody, has to notice that first. */
    for (int i = 0; i < 10000; i++) {
        char path[64], line[256] = "";
        snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
        FILE *stat = fopen(path, "r");
        if (!stat) return;
        const char *end = fgets(line, sizeof line, stat) ? strrchr(line, ')') : NULL;
        fclose(stat);
        if (!end || end[2] == 'Z' || end[2] == 'X') return;
        usleep(1000);
    }
    ck_abort_msg("process %d still lives", (int)pid);
}

START_TEST(what_is_left_behind_is_told_and_killed)
{
    tell_it("fork-remainder done");
    expect_answer("done");
    expect_remark_at_end("helper_modes");
    lbh_diag_clear(diag);
    start();
    tell_it("program done");
    expect_answer("done");
    expect_remark_at_end("sleep");
}
END_TEST

START_TEST(a_zombie_is_not_left_behind)
{
    tell_it("zombie done");
    expect_answer("done");
    expect_end_without_remark();
}
END_TEST

static size_t count_entries(const char *path)
{
    size_t count = 0;
    DIR *folder = opendir(path);
    ck_assert_ptr_nonnull(folder);
    while (readdir(folder)) count++;
    closedir(folder);
    return count;
}

START_TEST(two_hundred_leave_nothing)
{
    static const char *const ends[] = {"answer ready", "exit 1", "touch-nothing",
                                       "fork x",       "close",  "nonsense nonsense of length"};
    lbh_helper_end(helper, diag);
    const size_t descriptors = count_entries("/proc/self/fd");
    const size_t threads = count_entries("/proc/self/task");
    for (size_t i = 0; i < 200; i++) {
        start();
        tell_it(ends[i % 6]);
        expect_answer("ready");
        char *answer = NULL;
        size_t length = 0;
        if (i % 2) ck_assert_int_ne(lbh_helper_receive(helper, in(20 * MILLISECOND), &answer, &length, NULL), LBH_OK);
        lbh_helper_end(helper, NULL);
    }
    helper = NULL;
    ck_assert_uint_eq(count_entries("/proc/self/fd"), descriptors);
    ck_assert_uint_eq(count_entries("/proc/self/task"), threads);
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
    ck_assert_int_eq(errno, ECHILD);
}
END_TEST

static void *use_one_and_leave_one(void *unused)
{
    (void)unused;
    struct lbh_helper *own = NULL;
    char *answer = NULL;
    size_t length = 0;
    for (int i = 0; i < 10; i++) {
        if (lbh_helper_start(program, &own, NULL) != LBH_OK) return NULL;
        if (lbh_helper_send(own, "answer yes", 10, in(LONG), NULL) != LBH_OK) return NULL;
        if (lbh_helper_receive(own, in(LONG), &answer, &length, NULL) != LBH_OK) return NULL;
        free(answer);
        if (lbh_helper_end(own, NULL) != LBH_OK) return NULL;
    }
    return lbh_helper_start(program, &own, NULL) == LBH_OK && lbh_helper_send(own, "hang", 4, in(LONG), NULL) == LBH_OK &&
                   lbh_helper_receive(own, in(LONG), &answer, &length, NULL) == LBH_OK
               ? (free(answer), own)
               : NULL;
}

START_TEST(threads_have_their_own_and_take_them_along)
{
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++) ck_assert_int_eq(pthread_create(&threads[i], NULL, use_one_and_leave_one, NULL), 0);
    for (size_t i = 0; i < 4; i++) {
        void *left = NULL;
        char *answer = NULL;
        size_t length = 0;
        ck_assert_int_eq(pthread_join(threads[i], &left), 0);
        ck_assert_ptr_nonnull(left);
        lbh_diag_clear(diag);
        ck_assert_int_eq(lbh_helper_receive(left, in(LONG), &answer, &length, diag), LBH_ERR_BLOCK);
        assert_contains(lbh_diag_text(diag), "died of SIGKILL");
        lbh_helper_end(left, diag);
    }
}
END_TEST

START_TEST(nothing_can_be_ended)
{
    ck_assert_int_eq(lbh_helper_end(NULL, diag), LBH_OK);
}
END_TEST

SUITE("helper_process")
{
    PROMISE_WITH(suite, "a helper is spoken with", helper_setup, helper_teardown, messages_arrive_as_they_are,
                 a_large_message_arrives_both_ways, too_large_a_message_is_refused_and_does_no_harm, signals_do_not_disturb,
                 files_are_passed_both_ways, an_early_answer_is_heard_after_more_was_sent,
                 announcements_are_kept_and_no_answers, one_that_writes_much_is_not_held_up);
    PROMISE_WITH(suite, "it is started with nothing that could harm", helper_setup, helper_teardown,
                 it_has_nothing_of_the_host_but_the_environment, a_host_may_have_closed_its_standard_streams);
    PROMISE_WITH(suite, "the right program is started", helper_setup, helper_teardown, a_program_that_cannot_be_started_is_told,
                 the_program_is_the_one_named_or_the_installed_one, the_program_is_a_helper);
    PROMISE_WITH(suite, "nothing of it stays", helper_setup, helper_teardown, what_is_left_behind_is_told_and_killed,
                 a_zombie_is_not_left_behind, two_hundred_leave_nothing, threads_have_their_own_and_take_them_along,
                 nothing_can_be_ended);
}
