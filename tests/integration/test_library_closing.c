/* SPDX-License-Identifier: MIT */
/* Tests that what was loaded stays: for threads, destructors and pools that are still in its code. */
#include "library_facts.h"

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

SUITE("library closing")
{
    TCase *closing = tcase_create("what was loaded stays");
    tcase_add_checked_fixture(closing, setup, teardown);
    tcase_add_loop_test(closing, dlclose_succeeds_and_may_leave_the_library_there, 0, LEAVING);
    tcase_add_loop_test(closing, what_we_loaded_stays_until_the_process_ends, 0, LEAVING);
    suite_add_tcase(suite, closing);
    PROMISE_WITH(suite, "code that is needed is there", setup, teardown, a_thread_in_a_closed_library_crashes,
                 a_thread_in_a_library_of_ours_goes_on, a_thread_that_a_refused_library_has_started_goes_on,
                 a_thread_s_destructor_in_a_closed_library_crashes, a_thread_s_destructor_in_a_library_of_ours_runs,
                 openmp_s_threads_crash_when_its_last_user_is_closed, openmp_s_threads_live_on_under_blocks_of_ours);
}
