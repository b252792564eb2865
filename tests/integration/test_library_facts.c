/* SPDX-License-Identifier: MIT */
/*
 * Tests of what the dynamic linker does to programs that replace libraries while they run: first each trap as it is with dlopen
 * alone, so that a system without it is noticed, then that who loads private copies and never unloads does not fall into it.
 */
#include "catalog.h"

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "compiled.h"
#include "unit/built.h"
#include "unit/errors.h"
#include "unit/suite.h"

#define VERSION_CODE(number) "int version(void) { return " number "; }\n"

static struct lbh_catalog *catalog;
static struct lbh_diag *diag;

static void setup(void)
{
    scratch_setup();
    setenv("TMPDIR", scratch_folder, 1);
    diag = lbh_diag_new();
    catalog = lbh_catalog_new();
    ck_assert_ptr_nonnull(catalog);
}

static void teardown(void)
{
    lbh_catalog_free(catalog);
    lbh_diag_free(diag);
    unsetenv("TMPDIR");
    scratch_teardown();
}

static void *open_raw(const char *file)
{
    void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    ck_assert_msg(handle != NULL, "%s", dlerror());
    return handle;
}

static bool is_loaded(const char *file)
{
    void *handle = dlopen(file, RTLD_NOW | RTLD_NOLOAD);
    if (handle) dlclose(handle);
    return handle != NULL;
}

/* Calls a function of a library without parameters. */
static int call(void *handle, const char *name)
{
    int (*function)(void) = NULL;
    void *found = dlsym(handle, name);
    ck_assert_msg(found != NULL, "%s", dlerror());
    memcpy(&function, &found, sizeof function);
    return function();
}

/* Loads a block as the host does, from a private copy. */
static const struct lbh_library *load(const char *file)
{
    struct lbh_library *library = NULL;
    const enum lbh_status status = lbh_catalog_load_copy(catalog, file, &library, diag);
    ck_assert_msg(status == LBH_OK, "%s", lbh_diag_text(diag));
    return library;
}

/* Returns the copy that is loaded, as dlopen knows it. Borrowed: this must not be what keeps it loaded. */
static void *handle_of(const struct lbh_library *library)
{
    void *handle = dlopen(library->generation->file, RTLD_NOW | RTLD_NOLOAD);
    ck_assert_msg(handle != NULL, "%s", dlerror());
    dlclose(handle);
    return handle;
}

static int version_of(const struct lbh_library *library)
{
    return call(handle_of(library), "version");
}

/* Runs something in a child; returns the signal that ended it, 0 if it succeeded, or -1. A sanitizer must not catch the signal. */
static int in_child(void (*function)(void))
{
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        signal(SIGSEGV, SIG_DFL);
        signal(SIGBUS, SIG_DFL);
        function();
        _exit(0);
    }
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status) == 0 ? 0 : -1;
}

/* --- the old code comes back --- */

static void compile_versions(void)
{
    compile_block("first.so", "1", VERSION_CODE("1"), "");
    compile_block("second.so", "2", VERSION_CODE("2"), "");
}

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

/* --- dlclose that does not unload --- */

/* Code that dlclose leaves behind, each for a reason of its own. */
#define UNIQUE_CODE /* what C++ has for inline variables and statics of templates */                                           \
    "__asm__(\".data\\n.globl one_of_a_kind\\n.type one_of_a_kind, %gnu_unique_object\\n.size one_of_a_kind, 8\\n\"\n"         \
    "        \"one_of_a_kind: .zero 8\\n.text\\n\");\n"                                                                        \
    "extern long one_of_a_kind;\n"                                                                                             \
    "int version(void) { return 1 + (int)one_of_a_kind; }\n"
#define THREAD_LOCAL_CODE /* what C++ has for thread_local with a destructor */                                                \
    "extern int __cxa_thread_atexit_impl(void (*)(void *), void *, void *);\n"                                                 \
    "extern void *__dso_handle;\n"                                                                                             \
    "static void destroy(void *object) { (void)object; }\n"                                                                    \
    "int version(void) { return 1 + __cxa_thread_atexit_impl(destroy, 0, &__dso_handle); }\n"

static const struct {
    const char *code;
    const char *flags;
    bool stays;
} leaving[] = {{VERSION_CODE("1"), "", false},
               {VERSION_CODE("1"), "-Wl,-z,nodelete", true},
               {UNIQUE_CODE, "", true},
               {THREAD_LOCAL_CODE, "", true}};
