/* SPDX-License-Identifier: MIT */
/* Tests of libraries that are loaded from copies: which code runs, under whose name errors are told, and that threads may meet. */
#include "catalog.h"

#include <pthread.h>
#include <unistd.h>

#include "built.h"
#include "errors.h"
#include "scratch.h"
#include "suite.h"

static struct lbh_catalog *catalog;
static struct lbh_diag *diag;
static char path[BUILT_PATH_SIZE];

/* Where copies go; putenv, because valgrind takes for lost what setenv keeps. */
static char here[] = "TMPDIR=.";
static char nowhere[] = "TMPDIR=/nowhere";

static void copy_plugin(const char *plugin, const char *to)
{
    size_t size = 0;
    unsigned char *bytes = read_bytes(built(path, plugin), &size);
    scratch_write(to, bytes, size);
    free(bytes);
}

static void setup(void)
{
    scratch_setup();
    ck_assert_int_eq(putenv(here), 0);
    setenv("LOOPBLOCKS_PATH", "plugins", 1);
    ck_assert_int_eq(mkdir("plugins", 0777), 0);
    copy_plugin("tests/plugins/.libs/increase.so", "plugins/increase.so");
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

static struct lbh_library *load_copy(const char *file)
{
    struct lbh_library *library = NULL;
    const enum lbh_status status = lbh_catalog_load_copy(catalog, file, &library, diag);
    ck_assert_msg(status == LBH_OK, "%s", lbh_diag_text(diag));
    return library;
}

static struct lbh_library *find(const char *use)
{
    struct lbh_library *library = NULL;
    const enum lbh_status status = lbh_catalog_find(catalog, use, NULL, &library, diag);
    ck_assert_msg(status == LBH_OK, "%s", lbh_diag_text(diag));
    return library;
}

/* Returns whether a file of this test is mapped whose name contains this. */
static bool is_mapped(const char *part)
{
    char line[5000];
    bool found = false;
    FILE *in = fopen("/proc/self/maps", "r");
    ck_assert_ptr_nonnull(in);
    while (!found && fgets(line, sizeof line, in)) found = strstr(line, scratch_folder) && strstr(line, part);
    fclose(in);
    return found;
}

/* --- copies --- */

START_TEST(the_copy_is_mapped_and_its_source_is_not)
{
    const struct lbh_library *library = load_copy("plugins/increase.so");
    ck_assert_str_eq(library->file, "plugins/increase.so");
    ck_assert_str_eq(library->descriptor->name, "increase");
    ck_assert_ptr_nonnull(library->generation);
    ck_assert(is_mapped(library->generation->file));
    ck_assert(!is_mapped("/plugins/increase.so"));
    struct lbh_generations *generations = lbh_catalog_borrow_generations(catalog);
    ck_assert_ptr_eq(lbh_generations_find(generations, library->generation->file), library->generation);
}
END_TEST

START_TEST(a_library_mapped_from_its_author_s_file_has_no_generation)
{
    const struct lbh_library *library = find("increase");
    ck_assert_ptr_null(library->generation);
    ck_assert(is_mapped("/plugins/increase.so"));
    ck_assert_ptr_ne(load_copy("plugins/increase.so"), library);
}
END_TEST

START_TEST(identical_content_is_the_same_library)
{
    const struct lbh_library *library = load_copy("plugins/increase.so");
    copy_plugin("tests/plugins/.libs/increase.so", "other.so");
    ck_assert_ptr_eq(load_copy("other.so"), library);
    ck_assert_ptr_eq(load_copy("plugins/increase.so"), library);
}
END_TEST

START_TEST(what_was_copied_is_loaded_whatever_became_of_the_file)
{
    const struct lbh_generation *generation = NULL;
    struct lbh_library *library = NULL;
    struct lbh_generations *generations = lbh_catalog_borrow_generations(catalog);
    ck_assert_int_eq(lbh_generations_copy(generations, "plugins/increase.so", &generation, diag), LBH_OK);
    copy_plugin("tests/plugins/.libs/append.so", "plugins/increase.so");
    ck_assert_int_eq(lbh_catalog_load_generation(catalog, generation, "plugins/increase.so", &library, diag), LBH_OK);
    ck_assert_str_eq(library->descriptor->name, "increase");
    ck_assert_ptr_eq(library->generation, generation);
    ck_assert_str_eq(load_copy("plugins/increase.so")->descriptor->name, "append");
}
END_TEST

START_TEST(from_then_on_everything_is_a_copy)
{
    ck_assert_int_eq(lbh_catalog_copy_always(catalog, diag), LBH_OK);
    const struct lbh_library *library = find("increase");
    ck_assert_ptr_nonnull(library->generation);
    ck_assert_ptr_eq(find("plugins/increase.so"), library);
    struct lbh_library *loaded = NULL;
    ck_assert_int_eq(lbh_catalog_load(catalog, "plugins/increase.so", &loaded, diag), LBH_OK);
    ck_assert_ptr_eq(loaded, library);
    ck_assert(!is_mapped("/plugins/increase.so"));
    lbh_catalog_free(catalog);
    catalog = NULL;
    ck_assert(is_mapped("/increase-1-")); /* the folder is gone, the code is not */
}
END_TEST

START_TEST(a_file_is_located_and_not_loaded)
{
    char *file = NULL;
    scratch_write_text("plugins/no-library.so", "no library");
    ck_assert_int_eq(lbh_catalog_locate(catalog, "no-library", NULL, &file, diag), LBH_OK);
    ck_assert_str_eq(file, "plugins/no-library.so");
    free(file);
    ck_assert_int_eq(lbh_catalog_locate(catalog, "./missing.so", "folder", &file, diag), LBH_OK);
    ck_assert_str_eq(file, "folder/./missing.so");
    free(file);
    file = NULL;
    ck_assert_int_eq(lbh_catalog_locate(catalog, "incraese", NULL, &file, diag), LBH_ERR_INVALID);
    ck_assert_ptr_null(file);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_INVALID,
                                                    .text = "unknown plugin: use=\"incraese\"",
                                                    .mend = "did you mean \"increase\"?"});
}
END_TEST

