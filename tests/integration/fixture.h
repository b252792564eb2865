/* SPDX-License-Identifier: MIT */
/* A host that finds the tests' plugins, a pipeline at a time, and short words for what tests do with it. */
#ifndef TESTS_INTEGRATION_FIXTURE_H
#define TESTS_INTEGRATION_FIXTURE_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>
#include <loopblocks/host.h>

#include "unit/built.h"
#include "unit/errors.h"
#include "unit/suite.h"

static struct lbh_host *host;
static struct lbh_diag *diag;
static struct lbh_pipeline *pipeline;

static inline struct lbh_host *new_host(void)
{
    char path[BUILT_PATH_SIZE];
    struct lbh_host *made = lbh_host_new();
    ck_assert_ptr_nonnull(made);
    ck_assert_int_eq(lbh_host_add_folder(made, built(path, "tests/plugins/.libs"), NULL), LBH_OK);
    ck_assert_int_eq(lbh_host_add_folder(made, built(path, "tests/faulty/.libs"), NULL), LBH_OK);
    return made;
}

static inline void fixture_setup(void)
{
    host = new_host();
    diag = lbh_diag_new();
    pipeline = NULL;
}

static inline void fixture_teardown(void)
{
    lbh_pipeline_free(pipeline);
    lbh_host_free(host);
    lbh_diag_free(diag);
}

/*
 * Makes a pipeline of the members of a manifest, written with ' for ". They begin on line 2: "'blocks': {\n'a': ..." has the key a
 * on line 3.
 */
static inline struct lbh_pipeline *parse_for(struct lbh_host *owner, const char *members)
{
    const size_t size = strlen(members) + 64;
    char *text = malloc(size);
    ck_assert_ptr_nonnull(text);
    snprintf(text, size, "{'loopblocks': 1,\n%s}", members);
    for (char *c = text; *c; c++)
        if (*c == '\'') *c = '"';
    struct lbh_pipeline *made = lbh_pipeline_parse(owner, "folder/test.json", text, diag);
    ck_assert_msg(made != NULL, "%s", lbh_diag_text(diag));
    free(text);
    /* test_guard.sh has other tests run so. */
    if (getenv("LOOPBLOCKS_TEST_GUARD")) ck_assert_int_eq(lbh_pipeline_set_guard(made, diag), LBH_OK);
    return made;
}

static inline void parse(const char *members)
{
    lbh_pipeline_free(pipeline);
    pipeline = parse_for(host, members);
}

static inline void set(const char *name, const char *text)
{
    ck_assert_msg(lbh_pipeline_set(pipeline, name, text, diag) == LBH_OK, "%s", lbh_diag_text(diag));
}

/* Runs to the end; nothing may be wrong. */
static inline void run(void)
{
    const enum lbh_status status = lbh_pipeline_run(pipeline, diag);
    ck_assert_msg(status == LBH_OK, "status %d: %s", (int)status, lbh_diag_text(diag));
    ck_assert_msg(lbh_diag_count(diag) == 0, "%s", lbh_diag_text(diag));
}

static inline void parse_and_run(const char *members)
{
    parse(members);
    run();
}

/* Runs, and expects this to be the one thing that is wrong. A place has file "test.json" unless it is said otherwise. */
static inline void run_fails(const struct expected_error *expected)
{
    struct expected_error complete = *expected;
    if (complete.path && !complete.file) complete.file = "folder/test.json";
    lbh_diag_clear(diag);
    const enum lbh_status status = lbh_pipeline_run(pipeline, diag);
    ck_assert_msg(status == expected->status, "expected status %d, found %d: %s", (int)expected->status, (int)status,
                  lbh_diag_text(diag));
    assert_one_error(diag, &complete);
}

#define RUN_FAILS(...) run_fails(&(struct expected_error){__VA_ARGS__})

static inline int64_t whole(const char *name)
{
    int64_t number = 0;
    ck_assert_msg(lbh_pipeline_get_i64(pipeline, name, &number, diag) == LBH_OK, "%s", lbh_diag_text(diag));
    return number;
}

static inline double real(const char *name)
{
    double number = 0;
    ck_assert_msg(lbh_pipeline_get_f64(pipeline, name, &number, diag) == LBH_OK, "%s", lbh_diag_text(diag));
    return number;
}

static inline const struct lb_slot *slot_of(const char *name)
{
    const struct lb_slot *slot = lbh_pipeline_slot(pipeline, name, diag);
    ck_assert_msg(slot != NULL, "%s", lbh_diag_text(diag));
    return slot;
}

static inline int is_set(const char *name)
{
    return (slot_of(name)->flags & LB_SLOT_SET) != 0;
}

static inline const char *text_of(const char *name)
{
    ck_assert_uint_eq(slot_of(name)->type, LB_TYPE_STR);
    return slot_of(name)->tensor.data;
}

static inline void assert_json(const char *name, const char *expected)
{
    char *json = lbh_pipeline_get_json(pipeline, name, 1, diag);
    ck_assert_msg(json != NULL, "%s", lbh_diag_text(diag));
    ck_assert_str_eq(json, expected);
    free(json);
}

#endif