enum { LEAVING = sizeof leaving / sizeof leaving[0] };

START_TEST(dlclose_succeeds_and_may_leave_the_library_there)
{
    compile_block("fact.so", "1", leaving[_i].code, leaving[_i].flags);
    void *handle = open_raw("./fact.so");
    ck_assert_int_eq(call(handle, "version"), 1);
    ck_assert_int_eq(dlclose(handle), 0);
    ck_assert_int_eq(is_loaded("./fact.so"), leaving[_i].stays);
}
END_TEST

START_TEST(what_we_loaded_stays_until_the_process_ends)
{
    char file[5000];
    compile_block("fact.so", "1", leaving[_i].code, leaving[_i].flags);
    const struct lbh_library *library = load("./fact.so");
    ck_assert_int_eq(version_of(library), 1);
    snprintf(file, sizeof file, "%s", library->generation->file);
    lbh_catalog_free(catalog);
    catalog = NULL;
    ck_assert(is_loaded(file));
    ck_assert_int_ne(access(file, F_OK), 0); /* and yet leaves no file behind */
}
END_TEST

/* --- code that is still needed --- */

/* start() leaves something that goes on in this library's code; finish() returns 1 when it has done so. */
#define THREAD_CODE                                                                                                            \
    "#include <pthread.h>\n"                                                                                                   \
    "#include <unistd.h>\n"                                                                                                    \
    "static pthread_t thread;\n"                                                                                               \
    "static void *work(void *x) { for (int i = 0; i < 20; i++) usleep(10000); return x; }\n"                                   \
    "unsigned long start(void) { pthread_create(&thread, 0, work, 0); return (unsigned long)thread; }\n"

/* Starts the library's thread; returns it. */
static pthread_t start_thread(void *handle)
{
    unsigned long (*start)(void) = NULL;
    void *found = dlsym(handle, "start");
    ck_assert_msg(found != NULL, "%s", dlerror());
    memcpy(&start, &found, sizeof start);
    return (pthread_t)start();
}

static void close_under_a_thread(void)
{
    void *handle = open_raw("./fact.so");
    const pthread_t thread = start_thread(handle);
    if (dlclose(handle) != 0 || is_loaded("./fact.so")) _exit(1);
    pthread_join(thread, NULL);
}

static void free_under_a_thread(void)
{
    const pthread_t thread = start_thread(handle_of(load("./fact.so")));
    lbh_catalog_free(catalog);
    pthread_join(thread, NULL);
}

START_TEST(a_thread_in_a_closed_library_crashes)
{
    compile_block("fact.so", "1", THREAD_CODE, "-pthread");
    ck_assert_int_eq(in_child(close_under_a_thread), SIGSEGV);
}
END_TEST

START_TEST(a_thread_in_a_library_of_ours_goes_on)
{
    compile_block("fact.so", "1", THREAD_CODE, "-pthread");
    ck_assert_int_eq(in_child(free_under_a_thread), 0);
}
END_TEST

static void refuse_with_a_thread(void)
{
    struct lbh_library *library = NULL;
    if (lbh_catalog_load_copy(catalog, "./fact.so", &library, diag) != LBH_ERR_INVALID) _exit(1);
    pthread_t thread;
    if (sscanf(getenv("FACT_THREAD"), "%lu", &thread) != 1) _exit(1);
    pthread_join(thread, NULL);
}

START_TEST(a_thread_that_a_refused_library_has_started_goes_on)
{
    compile("fact.so",
            "#include <stdio.h>\n#include <stdlib.h>\n" THREAD_CODE "__attribute__((constructor)) static void begin(void)\n"
            "{ char text[32]; snprintf(text, sizeof text, \"%lu\", start()); setenv(\"FACT_THREAD\", text, 1); }\n",
            "-shared -pthread");
    ck_assert_int_eq(in_child(refuse_with_a_thread), 0);
}
END_TEST

#define KEY_CODE                                                                                                               \
    "#include <pthread.h>\n"                                                                                                   \
    "static pthread_key_t key;\n"                                                                                              \
    "static void destroy(void *value) { (void)value; }\n"                                                                      \
    "int version(void) { return pthread_key_create(&key, destroy) == 0 && pthread_setspecific(key, &key) == 0; }\n"

