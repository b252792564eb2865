/* SPDX-License-Identifier: MIT */
/* Tests of cells: what a slot reads as before it is set, how it is shaped, stored and cleared. */
#include "cell.h"

#include <string.h>

#include "errors.h"
#include "suite.h"

static struct lbh_arena *arena;
static struct lbh_diag *diag;

static void setup(void)
{
    arena = lbh_arena_new(1 << 16);
    diag = lbh_diag_new();
}

static void teardown(void)
{
    lbh_arena_free(arena);
    lbh_diag_free(diag);
}

static struct lbh_cell *new_cell(uint32_t element, int32_t ndim)
{
    struct lbh_cell *cell = lbh_cell_new(arena, element, ndim);
    ck_assert_ptr_nonnull(cell);
    ck_assert_uint_eq(cell->slot.flags & LB_SLOT_SET, 0);
    return cell;
}

START_TEST(a_scalar_reads_as_zero_until_it_is_set)
{
    struct lbh_cell *cell = new_cell(LB_TYPE_F64, 0);
    ck_assert_double_eq(*(double *)cell->slot.tensor.data, 0.0);
    double three = 3;
    const struct lbh_value value = {.element = LB_TYPE_F64, .bytes = 8, .data = &three};
    ck_assert_int_eq(lbh_cell_store(arena, cell, &value, diag), LBH_OK);
    ck_assert_uint_eq(cell->slot.flags, LB_SLOT_SET);
    ck_assert_double_eq(*(double *)cell->slot.tensor.data, 3.0);
    lbh_cell_clear(cell);
    ck_assert_uint_eq(cell->slot.flags, 0);
    ck_assert_double_eq(*(double *)cell->slot.tensor.data, 0.0);
}
END_TEST

START_TEST(a_slot_is_dlpack_s_tensor)
{
    struct lbh_cell *cell = new_cell(LB_TYPE_BF16, 2);
    ck_assert_int_eq(lbh_cell_set_shape(arena, cell, (const int64_t[]){2, 100}, false, diag), LBH_OK);
    const struct lb_tensor *tensor = &cell->slot.tensor;
    ck_assert_uint_eq((uintptr_t)cell % 64, 0);
    ck_assert_uint_eq((uintptr_t)tensor->data % 64, 0);
    ck_assert_int_eq(tensor->device.type, 1);
    ck_assert_int_eq(tensor->device.id, 0);
    ck_assert_uint_eq(tensor->dtype.code, LB_CODE_BFLOAT);
    ck_assert_uint_eq(tensor->dtype.bits, 16);
    ck_assert_uint_eq(tensor->dtype.lanes, 1);
    ck_assert_int_eq(tensor->ndim, 2);
    ck_assert_int_eq(tensor->strides[0], 100);
    ck_assert_int_eq(tensor->strides[1], 1);
    ck_assert_uint_eq(tensor->byte_offset, 0);
    ck_assert_uint_eq(cell->slot.storage, 0);
}
END_TEST

START_TEST(a_tensor_has_no_data_until_it_has_a_shape)
{
    struct lbh_cell *cell = new_cell(LB_TYPE_F32, 1);
    ck_assert_ptr_null(cell->slot.tensor.data);
    ck_assert_int_eq(lbh_cell_set_shape(arena, cell, (const int64_t[]){1000}, true, diag), LBH_OK);
    float *data = cell->slot.tensor.data;
    for (int i = 0; i < 1000; i++) ck_assert_float_eq(data[i], 0);
    lbh_cell_clear(cell);
    ck_assert_ptr_null(cell->slot.tensor.data);
    ck_assert(!cell->shaped);
    ck_assert_int_eq(lbh_cell_set_shape(arena, cell, (const int64_t[]){900}, false, diag), LBH_OK);
    ck_assert_ptr_eq(cell->slot.tensor.data, data);
}
END_TEST

