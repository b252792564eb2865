/* SPDX-License-Identifier: MIT */
/* Tests of which code a file is once it is loaded, whose symbols it sees, and that running code does not change. */
#include "library_facts.h"

START_TEST(a_file_replaced_by_rename_is_still_the_old_one_to_dlopen)
{
    compile_versions();
    void *handle = open_raw("./first.so");
    ck_assert_int_eq(rename("second.so", "first.so"), 0);
    ck_assert_ptr_eq(open_raw("./first.so"), handle);
    ck_assert_int_eq(call(open_raw("./first.so"), "version"), 1);
}
END_TEST

START_TEST(a_file_replaced_by_rename_is_the_new_one_to_us)
{
    compile_versions();
    const struct lbh_library *first = load("./first.so");
    ck_assert_int_eq(rename("second.so", "first.so"), 0);
    const struct lbh_library *second = load("./first.so");
    ck_assert_int_eq(version_of(first), 1);
    ck_assert_int_eq(version_of(second), 2);
    ck_assert_str_eq(second->descriptor->version, "2.0.0");
}
END_TEST

/* Writes another file's content into a file, which stays the same inode. */
static void overwrite(const char *file, const char *with)
{
    size_t size = 0;
    unsigned char *bytes = read_bytes(with, &size);
    scratch_write(file, bytes, size);
    free(bytes);
}

START_TEST(a_hard_link_is_the_same_library_to_dlopen)
{
    compile_versions();
    void *handle = open_raw("./first.so");
    ck_assert_int_eq(link("first.so", "link.so"), 0);
    ck_assert_ptr_eq(open_raw("./link.so"), handle);
}
END_TEST

START_TEST(a_hard_link_is_what_it_holds_to_us)
{
    compile_versions();
    const struct lbh_library *first = load("./first.so");
    ck_assert_int_eq(link("first.so", "link.so"), 0);
    ck_assert_ptr_eq(load("./link.so"), first); /* the content is the same */
    overwrite("first.so", "second.so");
    ck_assert_int_eq(version_of(load("./link.so")), 2); /* the inode still is */
    ck_assert_int_eq(version_of(first), 1);
}
END_TEST

static void open_as(const char *file, int fd)
{
    const int opened = open(file, O_RDONLY);
    ck_assert_int_eq(dup2(opened, fd), fd);
    close(opened);
}

START_TEST(a_descriptor_used_again_is_still_the_old_file_to_dlopen)
{
    compile_versions();
    open_as("first.so", 100);
    ck_assert_int_eq(call(open_raw("/proc/self/fd/100"), "version"), 1);
    open_as("second.so", 100);
    ck_assert_int_eq(call(open_raw("/proc/self/fd/100"), "version"), 1);
    close(100);
}
END_TEST

START_TEST(a_descriptor_used_again_is_the_new_file_to_us)
{
    compile_versions();
    open_as("first.so", 100);
    ck_assert_int_eq(version_of(load("/proc/self/fd/100")), 1);
    open_as("second.so", 100);
    ck_assert_int_eq(version_of(load("/proc/self/fd/100")), 2);
    close(100);
}
END_TEST

/* --- a file that changes while it is mapped --- */

static void *mapped;

static void truncate_and_call(void)
{
    mapped = open_raw("./first.so");
    const int fd = open("first.so", O_WRONLY | O_TRUNC);
    if (fd < 0) _exit(1); /* ETXTBSY, which there is for programs only */
    call(mapped, "version");
}

START_TEST(a_mapped_file_that_is_truncated_kills_the_process)
{
    compile_versions();
    ck_assert_int_eq(in_child(truncate_and_call), SIGBUS);
}
END_TEST

static void overwrite_and_call(void)
{
    mapped = open_raw("./first.so");
    if (call(mapped, "version") != 1) _exit(1);
    const int fd = open("first.so", O_WRONLY);
    size_t size = 0;
    unsigned char *bytes = read_bytes("second.so", &size);
    if (fd < 0 || pwrite(fd, bytes, size, 0) != (ssize_t)size) _exit(1);
    if (call(mapped, "version") != 2) _exit(1);
}

START_TEST(a_mapped_file_that_is_overwritten_runs_as_something_else)
{
    compile_versions();
    ck_assert_int_eq(in_child(overwrite_and_call), 0);
}
END_TEST

START_TEST(a_copy_outlives_whatever_is_done_to_its_source)
{
    compile_versions();
    const struct lbh_library *first = load("./first.so");
    overwrite("first.so", "second.so");
    ck_assert_int_eq(version_of(first), 1);
    ck_assert_int_eq(truncate("first.so", 0), 0);
    ck_assert_int_eq(version_of(first), 1);
    ck_assert_int_eq(unlink("first.so"), 0);
    ck_assert_int_eq(version_of(first), 1);
}
END_TEST

/* --- whose symbol it is --- */

