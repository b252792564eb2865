/* SPDX-License-Identifier: MIT */
/* Tests of finding plugins: which folder wins, what is loaded once, and what is said of what is not there. */
#include "catalog.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "built.h"
#include "errors.h"
#include "scratch.h"
#include "suite.h"

static struct lbh_catalog *catalog;
static struct lbh_diag *diag;
static struct lbh_library *library;
static char path[BUILT_PATH_SIZE];

/* Copies a plugin to a file of the scratch folder. */
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
    diag = lbh_diag_new();
    library = NULL;
    ck_assert_int_eq(mkdir("first", 0777), 0);
    ck_assert_int_eq(mkdir("second", 0777), 0);
    setenv("LOOPBLOCKS_PATH", "::first:second:none", 1);
    catalog = lbh_catalog_new();
    ck_assert_ptr_nonnull(catalog);
}

static void teardown(void)
{
    lbh_catalog_free(catalog);
    lbh_diag_free(diag);
    scratch_teardown();
}

static void find(const char *use, const char *directory)
{
    const enum lbh_status status = lbh_catalog_find(catalog, use, directory, &library, diag);
    ck_assert_msg(status == LBH_OK, "%s", lbh_diag_text(diag));
}

START_TEST(a_name_is_a_file_in_a_folder)
{
    copy_plugin("tests/plugins/.libs/increase.so", "second/increase.so");
    find("increase", NULL);
    ck_assert_str_eq(library->file, "second/increase.so");
    ck_assert_str_eq(library->descriptor->name, "increase");
}
END_TEST

START_TEST(the_first_folder_wins)
{
    copy_plugin("tests/plugins/.libs/increase.so", "first/increase.so");
    copy_plugin("tests/plugins/.libs/increase.so", "second/increase.so");
    find("increase", NULL);
    ck_assert_str_eq(library->file, "first/increase.so");
}
END_TEST

START_TEST(folders_added_are_searched_first_and_in_order)
{
    ck_assert_int_eq(mkdir("third", 0777), 0);
    ck_assert_int_eq(mkdir("fourth", 0777), 0);
    copy_plugin("tests/plugins/.libs/increase.so", "first/increase.so");
    copy_plugin("tests/plugins/.libs/increase.so", "fourth/increase.so");
    ck_assert_int_eq(lbh_catalog_add_folder(catalog, "third", diag), LBH_OK);
    ck_assert_int_eq(lbh_catalog_add_folder(catalog, "fourth", diag), LBH_OK);
    find("increase", NULL);
    ck_assert_str_eq(library->file, "fourth/increase.so");
}
END_TEST

START_TEST(the_build_s_own_plugins_are_found_last)
{
    /* The tests hold the library themselves: its folder is that of the installation, or, from a build tree, the build's. */
    char *folder = lbh_dylib_plugin_folder();
    ck_assert_ptr_nonnull(folder);
    ck_assert_int_eq(folder[0], '/');
    free(folder);
}
END_TEST

START_TEST(a_path_is_relative_to_the_manifest)
{
    copy_plugin("tests/plugins/.libs/increase.so", "first/any-name.so");
    find("any-name.so", "first");
    ck_assert_str_eq(library->file, "first/any-name.so");
    find("./first/any-name.so", NULL);
    char absolute[BUILT_PATH_SIZE + 32];
    snprintf(absolute, sizeof absolute, "%s/first/any-name.so", scratch_folder);
    find(absolute, "second");
}
END_TEST

START_TEST(a_file_is_loaded_once)
{
    struct lbh_library *again = NULL;
    copy_plugin("tests/plugins/.libs/increase.so", "first/increase.so");
    ck_assert_int_eq(symlink("../first/increase.so", "second/link.so"), 0);
    find("increase", NULL);
    again = library;
    find("increase", NULL);
    ck_assert_ptr_eq(library, again);
    find("second/link.so", NULL);
    ck_assert_ptr_eq(library, again);
}
END_TEST

START_TEST(a_name_or_a_path)
{
    ck_assert(!lbh_use_is_file("increase"));
    ck_assert(!lbh_use_is_file(".so"));
    ck_assert(lbh_use_is_file("a.so"));
    ck_assert(lbh_use_is_file("./increase"));
}
END_TEST

START_TEST(an_unknown_name_brings_the_nearest)
{
    copy_plugin("tests/plugins/.libs/increase.so", "first/increase.so");
    copy_plugin("tests/plugins/.libs/append.so", "second/append.so");
    ck_assert_int_eq(lbh_catalog_find(catalog, "incraese", NULL, &library, diag), LBH_ERR_INVALID);
    ck_assert_ptr_null(library);
    assert_one_error(diag,
                     &(struct expected_error){
                         .status = LBH_ERR_INVALID,
                         .text = "unknown plugin: use=\"incraese\", there is no incraese.so in first or the other folders",
                         .mend = "did you mean \"increase\"?"});
}
END_TEST