/* --- errors --- */

/* Expects a refusal with exactly this text, in which no copy is named. */
static void refuse(const char *file, const char *text)
{
    struct lbh_library *library = NULL;
    lbh_diag_clear(diag);
    ck_assert_int_eq(lbh_catalog_load_copy(catalog, file, &library, diag), LBH_ERR_INVALID);
    ck_assert_ptr_null(library);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_INVALID, .text = text});
    ck_assert_msg(!strstr(error_at(diag, 0)->text, "loopblocks-"), "%s", error_at(diag, 0)->text);
}

START_TEST(errors_name_the_source)
{
    scratch_write_text("text.so", "no library");
    refuse("text.so", "cannot load library: file=\"text.so\", expected=an ELF shared object, found=another kind of file");
    copy_plugin("tests/faulty/.libs/missing-symbol.so", "missing.so");
    refuse("missing.so", "cannot load library: file=\"missing.so\", missing.so: undefined symbol: nobody_defines_this");
    ck_assert_str_eq(error_at(diag, 0)->mend,
                     "link the libraries that it needs into it; nothing of the host is there to link against");
    copy_plugin("tests/faulty/.libs/null-name.so", "null.so");
    refuse("null.so", "null.so: invalid descriptor: field=name, expected=a text, found=null");
    copy_plugin("tests/faulty/.libs/null-name.so", "again.so");
    refuse("again.so", "again.so: invalid descriptor: field=name, expected=a text, found=null");
    refuse("none.so", "cannot load library: file=\"none.so\", No such file or directory");
}
END_TEST

START_TEST(a_refused_file_can_be_mended)
{
    copy_plugin("tests/faulty/.libs/null-name.so", "mended.so");
    refuse("mended.so", "mended.so: invalid descriptor");
    copy_plugin("tests/plugins/.libs/increase.so", "mended.so");
    ck_assert_str_eq(load_copy("mended.so")->descriptor->name, "increase");
}
END_TEST

START_TEST(a_copy_can_be_copied)
{
    const struct lbh_library *library = load_copy("plugins/increase.so");
    ck_assert_ptr_eq(load_copy(library->generation->file), library);
    copy_plugin("tests/faulty/.libs/null-name.so", "null.so");
    const struct lbh_generation *generation = NULL;
    struct lbh_library *none = NULL;
    struct lbh_generations *generations = lbh_catalog_borrow_generations(catalog);
    ck_assert_int_eq(lbh_generations_copy(generations, "null.so", &generation, diag), LBH_OK);
    ck_assert_int_eq(lbh_catalog_load_generation(catalog, generation, generation->file, &none, diag), LBH_ERR_INVALID);
    assert_contains(error_at(diag, 0)->text, generation->file);
}
END_TEST

