/* SPDX-License-Identifier: MIT */
/* A folder of plugins that a test has compiled, with a cache beside it, listed as often as the test wants. */
#ifndef TESTS_UNIT_LISTING_FIXTURE_H
#define TESTS_UNIT_LISTING_FIXTURE_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <check.h>
#include <jansson.h>

#include "built.h"
#include "catalog.h"
#include "errors.h"
#include "integration/compiled.h"
#include "listing.h"
#include "scratch.h"

/* What a slow machine needs for a sound library; hanging ones are given less. */
#define PLENTY_NS INT64_C(60000000000)
#define LITTLE_NS INT64_C(1000000000)

static struct lbh_catalog *catalog;
static struct lbh_diag *diag;
static json_t *rows;      /* of the latest listing */
static unsigned scanners; /* that it started */

static inline void listing_setup(void)
{
    scratch_setup();
    ck_assert_int_eq(mkdir("plugins", 0700), 0);
    unsetenv("LOOPBLOCKS_PATH");
    diag = lbh_diag_new();
    catalog = lbh_catalog_new();
    rows = NULL;
    ck_assert_int_eq(lbh_catalog_add_folder(catalog, "plugins", diag), LBH_OK);
    ck_assert_int_eq(lbh_catalog_set_cache(catalog, "cache/of-ours", diag), LBH_OK);
}

static inline void listing_teardown(void)
{
    json_decref(rows);
    lbh_catalog_free(catalog);
    lbh_diag_free(diag);
    scratch_teardown();
}

/* Compiles plugins/NAME.so, a block that is called so, with more code behind it: what a constructor does, say. */
static inline void make_block(const char *name, const char *code)
{
    char file[100], text[4096], options[200];
    snprintf(file, sizeof file, "plugins/%s.so", name);
    snprintf(text, sizeof text, "%s%s", BLOCK_TEXT, code);
    snprintf(options, sizeof options, "-shared '-DNAME=\"%s\"' '-DVERSION=\"1.2.3\"'", name);
    compile(file, text, options);
}

#define AS_IT_IS_LOADED(code)                                                                                                  \
    "#include <stdio.h>\n#include <stdlib.h>\n#include <unistd.h>\n"                                                           \
    "__attribute__((constructor)) static void as_it_is_loaded(void) { " code " }\n"

/* Waits until what is changed from now on is stamped with another time than what was changed before. */
static inline void let_time_pass(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 30000000}, NULL);
}

static inline void list_within(int64_t timeout_ns)
{
    let_time_pass();
    json_decref(rows);
    rows = lbh_listing_make(catalog, timeout_ns, &scanners, diag);
    ck_assert_msg(rows != NULL, "%s", lbh_diag_text(diag));
    let_time_pass();
}

static inline void list(void)
{
    list_within(PLENTY_NS);
}

/* Returns a member of a plugin's row; null where it has none. */
static inline const char *told(const char *name, const char *key)
{
    size_t index;
    const json_t *row;
    json_array_foreach(rows, index, row)
    {
        if (strcmp(json_string_value(json_object_get(row, "name")), name) == 0)
            return json_string_value(json_object_get(row, key));
    }
    ck_abort_msg("%s is not listed", name);
}

static inline void expect_row(const char *name, const char *kind, const char *source)
{
    const char *error = told(name, "error");
    ck_assert_msg(strcmp(told(name, "kind"), kind) == 0, "%s: expected %s, found %s: %s", name, kind, told(name, "kind"),
                  error ? error : "");
    ck_assert_str_eq(told(name, "source"), source);
}

/* Writes the manifest of plugins/NAME.so. */
static inline void write_manifest(const char *name)
{
    char file[100];
    struct lbh_host *host = lbh_host_new();
    snprintf(file, sizeof file, "plugins/%s.so", name);
    let_time_pass();
    char *written = lbh_host_write_block_manifest(host, file, NULL, diag);
    ck_assert_msg(written != NULL, "%s", lbh_diag_text(diag));
    free(written);
    lbh_host_free(host);
}

/* Replaces the first place of a text in a file. */
static inline void edit(const char *file, const char *from, const char *to)
{
    char command[500];
    snprintf(command, sizeof command, "sed -i 's|%s|%s|' %s", from, to, file);
    ck_assert(runs(command));
}

#endif
