/* SPDX-License-Identifier: MIT */
/* Tests of the private copies of libraries: what a copy is, and of what there is none. */
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "built.h"
#include "generation_fixture.h"
#include "mounted.h"

#define SHA256_OF_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" /* FIPS 180-2, B.1 */

/* --- what a copy is --- */

START_TEST(a_copy_is_a_private_file_with_the_content_and_a_readable_name)
{
    char expected[4200], found[4];
    struct stat about;
    scratch_write_text("letters.so", "abc");
    const struct lbh_generation *generation = copy("./letters.so");
    ck_assert_str_eq(generation->sha256, SHA256_OF_ABC);
    ck_assert_str_eq(generation->source, "./letters.so");
    ck_assert_uint_eq(generation->number, 1);
    ck_assert_uint_eq(generation->bytes, 3);
    ck_assert_str_eq(strrchr(generation->file, '/'), "/letters-1-ba7816bf.so");
    snprintf(expected, sizeof expected, "%s/tmp/loopblocks-%ld-", scratch_folder, (long)getpid());
    ck_assert_int_eq(strncmp(generation->file, expected, strlen(expected)), 0);

    FILE *in = fopen(generation->file, "rb");
    ck_assert_ptr_nonnull(in);
    ck_assert_uint_eq(fread(found, 1, sizeof found, in), 3);
    fclose(in);
    ck_assert_mem_eq(found, "abc", 3);
    ck_assert_int_eq(stat(generation->file, &about), 0);
    ck_assert_uint_eq(about.st_mode & 0777, 0500);
    *strrchr(strcpy(expected, generation->file), '/') = '\0';
    ck_assert_int_eq(stat(expected, &about), 0);
    ck_assert_uint_eq(about.st_mode & 0777, 0700);
}
END_TEST

START_TEST(a_library_is_copied_to_its_last_byte)
{
    char path[BUILT_PATH_SIZE];
    size_t size = 0, copied_size = 0;
    unsigned char *bytes = read_bytes(GOOD_PLUGIN(path, "increase"), &size);
    unsigned char *large = malloc(40 * size); /* more than is copied at once */
    for (size_t i = 0; i < 40; i++) memcpy(large + i * size, bytes, size);
    scratch_write("large.so", large, 40 * size);
    const struct lbh_generation *generation = copy("large.so");
    ck_assert_uint_eq(generation->bytes, 40 * size);
    unsigned char *copied = read_bytes(generation->file, &copied_size);
    ck_assert_uint_eq(copied_size, 40 * size);
    ck_assert_int_eq(memcmp(copied, large, copied_size), 0);
    free(copied), free(large), free(bytes);
}
END_TEST

START_TEST(identical_content_is_one_generation)
{
    scratch_write_text("a.so", "abc");
    scratch_write_text("b.so", "abc");
    const struct lbh_generation *generation = copy("a.so");
    ck_assert_ptr_eq(copy("a.so"), generation);
    ck_assert_ptr_eq(copy("b.so"), generation);
    ck_assert_str_eq(generation->source, "a.so");
    ck_assert_int_eq(count_copies(), 1);
}
END_TEST

START_TEST(other_content_of_one_file_is_another_generation)
{
    scratch_write_text("a.so", "abc");
    const struct lbh_generation *first = copy("a.so");
    scratch_write_text("a.so", "abd");
    const struct lbh_generation *second = copy("a.so");
    ck_assert_ptr_ne(first, second);
    ck_assert_uint_eq(second->number, 2);
    ck_assert_str_ne(first->sha256, second->sha256);
    ck_assert_str_ne(first->file, second->file);
    scratch_write_text("a.so", "abc");
    ck_assert_ptr_eq(copy("a.so"), first);
    ck_assert_int_eq(count_copies(), 2);
}
END_TEST

START_TEST(a_generation_is_found_by_its_file)
{
    scratch_write_text("a.so", "abc");
    scratch_write_text("b.so", "b");
    const struct lbh_generation *first = copy("a.so"), *second = copy("b.so");
    ck_assert_ptr_eq(lbh_generations_find(generations, first->file), first);
    ck_assert_ptr_eq(lbh_generations_find(generations, second->file), second);
    ck_assert_ptr_null(lbh_generations_find(generations, "a.so"));
    ck_assert_ptr_null(lbh_generations_find(generations, ""));
}
END_TEST