START_TEST(a_name_far_from_all_is_told_how_to_look)
{
    ck_assert_int_eq(lbh_catalog_find(catalog, "zzzzzzzz", NULL, &library, diag), LBH_ERR_INVALID);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_INVALID,
                                                    .text = "unknown plugin",
                                                    .mend = "`loopblocks list` shows what is there"});
}
END_TEST

START_TEST(a_missing_file_is_named)
{
    ck_assert_int_eq(lbh_catalog_find(catalog, "none.so", "first", &library, diag), LBH_ERR_INVALID);
    assert_one_error(diag,
                     &(struct expected_error){.status = LBH_ERR_INVALID,
                                              .text = "cannot load library: file=\"first/none.so\", No such file or directory",
                                              .mend = "name a shared object that is there"});
}
END_TEST

START_TEST(a_file_of_another_name_is_refused_by_name_only)
{
    copy_plugin("tests/faulty/.libs/misnamed.so", "first/misnamed.so");
    ck_assert_int_eq(lbh_catalog_find(catalog, "misnamed", NULL, &library, diag), LBH_ERR_INVALID);
    assert_one_error(diag,
                     &(struct expected_error){
                         .status = LBH_ERR_INVALID,
                         .text = "wrong plugin: file=\"first/misnamed.so\", expected=\"misnamed\", found=\"somebody-else\"",
                         .mend = "rename the file to somebody-else.so"});
    lbh_diag_clear(diag);
    find("first/misnamed.so", NULL);
}
END_TEST

START_TEST(a_refused_file_is_refused_again)
{
    copy_plugin("tests/faulty/.libs/null-name.so", "first/null-name.so");
    for (int k = 0; k < 3; k++) {
        lbh_diag_clear(diag);
        ck_assert_int_eq(lbh_catalog_find(catalog, "null-name", NULL, &library, diag), LBH_ERR_INVALID);
        assert_one_error(diag, &(struct expected_error){
                                   .status = LBH_ERR_INVALID,
                                   .text = "first/null-name.so: invalid descriptor: field=name, expected=a text, found=null"});
    }
}
END_TEST

START_TEST(a_folder_that_is_none_is_refused)
{
    scratch_write_text("file", "");
    ck_assert_int_eq(lbh_catalog_add_folder(catalog, "nowhere", diag), LBH_ERR_USAGE);
    assert_error_at(diag, 0,
                    &(struct expected_error){.status = LBH_ERR_USAGE,
                                             .text = "folder=\"nowhere\", No such file or directory",
                                             .mend = "name a folder that holds plugins"});
    ck_assert_int_eq(lbh_catalog_add_folder(catalog, "file", diag), LBH_ERR_USAGE);
    assert_error_at(diag, 1, &(struct expected_error){.status = LBH_ERR_USAGE, .text = "folder=\"file\", Not a directory"});
}
END_TEST

static enum lbh_status note_visit(void *user, const char *name, const char *file)
{
    char *seen = user;
    if (strstr(file, "first/") == file || strstr(file, "second/") == file) sprintf(seen + strlen(seen), "%s:%s ", name, file);
    return LBH_OK;
}

static enum lbh_status refuse_visit(void *user, const char *name, const char *file)
{
    (void)user, (void)name, (void)file;
    return LBH_ERR_IO;
}

START_TEST(each_name_is_visited_once_in_order)
{
    char seen[1000] = "";
    scratch_write_text("second/b.so", "");
    scratch_write_text("second/a.so", "");
    scratch_write_text("first/b.so", "");
    scratch_write_text("first/notes.txt", "");
    scratch_write_text("first/.so", "");
    ck_assert_int_eq(lbh_catalog_visit(catalog, note_visit, seen, diag), LBH_OK);
    ck_assert_str_eq(seen, "a:second/a.so b:first/b.so ");
    ck_assert_int_eq(lbh_catalog_visit(catalog, refuse_visit, NULL, diag), LBH_ERR_IO);
}
END_TEST

SUITE("catalog")
{
    PROMISE_WITH(suite, "plugins are found", setup, teardown, a_name_is_a_file_in_a_folder, the_first_folder_wins,
                 folders_added_are_searched_first_and_in_order, the_build_s_own_plugins_are_found_last,
                 a_path_is_relative_to_the_manifest, a_file_is_loaded_once, a_name_or_a_path,
                 each_name_is_visited_once_in_order);
    PROMISE_WITH(suite, "what is not found is named", setup, teardown, an_unknown_name_brings_the_nearest,
                 a_name_far_from_all_is_told_how_to_look, a_missing_file_is_named,
                 a_file_of_another_name_is_refused_by_name_only, a_refused_file_is_refused_again,
                 a_folder_that_is_none_is_refused);
}
