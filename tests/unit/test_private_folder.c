/* SPDX-License-Identifier: MIT */
/* Tests of the folder of private copies: where it is, and that nobody's is left behind or taken away. */
#include "private_folder.h"

#include <signal.h>
#include <sys/file.h>

#include "generation_fixture.h"
#include "mounted.h"

/* --- where it is --- */

START_TEST(a_copy_is_found_from_any_working_directory)
{
    scratch_write_text("a.so", "abc");
    const struct lbh_generation *generation = copy("a.so");
    ck_assert_int_eq(chdir("/"), 0);
    ck_assert_int_eq(access(generation->file, R_OK | X_OK), 0);
    lbh_generations_free(generations);
    generations = NULL;
    ck_assert_int_eq(chdir(scratch_folder), 0);
    ck_assert_int_eq(count_in("tmp", NULL, 0), 0);
}
END_TEST

START_TEST(no_descriptor_is_left_to_a_program_that_is_started)
{
    const int before = count_in("/proc/self/fd", NULL, 0);
    scratch_write_text("a.so", "abc");
    copy("a.so");
    for (int fd = 3; fd < 1024; fd++)
        if (fcntl(fd, F_GETFD) >= 0) {
            char link[64], target[1024] = "";
            snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
            if (readlink(link, target, sizeof target - 1) > 0 && strstr(target, "/tmp/loopblocks-"))
                ck_assert_int_ne(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
        }
    for (int i = 0; i < 10; i++) copy("a.so");
    ck_assert_int_eq(count_in("/proc/self/fd", NULL, 0), before + 1); /* the lock on the folder */
}
END_TEST

static void copy_to_where_nothing_runs(void)
{
    scratch_write_text("a.so", "abc");
    if (!mount_memory("tmp", MS_NOEXEC, "")) return;
    refuse("a.so", LBH_ERR_IO, "/tmp\", expected=files that can be run, found=a file system mounted noexec", "set TMPDIR");
    ck_assert_int_eq(count_in("tmp", NULL, 0), 0);
}

START_TEST(a_folder_from_which_nothing_can_be_run_is_refused)
{
    ck_assert_int_eq(in_child(copy_to_where_nothing_runs), 0);
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_named)
{
    static char nowhere[] = "TMPDIR=/nowhere";
    copy_to(nowhere);
    scratch_write_text("a.so", "abc");
    refuse("a.so", LBH_ERR_IO, "cannot keep copies of libraries: folder=\"/nowhere\", No such file or directory", "set TMPDIR");
    ck_assert_int_eq(lbh_generations_prepare(generations, diag), LBH_ERR_IO);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_IO, .text = "/nowhere", .mend = "set TMPDIR"});
    lbh_diag_clear(diag);
    copy_to(to_tmp);
    copy("a.so");
}
END_TEST

START_TEST(a_folder_that_was_taken_away_is_told)
{
    char folder[1024];
    scratch_write_text("a.so", "abc");
    ck_assert_int_eq(lbh_generations_prepare(generations, diag), LBH_OK);
    ck_assert_int_eq(count_in("tmp", folder, sizeof folder), 1);
    ck_assert_int_eq(rmdir(folder), 0);
    refuse("a.so", LBH_ERR_IO, "No such file or directory", "set TMPDIR to a folder that stays");
}
END_TEST

/* --- nothing stays behind --- */

START_TEST(no_copy_makes_no_folder)
{
    ck_assert_ptr_null(lbh_generations_find(generations, "a.so"));
    ck_assert_int_eq(count_in("tmp", NULL, 0), 0);
}
END_TEST

START_TEST(the_copies_go_with_the_store)
{
    scratch_write_text("a.so", "abc");
    scratch_write_text("b.so", "b");
    copy("a.so"), copy("b.so");
    ck_assert_int_eq(count_in("tmp", NULL, 0), 1);
    lbh_generations_free(generations);
    generations = NULL;
    ck_assert_int_eq(count_in("tmp", NULL, 0), 0);
    ck_assert_int_eq(access("a.so", F_OK), 0);
    lbh_generations_free(NULL);
}
END_TEST

static void free_store(void)
{
    lbh_generations_free(generations);
}

static void copy_another(void)
{
    const struct lbh_generation *generation = NULL;
    char expected[64], file[5000];
    snprintf(expected, sizeof expected, "/loopblocks-%ld-", (long)getpid());
    if (lbh_generations_copy(generations, "b.so", &generation, NULL) != LBH_OK) _exit(1);
    if (!strstr(generation->file, expected) || access(generation->file, F_OK) != 0) _exit(2);
    snprintf(file, sizeof file, "%s", generation->file);
    lbh_generations_free(generations);
    if (access(file, F_OK) == 0) _exit(3);
}

