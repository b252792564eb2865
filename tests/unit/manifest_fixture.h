/* SPDX-License-Identifier: MIT */
/* What the tests of manifests share: texts that are read or refused, and where their members stand. */
#ifndef TESTS_UNIT_MANIFEST_FIXTURE_H
#define TESTS_UNIT_MANIFEST_FIXTURE_H

#include "manifest.h"

#include "errors.h"
#include "scratch.h"
#include "suite.h"

#include <stdlib.h>
#include <string.h>

/* Reads `text`, which must be refused, and keeps the errors in `diag`. */
static struct lbh_diag *diag;

static inline void refuse(const char *text)
{
    struct lbh_manifest *manifest = NULL;
    ck_assert_int_eq(lbh_manifest_parse("folder/m.json", text, strlen(text), &manifest, diag), LBH_ERR_INVALID);
    ck_assert_ptr_null(manifest);
    ck_assert_int_eq(lbh_manifest_parse("folder/m.json", text, strlen(text), &manifest, NULL), LBH_ERR_INVALID);
    ck_assert_ptr_null(manifest);
}

static inline struct lbh_manifest *accept(const char *text)
{
    struct lbh_manifest *manifest = NULL;
    const enum lbh_status status = lbh_manifest_parse("folder/m.json", text, strlen(text), &manifest, diag);
    ck_assert_msg(status == LBH_OK, "%s", lbh_diag_text(diag));
    ck_assert_uint_eq(lbh_diag_count(diag), 0);
    return manifest;
}

static inline void setup(void)
{
    diag = lbh_diag_new();
}

static inline void teardown(void)
{
    lbh_diag_free(diag);
}

static inline void setup_folder(void)
{
    setup();
    scratch_setup();
}

static inline void teardown_folder(void)
{
    scratch_teardown();
    teardown();
}

#define REFUSED(text, ...)                                                                                                     \
    do {                                                                                                                       \
        refuse(text);                                                                                                          \
        assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_INVALID, .file = "folder/m.json", __VA_ARGS__});     \
    } while (0)

/* A manifest with blocks but without what a test adds; which then begins at WITH_COLUMN. */
#define WITH(members) "{\"loopblocks\": 1, \"blocks\": {\"a\": {\"use\": \"x\"}}, " members "}"
#define WITH_COLUMN 50
#define BLOCKS(blocks) "{\"loopblocks\": 1,\n \"blocks\": {" blocks "}}"
#define BLOCKS_COLUMN 13

#endif