START_TEST(a_name_is_checked_in_copies_too)
{
    struct lbh_library *library = NULL;
    copy_plugin("tests/faulty/.libs/misnamed.so", "plugins/misnamed.so");
    ck_assert_int_eq(lbh_catalog_copy_always(catalog, diag), LBH_OK);
    ck_assert_int_eq(lbh_catalog_find(catalog, "misnamed", NULL, &library, diag), LBH_ERR_INVALID);
    ck_assert_ptr_null(library);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_INVALID,
                                                    .text = "wrong plugin: file=\"plugins/misnamed.so\"",
                                                    .mend = "rename the file to somebody-else.so"});
}
END_TEST

START_TEST(copies_without_a_folder_are_refused)
{
    ck_assert_int_eq(putenv(nowhere), 0);
    ck_assert_int_eq(lbh_catalog_copy_always(catalog, diag), LBH_ERR_IO);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_IO, .text = "folder=\"/nowhere\"", .mend = "set TMPDIR"});
    lbh_diag_clear(diag);
    ck_assert_ptr_null(find("increase")->generation);
}
END_TEST

START_TEST(libraries_are_refused_near_the_limit_of_mappings)
{
    struct lbh_library *library = NULL;
    const struct lbh_library *before = load_copy("plugins/increase.so");
    copy_plugin("tests/plugins/.libs/append.so", "plugins/append.so");
    lbh_catalog_limit_mappings(catalog, 1001);
    ck_assert_int_eq(lbh_catalog_load_copy(catalog, "plugins/append.so", &library, diag), LBH_ERR_MEMORY);
    ck_assert_ptr_null(library);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_MEMORY,
                                                    .text = "cannot load library: file=\"plugins/append.so\", of 1001 mappings",
                                                    .mend = "vm.max_map_count"});
    ck_assert(!is_mapped("/append-"));
    ck_assert_ptr_eq(load_copy("plugins/increase.so"), before);
    lbh_catalog_limit_mappings(catalog, 0);
    load_copy("plugins/append.so");
}
END_TEST

/* --- threads --- */

enum { THREADS = 4 };
static const char *const names[] = {"increase", "append", "answer", "counter"};
enum { NAMES = sizeof names / sizeof names[0] };

struct worker {
    pthread_t thread;
    int first; /* everyone begins with another name */
    const struct lbh_library *seen[NAMES];
    int failures;
};

static void *load_all(void *argument)
{
    struct worker *worker = argument;
    for (int i = 0; i < 5 * NAMES; i++) {
        const int k = (i + worker->first) % NAMES;
        struct lbh_library *library = NULL;
        if (lbh_catalog_find(catalog, names[k], NULL, &library, NULL) != LBH_OK) worker->failures++;
        if (worker->seen[k] && worker->seen[k] != library) worker->failures++;
        worker->seen[k] = library;
    }
    return NULL;
}

static void load_from_threads(void)
{
    struct worker workers[THREADS] = {0};
    for (int k = 0; k < NAMES; k++) {
        char from[64], to[64];
        snprintf(from, sizeof from, "tests/plugins/.libs/%s.so", names[k]);
        snprintf(to, sizeof to, "plugins/%s.so", names[k]);
        copy_plugin(from, to);
    }
    for (int i = 0; i < THREADS; i++) {
        workers[i].first = i;
        ck_assert_int_eq(pthread_create(&workers[i].thread, NULL, load_all, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) pthread_join(workers[i].thread, NULL);
    for (int i = 0; i < THREADS; i++) {
        ck_assert_int_eq(workers[i].failures, 0);
        for (int k = 0; k < NAMES; k++) ck_assert_ptr_eq(workers[i].seen[k], workers[0].seen[k]);
    }
}

START_TEST(threads_load_at_once)
{
    load_from_threads();
}
END_TEST

START_TEST(threads_load_copies_at_once)
{
    ck_assert_int_eq(lbh_catalog_copy_always(catalog, diag), LBH_OK);
    load_from_threads();
}
END_TEST

SUITE("copies")
{
    PROMISE_WITH(suite, "a copy is loaded in place of its source", setup, teardown, the_copy_is_mapped_and_its_source_is_not,
                 a_library_mapped_from_its_author_s_file_has_no_generation, identical_content_is_the_same_library,
                 what_was_copied_is_loaded_whatever_became_of_the_file, from_then_on_everything_is_a_copy,
                 a_file_is_located_and_not_loaded, a_copy_can_be_copied);
    PROMISE_WITH(suite, "errors name what the author knows", setup, teardown, errors_name_the_source,
                 a_refused_file_can_be_mended, a_name_is_checked_in_copies_too, copies_without_a_folder_are_refused,
                 libraries_are_refused_near_the_limit_of_mappings);
    PROMISE_WITH(suite, "threads meet", setup, teardown, threads_load_at_once, threads_load_copies_at_once);
}