START_TEST(a_copy_s_name_means_nothing_to_the_linker_or_a_debugger)
{
    scratch_write_text("$ORIGIN a:b\n.so", "abc");
    ck_assert_str_eq(strrchr(copy("$ORIGIN a:b\n.so")->file, '/'), "/_ORIGIN_a_b_-1-ba7816bf.so");
    scratch_write_text("libm.so.6", "six");
    assert_contains(copy("libm.so.6")->file, "/libm.so.6-2-");
    scratch_write_text(".so", "dot");
    assert_contains(copy(".so")->file, "/.so-3-");
}
END_TEST

START_TEST(the_longest_name_can_be_copied)
{
    char name[256] = "";
    memset(name, 'n', 255);
    scratch_write_text(name, "abc");
    copy(name);
}
END_TEST

/* --- what cannot be copied --- */

/* What happens between two reads of the file that is copied; once. */
static void (*after_read)(void);

/* In place of the C library's. */
ssize_t read(int fd, void *bytes, size_t count)
{
    const ssize_t got = syscall(SYS_read, fd, bytes, count);
    void (*const change)(void) = got > 0 ? after_read : NULL;
    if (change) {
        after_read = NULL;
        change();
    }
    return got;
}

static void rewrite_byte(void)
{
    const int fd = open("a.so", O_WRONLY | O_CLOEXEC);
    ck_assert_int_eq(pwrite(fd, "x", 1, 10), 1);
    close(fd);
}

static void lengthen(void)
{
    ck_assert_int_eq(truncate("a.so", 201), 0);
}

static void shorten(void)
{
    ck_assert_int_eq(truncate("a.so", 199), 0);
}

static void empty(void)
{
    ck_assert_int_eq(truncate("a.so", 0), 0);
}

static void replace(void)
{
    scratch_write_text("new.so", "new");
    ck_assert_int_eq(rename("new.so", "a.so"), 0);
}

START_TEST(what_is_no_file_is_refused)
{
    ck_assert_int_eq(mkdir("folder.so", 0777), 0);
    ck_assert_int_eq(mkfifo("pipe.so", 0666), 0);
    scratch_write_text("empty.so", "");
    refuse("none.so", LBH_ERR_INVALID, "cannot load library: file=\"none.so\", No such file or directory",
           "name a shared object that is there");
    refuse("folder.so", LBH_ERR_INVALID, "cannot load library: file=\"folder.so\", expected=a file, found=a folder",
           "name the shared object itself");
    refuse("pipe.so", LBH_ERR_INVALID, "file=\"pipe.so\", expected=a file, found=a device", "name the shared object itself");
    refuse("/dev/null", LBH_ERR_INVALID, "file=\"/dev/null\", expected=a file, found=a device",
           "name the shared object itself");
    refuse("empty.so", LBH_ERR_INVALID, "file=\"empty.so\", expected=an ELF shared object, found=an empty file",
           "cc -shared -fPIC");
}
END_TEST

START_TEST(a_file_that_may_not_be_read_is_refused)
{
    scratch_write_text("a.so", "abc");
    ck_assert_int_eq(chmod("a.so", 0), 0);
    ck_assert_int_eq(chmod("tmp", 0777), 0);
    ck_assert_int_eq(chmod(scratch_folder, 0755), 0);
    const bool root = geteuid() == 0;
    if (root) ck_assert_int_eq(seteuid(65534), 0); /* nobody: root may read everything */
    refuse("a.so", LBH_ERR_INVALID, "cannot load library: file=\"a.so\", Permission denied", "make it readable");
    lbh_generations_free(generations);
    generations = NULL;
    if (root) ck_assert_int_eq(seteuid(0), 0);
}
END_TEST

START_TEST(a_file_that_is_changed_meanwhile_is_refused_until_it_is_whole)
{
    static void (*const changes[])(void) = {rewrite_byte, lengthen, shorten, empty, replace};
    scratch_write("a.so", scratch_folder, 200);
    copy("a.so");
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        scratch_write("a.so", scratch_folder, 200);
        after_read = changes[i];
        refuse("a.so", LBH_ERR_INVALID, "cannot load library: file=\"a.so\", it changed while it was copied",
               "try again once it is whole");
        ck_assert_ptr_null(after_read);
    }
    scratch_write("a.so", scratch_folder, 300);
    copy("a.so");
}
END_TEST