/* Two blocks, each with a helper library beside it; both helpers are called the same. */
START_TEST(the_second_helper_of_one_name_is_the_first_s)
{
    ck_assert(runs("mkdir one two"));
    compile("one/libhelper.so", "int help(void) { return 1; }\n", "-shared -Wl,-soname,libhelper.so");
    compile("two/libhelper.so", "int help(void) { return 2; }\n", "-shared -Wl,-soname,libhelper.so");
    static const char code[] = "extern int help(void);\nint version(void) { return help(); }\n";
    compile_block("one/fact.so", "1", code, "-Lone -lhelper \"-Wl,-rpath,$PWD/one\"");
    compile_block("two/fact.so", "2", code, "-Ltwo -lhelper \"-Wl,-rpath,$PWD/two\"");
    ck_assert_int_eq(call(open_raw("./one/fact.so"), "version"), 1);
    ck_assert_int_eq(call(open_raw("./two/fact.so"), "version"), 1);
    ck_assert_int_eq(version_of(load("two/fact.so")), 1); /* copies do not help against it */
}
END_TEST

START_TEST(a_helper_linked_into_the_block_is_its_own)
{
    static const char code[] = "int help(void);\nint version(void) { return help(); }\n";
    compile("one.o", "int help(void) { return 1; }\n", "-c -fvisibility=hidden");
    compile("two.o", "int help(void) { return 2; }\n", "-c -fvisibility=hidden");
    compile_block("one.so", "1", code, "one.o");
    compile_block("two.so", "2", code, "two.o");
    ck_assert_int_eq(version_of(load("one.so")), 1);
    ck_assert_int_eq(version_of(load("two.so")), 2);
}
END_TEST

/* A program that loads ./fact.so and exits with what its version() returns; it has a help() of its own. */
#define PROGRAM_TEXT                                                                                                           \
    "#include <dlfcn.h>\n"                                                                                                     \
    "int help(void);\n"                                                                                                        \
    "int help(void) { return 7; }\n"                                                                                           \
    "int main(void)\n"                                                                                                         \
    "{\n"                                                                                                                      \
    "    void *handle = dlopen(\"./fact.so\", RTLD_NOW | RTLD_LOCAL);\n"                                                       \
    "    int (*version)(void) = handle ? (int (*)(void))dlsym(handle, \"version\") : 0;\n"                                     \
    "    return version ? version() : 100;\n"                                                                                  \
    "}\n"
#define HELPED_CODE "int help(void) { return 3; }\nint version(void) { return help(); }\n"

static int exit_status(const char *command)
{
    fflush(NULL);
    const int status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

START_TEST(a_program_that_exports_its_symbols_gives_them_to_blocks)
{
    compile_block("fact.so", "1", HELPED_CODE, "");
    compile("program", PROGRAM_TEXT, "-rdynamic -ldl");
    ck_assert_int_eq(exit_status("./program"), 7);
    compile("program", PROGRAM_TEXT, "-rdynamic -fvisibility=hidden -ldl");
    ck_assert_int_eq(exit_status("./program"), 3);
}
END_TEST

/* The block has functions of its own that are called as functions of the host are, within; what the host exports begins with lbh_. */
START_TEST(the_host_s_own_functions_are_not_given_to_blocks)
{
    char folder[BUILT_PATH_SIZE], command[BUILT_PATH_SIZE + 200];
    compile_block("fact.so", "1",
                  "struct lbh_diag;\nint lbh_catalog_load_copy(void) { return 3; }\n"
                  "int version(void) { return lbh_catalog_load_copy(); }\n",
                  "");
    ck_assert_int_eq(version_of(load("fact.so")), 3);
    /* The same beside the library as programs have it, all of whose exported symbols are there for all. */
    compile("program",
            "#include <dlfcn.h>\n#include <stdlib.h>\n"
            "int main(void)\n"
            "{\n"
            "    void *host = dlopen(getenv(\"FACT_HOST\"), RTLD_NOW | RTLD_GLOBAL);\n"
            "    void *handle = dlopen(\"./fact.so\", RTLD_NOW | RTLD_LOCAL);\n"
            "    int (*version)(void) = handle ? (int (*)(void))dlsym(handle, \"version\") : 0;\n"
            "    return host && version ? version() : 100;\n"
            "}\n",
            "-ldl $(sed -n 's/^S\\[\"CFLAGS\"\\]=\"\\(.*\\)\"$/\\1/p' \"$LOOPBLOCKS_BUILDDIR/config.status\")");
    snprintf(command, sizeof command, "FACT_HOST='%s' ASAN_OPTIONS=detect_leaks=0 ./program",
             built(folder, "host/.libs/libloopblocks.so"));
    ck_assert_int_eq(exit_status(command), 3);
}
END_TEST

/* --- descriptors that lie --- */

/* tests/integration/test_bad_plugin.c has all of them, with what is said; here they are refused as copies, and nothing crashes. */
START_TEST(descriptors_that_lie_are_refused)
{
    static const struct {
        const char *file;
        const char *text;
    } lies[] = {{"function-as-descriptor", "expected=a data object, found=a function"},
                {"huge-struct-size", "struct_size"},
                {"small-struct-size", "struct_size"},
                {"truncated-descriptor", "expected=a symbol lb_block of at least"}};
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        char name[100], path[BUILT_PATH_SIZE];
        struct lbh_library *library = NULL;
        snprintf(name, sizeof name, "tests/faulty/.libs/%s.so", lies[i].file);
        ck_assert_int_eq(lbh_catalog_load_copy(catalog, built(path, name), &library, diag), LBH_ERR_INVALID);
        assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_INVALID, .text = lies[i].text});
        assert_contains(error_at(diag, 0)->text, path);
        lbh_diag_clear(diag);
    }
}
END_TEST

