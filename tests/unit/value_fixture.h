/* SPDX-License-Identifier: MIT */
/* What the tests of values share: one value, read from JSON text or refused. */
#ifndef TESTS_UNIT_VALUE_FIXTURE_H
#define TESTS_UNIT_VALUE_FIXTURE_H

#include "value.h"

#include "errors.h"
#include "suite.h"

#include <stdlib.h>
#include <string.h>

static struct lbh_diag *diag;
static struct lbh_value value;

static inline void setup(void)
{
    diag = lbh_diag_new();
    value = (struct lbh_value){0};
}

static inline void teardown(void)
{
    lbh_value_fini(&value);
    lbh_diag_free(diag);
}

static inline struct lbh_type type_of(const char *text)
{
    struct lbh_type type;
    ck_assert_int_eq(lbh_type_parse(text, true, &type, NULL), LBH_OK);
    return type;
}

/* Reads JSON text into `value`, which must work. */
static inline void read(const char *type_text, const char *json)
{
    const struct lbh_type type = type_of(type_text);
    lbh_value_fini(&value);
    lbh_diag_clear(diag);
    const enum lbh_status status = lbh_value_from_default(&value, &type, json, diag);
    ck_assert_msg(status == LBH_OK, "%s from %s: %s", type_text, json, lbh_diag_text(diag));
}

static inline void refuse(const char *type_text, const char *json, const char *message)
{
    const struct lbh_type type = type_of(type_text);
    struct lbh_value untouched = {.bytes = 77};
    lbh_diag_clear(diag);
    ck_assert_msg(lbh_value_from_default(&untouched, &type, json, diag) == LBH_ERR_INVALID, "%s from %s", type_text, json);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_INVALID, .text = message});
    ck_assert_uint_eq(untouched.bytes, 77);
    ck_assert_ptr_null(untouched.data);
}

static inline void assert_formats_as(const char *expected)
{
    char *text = lbh_value_format(value.element, value.ndim, value.shape, value.data);
    ck_assert_str_eq(text, expected);
    free(text);
}

#endif