START_TEST(content_is_kept_where_the_shape_is_the_same)
{
    struct lbh_cell *cell = new_cell(LB_TYPE_I64, 1);
    ck_assert_int_eq(lbh_cell_set_shape(arena, cell, (const int64_t[]){20}, true, diag), LBH_OK);
    ((int64_t *)cell->slot.tensor.data)[19] = 5;
    ck_assert_int_eq(lbh_cell_set_shape(arena, cell, (const int64_t[]){20}, true, diag), LBH_OK);
    ck_assert_int_eq(((int64_t *)cell->slot.tensor.data)[19], 5);
    ck_assert_int_eq(lbh_cell_set_shape(arena, cell, (const int64_t[]){10}, true, diag), LBH_OK);
    ck_assert_int_eq(lbh_cell_set_shape(arena, cell, (const int64_t[]){20}, true, diag), LBH_OK);
    ck_assert_int_eq(((int64_t *)cell->slot.tensor.data)[19], 0);
}
END_TEST

START_TEST(empty_tensors_have_an_address)
{
    struct lbh_cell *cell = new_cell(LB_TYPE_F32, 2);
    ck_assert_int_eq(lbh_cell_set_shape(arena, cell, (const int64_t[]){0, 3}, true, diag), LBH_OK);
    ck_assert_ptr_nonnull(cell->slot.tensor.data);
    ck_assert_int_eq(lb_tensor_count(&cell->slot.tensor), 0);
}
END_TEST

START_TEST(impossible_shapes_are_refused)
{
    struct lbh_cell *cell = new_cell(LB_TYPE_F64, 2);
    ck_assert_int_eq(lbh_cell_set_shape(arena, cell, (const int64_t[]){INT64_MAX, 2}, true, diag), LBH_ERR_INVALID);
    assert_one_error(
        diag, &(struct expected_error){.status = LBH_ERR_INVALID, .text = "impossible shape: f64[9223372036854775807,2]"});
    lbh_diag_clear(diag);
    ck_assert_int_eq(lbh_cell_set_shape(arena, cell, (const int64_t[]){-1, 2}, true, diag), LBH_ERR_INVALID);
    lbh_diag_clear(diag);
    ck_assert_int_eq(lbh_cell_set_shape(arena, cell, (const int64_t[]){INT64_C(1) << 58, 1}, true, diag), LBH_ERR_MEMORY);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_MEMORY, .text = "out of memory"});
    ck_assert_ptr_null(cell->slot.tensor.data);
}
END_TEST

START_TEST(a_str_is_empty_until_it_is_set)
{
    struct lbh_cell *cell = new_cell(LB_TYPE_STR, 0);
    ck_assert_str_eq(cell->slot.tensor.data, "");
    ck_assert_int_eq(cell->slot.tensor.ndim, 1);
    ck_assert_int_eq(cell->slot.tensor.shape[0], 0);
    char text[] = "hello";
    const struct lbh_value value = {.element = LB_TYPE_STR, .shape = {5}, .bytes = 5, .data = text};
    ck_assert_int_eq(lbh_cell_store(arena, cell, &value, diag), LBH_OK);
    ck_assert_str_eq(cell->slot.tensor.data, "hello");
    ck_assert_int_eq(cell->slot.tensor.shape[0], 5);
    ck_assert_int_eq(lbh_cell_reserve_text(arena, cell, 100000, diag), LBH_OK);
    ck_assert_str_eq(cell->slot.tensor.data, "hello");
    lbh_cell_clear(cell);
    ck_assert_str_eq(cell->slot.tensor.data, "");
    ck_assert_int_eq(cell->slot.tensor.shape[0], 0);
}
END_TEST

START_TEST(a_longer_text_gets_room)
{
    static char text[5000];
    struct lbh_cell *cell = new_cell(LB_TYPE_STR, 0);
    memset(text, 'a', sizeof text - 1);
    const struct lbh_value value = {.element = LB_TYPE_STR, .shape = {sizeof text - 1}, .bytes = sizeof text - 1, .data = text};
    ck_assert_int_eq(lbh_cell_store(arena, cell, &value, diag), LBH_OK);
    ck_assert_str_eq(cell->slot.tensor.data, text);
    ck_assert_int_eq(lbh_cell_reserve_text(arena, cell, SIZE_MAX, diag), LBH_ERR_MEMORY);
}
END_TEST