/* --- many generations --- */

enum { GENERATIONS = 1000, MAPPINGS_EACH = 5 };

static size_t count_lines(const char *file)
{
    size_t lines = 0;
    FILE *in = fopen(file, "r");
    ck_assert_ptr_nonnull(in);
    for (int c; (c = fgetc(in)) != EOF;) lines += c == '\n';
    fclose(in);
    return lines;
}

/* Writes copies of a block, each with a version of its own, from 1000.0.0 on. */
static void write_versions(void)
{
    static const char placeholder[] = "1000.0.0";
    size_t size = 0;
    compile_block("fact.so", "1000", VERSION_CODE("1"), "-Wl,-z,noseparate-code");
    unsigned char *bytes = read_bytes("fact.so", &size);
    unsigned char *at = memmem(bytes, size, placeholder, sizeof placeholder);
    ck_assert_ptr_nonnull(at);
    for (int i = 0; i < GENERATIONS; i++) {
        char name[32], version[32];
        snprintf(version, sizeof version, "%d.0.0", 1000 + i);
        memcpy(at, version, sizeof placeholder);
        snprintf(name, sizeof name, "fact-%d.so", i);
        scratch_write(name, bytes, size);
    }
    free(bytes);
}

START_TEST(a_thousand_generations_can_be_kept)
{
    static const struct lbh_library *libraries[GENERATIONS];
    write_versions();
    const size_t mappings = count_lines("/proc/self/maps");
    for (int i = 0; i < GENERATIONS; i++) {
        char name[32];
        snprintf(name, sizeof name, "fact-%d.so", i);
        libraries[i] = load(name);
    }
    for (int i = 0; i < GENERATIONS; i++) {
        char version[32];
        snprintf(version, sizeof version, "%d.0.0", 1000 + i);
        ck_assert_str_eq(libraries[i]->descriptor->version, version);
        ck_assert_uint_eq(libraries[i]->generation->number, (unsigned)i + 1);
        ck_assert_int_eq(version_of(libraries[i]), 1);
    }
    ck_assert_uint_le(count_lines("/proc/self/maps"), mappings + GENERATIONS * MAPPINGS_EACH + 500);

    /* Near the limit the next one is refused, and those that are there go on. */
    struct lbh_library *refused = NULL;
    compile_block("more.so", "2", VERSION_CODE("2"), "");
    lbh_catalog_limit_mappings(catalog, count_lines("/proc/self/maps") + 900);
    ck_assert_int_eq(lbh_catalog_load_copy(catalog, "more.so", &refused, diag), LBH_ERR_MEMORY);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_MEMORY,
                                                    .text = "cannot load library: file=\"more.so\"",
                                                    .mend = "vm.max_map_count"});
    for (int i = 0; i < GENERATIONS; i++) ck_assert_int_eq(version_of(libraries[i]), 1);
}
END_TEST

SUITE("library facts")
{
    PROMISE_WITH(suite, "a new file is new code", setup, teardown, a_file_replaced_by_rename_is_still_the_old_one_to_dlopen,
                 a_file_replaced_by_rename_is_the_new_one_to_us, a_hard_link_is_the_same_library_to_dlopen,
                 a_hard_link_is_what_it_holds_to_us, a_descriptor_used_again_is_still_the_old_file_to_dlopen,
                 a_descriptor_used_again_is_the_new_file_to_us);
    PROMISE_WITH(suite, "running code does not change", setup, teardown, a_mapped_file_that_is_truncated_kills_the_process,
                 a_mapped_file_that_is_overwritten_runs_as_something_else, a_copy_outlives_whatever_is_done_to_its_source);
    PROMISE_WITH(suite, "a block's symbols are its own", setup, teardown, the_second_helper_of_one_name_is_the_first_s,
                 a_helper_linked_into_the_block_is_its_own, a_program_that_exports_its_symbols_gives_them_to_blocks,
                 the_host_s_own_functions_are_not_given_to_blocks);
    PROMISE_WITH(suite, "descriptors are not believed", setup, teardown, descriptors_that_lie_are_refused);
    PROMISE_WITH(suite, "old generations are kept", setup, teardown, a_thousand_generations_can_be_kept);
}
