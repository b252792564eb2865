/* SPDX-License-Identifier: MIT */
/* Tests of opening libraries: whose symbol counts, and which addresses lie in them. */
#include "dylib.h"

#include <stdint.h>
#include <string.h>

#include <loopblocks/descriptor.h>

#include "built.h"
#include "errors.h"
#include "scratch.h"
#include "suite.h"

static struct lbh_diag *diag;
static struct lbh_dylib *library;
static char path[BUILT_PATH_SIZE];
static const void *address;
static size_t symbol_size;

static void setup(void)
{
    diag = lbh_diag_new();
    library = NULL;
}

static void teardown(void)
{
    lbh_dylib_close(library);
    lbh_diag_free(diag);
}

static void open_library(const char *file)
{
    ck_assert_msg(lbh_dylib_open(file, &library, diag) == LBH_OK, "%s", lbh_diag_text(diag));
}

START_TEST(a_descriptor_is_found_with_its_size)
{
    open_library(GOOD_PLUGIN(path, "increase"));
    ck_assert_int_eq(lbh_dylib_object(library, "lb_block", &address, &symbol_size, diag), LBH_OK);
    ck_assert_ptr_nonnull(address);
    ck_assert_uint_eq(symbol_size, sizeof(struct lb_block));
    ck_assert_str_eq(((const struct lb_block *)address)->name, "increase");
}
END_TEST

START_TEST(no_symbol_is_no_error)
{
    open_library(GOOD_PLUGIN(path, "increase"));
    address = path;
    ck_assert_int_eq(lbh_dylib_object(library, "lb_component", &address, &symbol_size, diag), LBH_OK);
    ck_assert_ptr_null(address);
    ck_assert_uint_eq(lbh_diag_count(diag), 0);
}
END_TEST

START_TEST(a_function_is_no_descriptor)
{
    open_library(FAULTY_PLUGIN(path, "function-as-descriptor"));
    ck_assert_int_eq(lbh_dylib_object(library, "lb_block", &address, &symbol_size, diag), LBH_ERR_INVALID);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_INVALID,
                                                    .text = "symbol=lb_block, expected=a data object, found=a function",
                                                    .mend = "LB_EXPORT const struct lb_block lb_block"});
}
END_TEST

START_TEST(a_symbol_of_a_needed_library_does_not_count)
{
    open_library(FAULTY_PLUGIN(path, "borrowed-descriptor"));
    ck_assert_int_eq(lbh_dylib_object(library, "lb_block", &address, &symbol_size, diag), LBH_OK);
    ck_assert_ptr_null(address);
}
END_TEST

START_TEST(addresses_are_told_apart)
{
    static const char outside[] = "outside";
    open_library(GOOD_PLUGIN(path, "increase"));
    ck_assert_int_eq(lbh_dylib_object(library, "lb_block", &address, &symbol_size, diag), LBH_OK);
    const struct lb_block *block = address;
    ck_assert(lbh_dylib_holds(library, block, sizeof *block));
    ck_assert(lbh_dylib_holds_text(library, block->name));
    ck_assert(lbh_dylib_is_code(block->call));
    ck_assert(!lbh_dylib_holds(library, outside, 1));
    ck_assert(!lbh_dylib_holds(library, NULL, 1));
    ck_assert(!lbh_dylib_holds(library, block, (size_t)1 << 30));
    ck_assert(!lbh_dylib_holds(library, block, SIZE_MAX));
    ck_assert(!lbh_dylib_holds(library, (const void *)(UINTPTR_MAX - 7), 8));
    ck_assert(!lbh_dylib_holds_text(library, outside));
    ck_assert(!lbh_dylib_holds_text(library, NULL));
    ck_assert(lbh_dylib_is_code((void (*)(void))free));
    ck_assert(!lbh_dylib_is_code((void (*)(void))(uintptr_t)8));
    ck_assert(!lbh_dylib_is_code(NULL));
}
END_TEST

START_TEST(data_is_no_code)
{
    open_library(GOOD_PLUGIN(path, "whole-loop"));
    ck_assert_int_eq(lbh_dylib_object(library, "lb_block", &address, &symbol_size, diag), LBH_OK);
    const struct lb_block *block = address;
    ck_assert(!lbh_dylib_is_code((void (*)(void))(uintptr_t)block->inputs.items));
}
END_TEST

START_TEST(what_it_needs_must_be_there)
{
    ck_assert_int_eq(lbh_dylib_open(FAULTY_PLUGIN(path, "missing-symbol"), &library, diag), LBH_ERR_INVALID);
    ck_assert_ptr_null(library);
    assert_one_error(
        diag, &(struct expected_error){.status = LBH_ERR_INVALID, .text = "nobody_defines_this", .mend = "link the libraries"});
    assert_contains(error_at(diag, 0)->text, "missing-symbol.so");
}
END_TEST

START_TEST(a_bare_name_is_in_the_working_directory)
{
    size_t size = 0;
    scratch_setup();
    unsigned char *bytes = read_bytes(GOOD_PLUGIN(path, "increase"), &size);
    scratch_write("bare.so", bytes, size);
    free(bytes);
    open_library("bare.so");
    ck_assert_int_eq(lbh_dylib_object(library, "lb_block", &address, &symbol_size, diag), LBH_OK);
    ck_assert_ptr_nonnull(address);
    scratch_teardown();
}
END_TEST

START_TEST(nothing_can_be_closed)
{
    lbh_dylib_close(NULL);
    lbh_dylib_leave(NULL);
}
END_TEST

SUITE("dylib")
{
    PROMISE_WITH(suite, "libraries are opened", setup, teardown, what_it_needs_must_be_there,
                 a_bare_name_is_in_the_working_directory, nothing_can_be_closed);
    PROMISE_WITH(suite, "only a library's own object is its descriptor", setup, teardown, a_descriptor_is_found_with_its_size,
                 no_symbol_is_no_error, a_function_is_no_descriptor, a_symbol_of_a_needed_library_does_not_count);
    PROMISE_WITH(suite, "addresses are told apart", setup, teardown, addresses_are_told_apart, data_is_no_code);
}