START_TEST(a_file_too_large_for_the_disk_is_refused)
{
    static char large[100000];
    memset(large, 'l', sizeof large);
    scratch_write("large.so", large, sizeof large);
    scratch_write_text("small.so", "abc");
    const struct rlimit limit = {50000, RLIM_INFINITY}, none = {RLIM_INFINITY, RLIM_INFINITY};
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    refuse("large.so", LBH_ERR_IO, "cannot copy library: file=\"large.so\", to=\"", "set TMPDIR");
    copy("small.so");
    refuse("large.so", LBH_ERR_IO, "File too large", "free some space there");
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &none), 0);
    copy("large.so");
}
END_TEST

static void fill_the_disk(void)
{
    static char large[100000];
    memset(large, 'l', sizeof large);
    scratch_write("large.so", large, sizeof large);
    scratch_write_text("small.so", "abc");
    if (!mount_memory("tmp", 0, "size=65536")) return;
    const struct lbh_generation *first = copy("small.so");
    refuse("large.so", LBH_ERR_IO, "No space left on device", "free some space there");
    ck_assert_ptr_eq(copy("small.so"), first);
    scratch_write("large.so", large, 10000);
    copy("large.so"); /* what was refused takes no room */
}

START_TEST(a_full_disk_is_told)
{
    ck_assert_int_eq(in_child(fill_the_disk), 0);
}
END_TEST

/* --- threads --- */

enum { THREADS = 4, FILES = 3, ROUNDS = 40 };
static const char *const shared[FILES] = {"a.so", "b.so", "c.so"};

struct worker {
    pthread_t thread;
    const struct lbh_generation *seen[FILES];
    int failures;
};

static void *copy_all(void *argument)
{
    struct worker *worker = argument;
    for (int i = 0; i < ROUNDS; i++)
        for (int k = 0; k < FILES; k++) {
            const struct lbh_generation *generation = NULL;
            if (lbh_generations_copy(generations, shared[k], &generation, NULL) != LBH_OK) worker->failures++;
            if (worker->seen[k] && worker->seen[k] != generation) worker->failures++;
            worker->seen[k] = generation;
            if (generation && lbh_generations_find(generations, generation->file) != generation) worker->failures++;
        }
    return NULL;
}

START_TEST(threads_copy_at_once)
{
    struct worker workers[THREADS] = {0};
    for (int k = 0; k < FILES; k++) scratch_write_text(shared[k], shared[k]);
    for (int i = 0; i < THREADS; i++) ck_assert_int_eq(pthread_create(&workers[i].thread, NULL, copy_all, &workers[i]), 0);
    for (int i = 0; i < THREADS; i++) pthread_join(workers[i].thread, NULL);
    for (int i = 0; i < THREADS; i++) {
        ck_assert_int_eq(workers[i].failures, 0);
        for (int k = 0; k < FILES; k++) ck_assert_ptr_eq(workers[i].seen[k], workers[0].seen[k]);
    }
    ck_assert_int_eq(count_copies(), FILES);
}
END_TEST

SUITE("generation")
{
    PROMISE_WITH(suite, "a copy is private", setup, teardown, a_copy_is_a_private_file_with_the_content_and_a_readable_name,
                 a_library_is_copied_to_its_last_byte, identical_content_is_one_generation,
                 other_content_of_one_file_is_another_generation, a_generation_is_found_by_its_file,
                 a_copy_s_name_means_nothing_to_the_linker_or_a_debugger, the_longest_name_can_be_copied);
    PROMISE_WITH(suite, "what cannot be copied is refused", setup, teardown, what_is_no_file_is_refused,
                 a_file_that_may_not_be_read_is_refused, a_file_that_is_changed_meanwhile_is_refused_until_it_is_whole,
                 a_file_too_large_for_the_disk_is_refused, a_full_disk_is_told);
    PROMISE_WITH(suite, "threads meet", setup, teardown, threads_copy_at_once);
}