START_TEST(a_child_leaves_its_parent_s_copies_alone)
{
    scratch_write_text("a.so", "abc");
    scratch_write_text("b.so", "b");
    const struct lbh_generation *generation = copy("a.so");
    ck_assert_int_eq(in_child(free_store), 0);
    ck_assert_int_eq(access(generation->file, F_OK), 0);
    ck_assert_int_eq(in_child(copy_another), 0);
    ck_assert_int_eq(access(generation->file, F_OK), 0);
    ck_assert_int_eq(count_in("tmp", NULL, 0), 1);
}
END_TEST

static void copy_and_crash(void)
{
    const struct lbh_generation *generation = NULL;
    if (lbh_generations_copy(generations, "a.so", &generation, NULL) != LBH_OK) _exit(1);
    kill(getpid(), SIGKILL);
}

START_TEST(what_a_crashed_process_left_is_removed)
{
    scratch_write_text("a.so", "abc");
    const int status = in_child(copy_and_crash);
    ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    char left[1024] = "";
    ck_assert_int_eq(count_in("tmp", left, sizeof left), 1);
    ck_assert_int_eq(count_in(left, NULL, 0), 1);
    copy("a.so");
    ck_assert_int_ne(access(left, F_OK), 0);
    ck_assert_int_eq(count_in("tmp", NULL, 0), 1);
}
END_TEST

static int channel[2];

/* Crashes, and leaves a child in the code of its libraries. */
static void copy_fork_and_crash(void)
{
    const struct lbh_generation *generation = NULL;
    if (lbh_generations_copy(generations, "a.so", &generation, NULL) != LBH_OK) _exit(1);
    const pid_t child = fork();
    if (child == 0) {
        char byte;
        close(channel[1]);
        _exit(read(channel[0], &byte, 1) == 0 ? 0 : 1); /* until the test closes the other end */
    }
    kill(getpid(), SIGKILL);
}

START_TEST(what_a_child_of_a_crashed_process_runs_is_left_alone)
{
    char left[1024] = "";
    scratch_write_text("a.so", "abc");
    ck_assert_int_eq(pipe(channel), 0);
    ck_assert(WIFSIGNALED(in_child(copy_fork_and_crash)));
    ck_assert_int_eq(count_in("tmp", left, sizeof left), 1);
    copy("a.so");
    ck_assert_int_eq(access(left, F_OK), 0);
    close(channel[0]);
    close(channel[1]);
}
END_TEST

START_TEST(the_folders_of_others_are_left_alone)
{
    fflush(NULL);
    const pid_t gone = fork();
    if (gone == 0) _exit(0);
    ck_assert_int_eq(waitpid(gone, NULL, 0), gone);
    char locked[64], of_another[64], living[64], longer[64], left[64];
    snprintf(locked, sizeof locked, "tmp/loopblocks-%ld-locked", (long)gone);
    snprintf(of_another, sizeof of_another, "tmp/loopblocks-%ld-others", (long)gone);
    snprintf(living, sizeof living, "tmp/loopblocks-%ld-living", (long)getppid());
    snprintf(longer, sizeof longer, "tmp/loopblocks-%ld-longer-name", (long)gone);
    snprintf(left, sizeof left, "tmp/loopblocks-%ld-left00", (long)gone);
    const char *const folders[] = {
        locked, of_another, living, longer, left, "tmp/loopblocks-test-abcdef", "tmp/loopblocks-0-abcdef"};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) ck_assert_int_eq(mkdir(folders[i], 0700), 0);
    const int lock = open(locked, O_RDONLY | O_DIRECTORY);
    ck_assert_int_eq(flock(lock, LOCK_SH), 0);
    const bool root = geteuid() == 0;
    if (root) ck_assert_int_eq(chown(of_another, 65534, 65534), 0);

    scratch_write_text("a.so", "abc");
    copy("a.so");
    ck_assert_int_ne(access(left, F_OK), 0);
    ck_assert(!root || access(of_another, F_OK) == 0);
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        ck_assert_msg(folders[i] == left || folders[i] == of_another || access(folders[i], F_OK) == 0, "%s is gone",
                      folders[i]);
    close(lock);
}
END_TEST

SUITE("private folder")
{
    PROMISE_WITH(suite, "copies can be mapped where they are", setup, teardown, a_copy_is_found_from_any_working_directory,
                 no_descriptor_is_left_to_a_program_that_is_started, a_folder_from_which_nothing_can_be_run_is_refused,
                 a_folder_that_is_not_there_is_named, a_folder_that_was_taken_away_is_told);
    PROMISE_WITH(suite, "nothing stays behind", setup, teardown, no_copy_makes_no_folder, the_copies_go_with_the_store,
                 a_child_leaves_its_parent_s_copies_alone, what_a_crashed_process_left_is_removed,
                 what_a_child_of_a_crashed_process_runs_is_left_alone, the_folders_of_others_are_left_alone);
}