/* A thread that ends after its library was closed, or after the catalogue was freed. */
static void *set_key_and_close(void *unused)
{
    void *handle = open_raw("./fact.so");
    call(handle, "version");
    dlclose(handle);
    return unused;
}

static void *set_key_and_free(void *unused)
{
    call(handle_of(load("./fact.so")), "version");
    lbh_catalog_free(catalog);
    return unused;
}

static void close_before_a_key_s_destructor(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, set_key_and_close, NULL);
    pthread_join(thread, NULL);
}

static void free_before_a_key_s_destructor(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, set_key_and_free, NULL);
    pthread_join(thread, NULL);
}

START_TEST(a_thread_s_destructor_in_a_closed_library_crashes)
{
    compile_block("fact.so", "1", KEY_CODE, "-pthread");
    ck_assert_int_eq(in_child(close_before_a_key_s_destructor), SIGSEGV);
}
END_TEST

START_TEST(a_thread_s_destructor_in_a_library_of_ours_runs)
{
    compile_block("fact.so", "1", KEY_CODE, "-pthread");
    ck_assert_int_eq(in_child(free_before_a_key_s_destructor), 0);
}
END_TEST

/* OpenMP's threads wait for more work, in the code of a library that goes with the last who needs it. */
#define OPENMP_CODE                                                                                                            \
    "int version(void)\n"                                                                                                      \
    "{\n"                                                                                                                      \
    "    int count = 0;\n"                                                                                                     \
    "    _Pragma(\"omp parallel num_threads(2) reduction(+ : count)\")\n"                                                      \
    "    count++;\n"                                                                                                           \
    "    return count;\n"                                                                                                      \
    "}\n"

static bool compile_with_openmp(void)
{
    if (try_compile("openmp.so", OPENMP_CODE, "-shared -fopenmp")) {
        compile_block("fact.so", "1", OPENMP_CODE, "-fopenmp");
        return true;
    }
    printf("# not tested: the compiler has no OpenMP\n"), fflush(stdout);
    return false;
}

static void close_under_openmp(void)
{
    setenv("GOMP_SPINCOUNT", "infinite", 1); /* they wait in code, not in the kernel */
    void *handle = open_raw("./fact.so");
    if (call(handle, "version") != 2 || dlclose(handle) != 0) _exit(1);
    sleep(30);
}

static void free_under_openmp(void)
{
    setenv("GOMP_SPINCOUNT", "infinite", 1);
    if (call(handle_of(load("./fact.so")), "version") != 2) _exit(1);
    lbh_catalog_free(catalog);
    usleep(100000);
}

START_TEST(openmp_s_threads_crash_when_its_last_user_is_closed)
{
    if (compile_with_openmp()) ck_assert_int_eq(in_child(close_under_openmp), SIGSEGV);
}
END_TEST

START_TEST(openmp_s_threads_live_on_under_blocks_of_ours)
{
    if (compile_with_openmp()) ck_assert_int_eq(in_child(free_under_openmp), 0);
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
    TCase *closing = tcase_create("what was loaded stays");
    tcase_add_checked_fixture(closing, setup, teardown);
    tcase_add_loop_test(closing, dlclose_succeeds_and_may_leave_the_library_there, 0, LEAVING);
    tcase_add_loop_test(closing, what_we_loaded_stays_until_the_process_ends, 0, LEAVING);
    suite_add_tcase(suite, closing);
    PROMISE_WITH(suite, "code that is needed is there", setup, teardown, a_thread_in_a_closed_library_crashes,
                 a_thread_in_a_library_of_ours_goes_on, a_thread_that_a_refused_library_has_started_goes_on,
                 a_thread_s_destructor_in_a_closed_library_crashes, a_thread_s_destructor_in_a_library_of_ours_runs,
                 openmp_s_threads_crash_when_its_last_user_is_closed, openmp_s_threads_live_on_under_blocks_of_ours);
    PROMISE_WITH(suite, "a block's symbols are its own", setup, teardown, the_second_helper_of_one_name_is_the_first_s,
                 a_helper_linked_into_the_block_is_its_own, a_program_that_exports_its_symbols_gives_them_to_blocks,
                 the_host_s_own_functions_are_not_given_to_blocks);
    PROMISE_WITH(suite, "descriptors are not believed", setup, teardown, descriptors_that_lie_are_refused);
    PROMISE_WITH(suite, "old generations are kept", setup, teardown, a_thousand_generations_can_be_kept);
}