START_TEST(memory_that_is_outgrown_is_used_again)
{
    struct lbh_cell *cell = new_cell(LB_TYPE_U8, 1);
    for (int64_t extent = 1000; extent < 2000; extent += 100)
        ck_assert_int_eq(lbh_cell_set_shape(arena, cell, &extent, true, diag), LBH_OK);
    const size_t used = lbh_arena_used(arena);
    ck_assert_uint_lt(used, 1900 + 64 + sizeof *cell + 64);
}
END_TEST

static void assert_ends_with_its_pages(const struct lbh_cell *cell, size_t bytes, size_t alignment)
{
    ck_assert_ptr_nonnull(cell->pages);
    ck_assert_ptr_eq(cell->slot.tensor.data, cell->pages->data);
    ck_assert_uint_eq(cell->pages->bytes, bytes);
    ck_assert_uint_eq((uintptr_t)cell->slot.tensor.data % alignment, 0);
    ck_assert_int_eq((int)lbh_pages_check(cell->pages), 0);
}

START_TEST(in_guard_mode_a_value_has_pages_of_its_own)
{
    lbh_arena_guard(arena);
    struct lbh_cell *scalar = new_cell(LB_TYPE_F64, 0), *text = new_cell(LB_TYPE_STR, 0), *tensor = new_cell(LB_TYPE_F32, 1);
    assert_ends_with_its_pages(scalar, 8, 8);
    assert_ends_with_its_pages(text, LBH_DEFAULT_TEXT_CAPACITY + 1, 1);
    ck_assert_ptr_null(tensor->pages);
    ck_assert_int_eq(lbh_cell_set_shape(arena, tensor, (const int64_t[]){3}, true, diag), LBH_OK);
    assert_ends_with_its_pages(tensor, 12, 64);
    ck_assert_int_eq(lbh_cell_set_shape(arena, tensor, (const int64_t[]){3000}, true, diag), LBH_OK);
    assert_ends_with_its_pages(tensor, 12000, 64);
    ck_assert_int_eq(lbh_cell_reserve_text(arena, text, 1000, diag), LBH_OK);
    assert_ends_with_its_pages(text, 1001, 1);
    ck_assert_str_eq(text->slot.tensor.data, "");
    lbh_cell_clear(scalar);
    assert_ends_with_its_pages(scalar, 8, 8);
    const size_t used = lbh_arena_used(arena);
    lbh_cell_release(arena, tensor);
    lbh_cell_release(arena, scalar);
    ck_assert_uint_lt(lbh_arena_used(arena), used);
}
END_TEST

START_TEST(in_guard_mode_the_next_run_s_value_ends_where_it_ends)
{
    lbh_arena_guard(arena);
    struct lbh_cell *tensor = new_cell(LB_TYPE_U8, 1);
    ck_assert_int_eq(lbh_cell_set_shape(arena, tensor, (const int64_t[]){5000}, true, diag), LBH_OK);
    lbh_cell_clear(tensor);
    ck_assert_int_eq(lbh_cell_set_shape(arena, tensor, (const int64_t[]){10}, true, diag), LBH_OK);
    assert_ends_with_its_pages(tensor, 10, 64);
}
END_TEST

SUITE("cell")
{
    PROMISE_WITH(suite, "values can be guarded", setup, teardown, in_guard_mode_a_value_has_pages_of_its_own,
                 in_guard_mode_the_next_run_s_value_ends_where_it_ends);
    PROMISE_WITH(suite, "slots read as documented", setup, teardown, a_scalar_reads_as_zero_until_it_is_set,
                 a_slot_is_dlpack_s_tensor, a_tensor_has_no_data_until_it_has_a_shape, empty_tensors_have_an_address,
                 a_str_is_empty_until_it_is_set);
    PROMISE_WITH(suite, "memory follows the shape", setup, teardown, content_is_kept_where_the_shape_is_the_same,
                 impossible_shapes_are_refused, a_longer_text_gets_room, memory_that_is_outgrown_is_used_again);
}
