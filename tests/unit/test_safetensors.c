/* SPDX-License-Identifier: MIT */
/* Tests of the safetensors format: what is read and written, and that a lying file is believed in nothing. */
#include "safetensors.h"

#include "errors.h"
#include "scratch.h"
#include "suite.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

static struct lbh_diag *diag;

static void setup(void)
{
    diag = lbh_diag_new();
    scratch_setup();
}

static void teardown(void)
{
    scratch_teardown();
    lbh_diag_free(diag);
}

/* Writes a file with this header and so many bytes of data: 0, 1, 2, ... */
static void write_raw(const char *name, uint64_t header_bytes, const char *header, size_t data_bytes)
{
    FILE *out = fopen(name, "wb");
    ck_assert_ptr_nonnull(out);
    for (int i = 0; i < 8; i++) fputc((int)(header_bytes >> (8 * i) & 0xff), out);
    fputs(header, out);
    for (size_t i = 0; i < data_bytes; i++) fputc((int)(i & 0xff), out);
    ck_assert_int_eq(fclose(out), 0);
}

static void refuse_file(const char *name, enum lbh_status status, const char *message)
{
    struct lbh_safetensors *file = NULL;
    lbh_diag_clear(diag);
    ck_assert_int_eq(lbh_safetensors_open(name, &file, diag), status);
    ck_assert_ptr_null(file);
    assert_one_error(diag, &(struct expected_error){.status = status, .text = message, .file = name});
    ck_assert_int_eq(lbh_safetensors_open(name, &file, NULL), status);
}

static void refuse_header(const char *header, size_t data_bytes, const char *message)
{
    write_raw("bad.safetensors", strlen(header), header, data_bytes);
    refuse_file("bad.safetensors", LBH_ERR_INVALID, message);
}

#define ENTRY(name, dtype, shape, begin, end)                                                                                  \
    "\"" name "\": {\"dtype\": \"" dtype "\", \"shape\": " shape ", \"data_offsets\": [" #begin ", " #end "]}"

/* --- reading --- */

START_TEST(tensors_are_found_by_name_and_in_order)
{
    const char *header = "{\"__metadata__\": {\"format\": \"pt\"}, " ENTRY("later", "U8", "[2, 2]", 4,
                                                                           8) ", " ENTRY("first", "F32", "[]", 0, 4) "}    ";
    write_raw("a", strlen(header), header, 8);
    struct lbh_safetensors *file = NULL;
    ck_assert_msg(lbh_safetensors_open("a", &file, diag) == LBH_OK, "%s", lbh_diag_text(diag));
    ck_assert_uint_eq(lbh_safetensors_count(file), 2);
    const struct lbh_safetensor *first = lbh_safetensors_at(file, 0);
    ck_assert_str_eq(first->name, "first");
    ck_assert_uint_eq(first->element, LB_TYPE_F32);
    ck_assert_int_eq(first->ndim, 0);
    const struct lbh_safetensor *later = lbh_safetensors_find(file, "later");
    ck_assert_ptr_eq(later, lbh_safetensors_at(file, 1));
    ck_assert_int_eq(later->ndim, 2);
    ck_assert_int_eq(later->shape[1], 2);
    ck_assert_uint_eq(later->bytes, 4);
    ck_assert_int_eq(((const unsigned char *)later->data)[3], 7);
    ck_assert_ptr_null(lbh_safetensors_find(file, "none"));
    ck_assert_ptr_null(lbh_safetensors_find(file, "__metadata__"));
    lbh_safetensors_close(file);
}
END_TEST

START_TEST(data_is_aligned_even_where_the_file_does_not)
{
    const char *header = "{" ENTRY("byte", "U8", "[1]", 0, 1) ", " ENTRY("wide", "F64", "[2]", 1, 17) "}";
    write_raw("a", strlen(header), header, 17);
    struct lbh_safetensors *file = NULL;
    ck_assert_int_eq(lbh_safetensors_open("a", &file, diag), LBH_OK);
    const struct lbh_safetensor *wide = lbh_safetensors_find(file, "wide");
    ck_assert_uint_eq((uintptr_t)wide->data % sizeof(double), 0);
    ck_assert_int_eq(((const unsigned char *)wide->data)[15], 16);
    lbh_safetensors_close(file);
}
END_TEST

START_TEST(file_without_tensors_is_read)
{
    write_raw("a", 2, "{}", 0);
    struct lbh_safetensors *file = NULL;
    ck_assert_int_eq(lbh_safetensors_open("a", &file, diag), LBH_OK);
    ck_assert_uint_eq(lbh_safetensors_count(file), 0);
    ck_assert_ptr_null(lbh_safetensors_find(file, "x"));
    lbh_safetensors_close(file);
}
END_TEST

START_TEST(empty_tensors_take_no_data)
{
    const char *header = "{" ENTRY("none", "F32", "[0, 3]", 4, 4) ", " ENTRY("one", "F32", "[1]", 0, 4) "}";
    write_raw("a", strlen(header), header, 4);
    struct lbh_safetensors *file = NULL;
    ck_assert_int_eq(lbh_safetensors_open("a", &file, diag), LBH_OK);
    ck_assert_uint_eq(lbh_safetensors_find(file, "none")->bytes, 0);
    ck_assert_ptr_nonnull(lbh_safetensors_find(file, "none")->data);
    lbh_safetensors_close(file);
}
END_TEST

/* --- files that are none --- */

START_TEST(missing_file_is_reported)
{
    refuse_file("none.safetensors", LBH_ERR_IO, "No such file");
}
END_TEST

START_TEST(folder_is_rejected)
{
    refuse_file(".", LBH_ERR_INVALID, "expected=a safetensors file, found=a folder");
}
END_TEST

START_TEST(device_and_pipe_are_rejected)
{
    refuse_file("/dev/zero", LBH_ERR_INVALID, "found=no regular file");
    ck_assert_int_eq(mkfifo("pipe", 0600), 0);
    refuse_file("pipe", LBH_ERR_INVALID, "found=no regular file");
}
END_TEST

START_TEST(empty_and_short_files_are_rejected)
{
    scratch_write("a", "", 0);
    refuse_file("a", LBH_ERR_INVALID, "expected=at least 8 bytes, found=0");
    scratch_write("a", "1234567", 7);
    refuse_file("a", LBH_ERR_INVALID, "expected=at least 8 bytes, found=7");
}
END_TEST

/* --- headers that lie --- */

START_TEST(header_past_the_end_is_rejected)
{
    write_raw("a", 100, "{}", 0);
    refuse_file("a", LBH_ERR_INVALID, "the header runs past the end of the file: expected=100 bytes, found=2");
}
END_TEST

START_TEST(huge_header_is_rejected)
{
    write_raw("a", UINT64_MAX, "{}", 0);
    refuse_file("a", LBH_ERR_INVALID, "expected=a header of at most 100000000 bytes, found=18446744073709551615");
    write_raw("a", 100000001, "{}", 0);
    refuse_file("a", LBH_ERR_INVALID, "at most 100000000 bytes");
}
END_TEST

START_TEST(header_that_is_no_object_is_rejected)
{
    refuse_header("", 0, "in the header: not JSON: there is nothing in it");
    refuse_header("{\"a\"", 0, "in the header: not JSON");
    refuse_header("[]", 0, "in the header: expected=an object, found=[]");
    refuse_header("\xff\xfe", 0, "in the header: not JSON");
}
END_TEST

START_TEST(duplicate_name_is_rejected)
{
    refuse_header("{" ENTRY("a", "U8", "[1]", 0, 1) ", " ENTRY("a", "U8", "[1]", 1, 2) "}", 2,
                  "in the header: key given twice: \"a\"");
}
END_TEST

START_TEST(entry_that_is_no_object_is_rejected)
{
    refuse_header("{\"a\": 1}", 0, "tensor=\"a\": entry: expected=an object, found=1");
}
END_TEST

START_TEST(wrong_dtype_is_rejected)
{
    refuse_header("{" ENTRY("a", "C64", "[1]", 0, 8) "}", 8, "tensor=\"a\": dtype: expected=I8, ");
    refuse_header("{\"a\": {\"dtype\": 3, \"shape\": [], \"data_offsets\": [0, 1]}}", 1, "BOOL, found=3");
    refuse_header("{\"a\": {\"shape\": [], \"data_offsets\": [0, 1]}}", 1, "BOOL, found=none");
}
END_TEST

START_TEST(wrong_shapes_are_rejected)
{
    refuse_header("{" ENTRY("a", "U8", "[-1]", 0, 1) "}", 1, "tensor=\"a\": shape: expected=whole numbers from 0, found=[-1]");
    refuse_header("{" ENTRY("a", "U8", "[1.5]", 0, 1) "}", 1, "expected=whole numbers from 0, found=[1.5]");
    refuse_header("{" ENTRY("a", "U8", "[\"1\"]", 0, 1) "}", 1, "expected=whole numbers from 0");
    refuse_header("{" ENTRY("a", "U8", "3", 0, 1) "}", 1, "expected=an array of at most 8 extents, found=3");
    refuse_header("{" ENTRY("a", "U8", "[1,1,1,1,1,1,1,1,1]", 0, 1) "}", 1, "expected=an array of at most 8 extents");
    refuse_header("{\"a\": {\"dtype\": \"U8\", \"data_offsets\": [0, 1]}}", 1,
                  "shape: expected=an array of at most 8 extents, found=none");
}
END_TEST

START_TEST(shape_whose_product_overflows_is_rejected)
{
    refuse_header("{" ENTRY("a", "F32", "[4294967296, 4294967296]", 0, 0) "}", 0,
                  "tensor=\"a\": shape: expected=a product that fits");
    refuse_header("{" ENTRY("a", "F64", "[2305843009213693952]", 0, 0) "}", 0, "expected=a product that fits");
    refuse_header("{" ENTRY("a", "U8", "[9223372036854775807, 2]", 0, 0) "}", 0, "expected=a product that fits");
}
END_TEST

START_TEST(wrong_offsets_are_rejected)
{
    refuse_header("{" ENTRY("a", "U8", "[1]", 1, 0) "}", 1, "tensor=\"a\": data_offsets: expected=[begin, end], found=[1,0]");
    refuse_header("{" ENTRY("a", "U8", "[1]", -1, 0) "}", 1, "found=[-1,0]");
    refuse_header("{" ENTRY("a", "U8", "[1]", 0.5, 1) "}", 1, "found=[0.5,1]");
    refuse_header("{\"a\": {\"dtype\": \"U8\", \"shape\": [1], \"data_offsets\": [0, 1, 2]}}", 1, "found=[0,1,2]");
    refuse_header("{\"a\": {\"dtype\": \"U8\", \"shape\": [1]}}", 1, "data_offsets: expected=[begin, end], found=none");
}
END_TEST

START_TEST(size_that_does_not_fit_the_shape_is_rejected)
{
    refuse_header("{" ENTRY("a", "F32", "[2]", 0, 7) "}", 7,
                  "tensor=\"a\": data_offsets: expected=8 bytes for f32[2], found=7");
}
END_TEST

START_TEST(overlapping_tensors_are_rejected)
{
    refuse_header("{" ENTRY("a", "U8", "[4]", 0, 4) ", " ENTRY("b", "U8", "[4]", 3, 7) "}", 7,
                  "tensor=\"b\": data_offsets: overlaps the tensor before it: expected=begin 4, found=begin 3");
}
END_TEST

START_TEST(holes_are_rejected)
{
    refuse_header("{" ENTRY("a", "U8", "[4]", 0, 4) ", " ENTRY("b", "U8", "[4]", 5, 9) "}", 9,
                  "tensor=\"b\": data_offsets: leaves a hole");
    refuse_header("{" ENTRY("a", "U8", "[4]", 1, 5) "}", 5, "leaves a hole before it: expected=begin 0, found=begin 1");
    refuse_header("{" ENTRY("a", "U8", "[4]", 0, 4) "}", 5,
                  "data that belongs to no tensor: expected=4 bytes of data, found=5");
}
END_TEST

START_TEST(truncated_data_is_rejected)
{
    refuse_header("{" ENTRY("a", "U8", "[4]", 0, 4) "}", 3,
                  "tensor=\"a\": data_offsets: runs past the end of the file: expected=4 bytes of data, found=3");
    refuse_header("{" ENTRY("a", "U8", "[9223372036854775807]", 0, 9223372036854775807) "}", 3, "runs past the end");
}
END_TEST

START_TEST(every_truncation_is_rejected)
{
    const char *header = "{" ENTRY("a", "F32", "[2]", 0, 8) ", " ENTRY("b", "U8", "[3]", 8, 11) "}";
    write_raw("a", strlen(header), header, 11);
    for (off_t size = (off_t)strlen(header) + 8 + 10; size >= 0; size--) {
        struct lbh_safetensors *file = NULL;
        ck_assert_int_eq(truncate("a", size), 0);
        ck_assert_int_eq(lbh_safetensors_open("a", &file, NULL), LBH_ERR_INVALID);
    }
}
END_TEST

/* --- writing --- */

static const float numbers[] = {1.5f, -2.0f, 3.25f};
static const int64_t number = 42;
static const uint8_t flags[] = {1, 0};

START_TEST(what_is_written_reads_back)
{
    const struct lbh_safetensor tensors[] = {
        {"flags", LB_TYPE_BOOL, 1, {2}, 2, flags},
        {"a\"b\xc3\xa4", LB_TYPE_F32, 2, {3, 1}, sizeof numbers, numbers},
        {"steps", LB_TYPE_I64, 0, {0}, sizeof number, &number},
        {"nothing", LB_TYPE_F16, 1, {0}, 0, flags},
    };
    ck_assert_int_eq(lbh_safetensors_write("out.safetensors", tensors, 4, diag), LBH_OK);
    struct lbh_safetensors *file = NULL;
    ck_assert_msg(lbh_safetensors_open("out.safetensors", &file, diag) == LBH_OK, "%s", lbh_diag_text(diag));
    ck_assert_uint_eq(lbh_safetensors_count(file), 4);
    for (size_t i = 0; i < 4; i++) {
        const struct lbh_safetensor *found = lbh_safetensors_find(file, tensors[i].name);
        ck_assert_ptr_nonnull(found);
        ck_assert_uint_eq(found->element, tensors[i].element);
        ck_assert_int_eq(found->ndim, tensors[i].ndim);
        ck_assert_mem_eq(found->shape, tensors[i].shape, sizeof found->shape[0] * (size_t)found->ndim);
        ck_assert_uint_eq(found->bytes, tensors[i].bytes);
        if (found->bytes > 0) ck_assert_mem_eq(found->data, tensors[i].data, found->bytes);
    }
    /* Aligned in the file itself: the widest first, after a header of a multiple of 8. */
    ck_assert_str_eq(lbh_safetensors_at(file, 0)->name, "steps");
    lbh_safetensors_close(file);
}
END_TEST

static enum lbh_status write_steps(const char *path)
{
    const struct lbh_safetensor tensor = {"steps", LB_TYPE_I64, 0, {0}, sizeof number, &number};
    return lbh_safetensors_write(path, &tensor, 1, diag);
}

START_TEST(header_begins_data_at_a_multiple_of_eight)
{
    ck_assert_int_eq(write_steps("out"), LBH_OK);
    struct stat about;
    ck_assert_int_eq(stat("out", &about), 0);
    ck_assert_int_eq(about.st_size % 8, 0);
}
END_TEST

START_TEST(file_is_replaced_and_keeps_its_mode_and_link)
{
    scratch_write_text("real", "old");
    ck_assert_int_eq(chmod("real", 0640), 0);
    ck_assert_int_eq(symlink("real", "link"), 0);
    ck_assert_int_eq(write_steps("link"), LBH_OK);
    struct stat about;
    ck_assert_int_eq(lstat("link", &about), 0);
    ck_assert(S_ISLNK(about.st_mode));
    ck_assert_int_eq(stat("real", &about), 0);
    ck_assert_int_eq(about.st_mode & 0777, 0640);
    struct lbh_safetensors *file = NULL;
    ck_assert_int_eq(lbh_safetensors_open("real", &file, diag), LBH_OK);
    lbh_safetensors_close(file);
}
END_TEST

START_TEST(full_disk_is_reported)
{
    ck_assert_int_eq(write_steps("/dev/full"), LBH_ERR_IO);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_IO, .text = "No space left", .file = "/dev/full"});
}
END_TEST

START_TEST(device_is_written_directly)
{
    ck_assert_int_eq(write_steps("/dev/null"), LBH_OK);
    struct stat about;
    ck_assert_int_eq(stat("/dev/null", &about), 0);
    ck_assert(S_ISCHR(about.st_mode));
}
END_TEST

START_TEST(missing_folder_is_reported)
{
    ck_assert_int_eq(write_steps("none/out"), LBH_ERR_IO);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_IO, .text = "No such file", .file = "none/out"});
}
END_TEST

START_TEST(folder_is_no_target)
{
    ck_assert_int_eq(write_steps("."), LBH_ERR_IO);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_IO, .text = "Is a directory", .file = "."});
}
END_TEST

START_TEST(failed_write_leaves_what_was_there)
{
    scratch_write_text("out", "old");
    const struct rlimit small = {16, RLIM_INFINITY};
    const struct rlimit any = {RLIM_INFINITY, RLIM_INFINITY};
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
    ck_assert_int_eq(write_steps("out"), LBH_ERR_IO);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &any), 0);
    signal(SIGXFSZ, SIG_DFL);
    struct stat about;
    ck_assert_int_eq(stat("out", &about), 0);
    ck_assert_int_eq(about.st_size, 3);
    ck_assert_int_eq(remove("out"), 0);
    ck_assert_int_eq(chdir("/"), 0);
    ck_assert_int_eq(rmdir(scratch_folder), 0); /* nothing else is left either */
    ck_assert_int_eq(mkdir(scratch_folder, 0700), 0);
}
END_TEST

START_TEST(what_the_format_cannot_hold_is_rejected)
{
    const struct lbh_safetensor good = {"x", LB_TYPE_U8, 1, {2}, 2, flags};
    struct lbh_safetensor tensors[2] = {good, good};
    ck_assert_int_eq(lbh_safetensors_write("out", tensors, 2, diag), LBH_ERR_USAGE);
    assert_one_error(diag, &(struct expected_error){
                               .status = LBH_ERR_USAGE, .text = "tensor=\"x\": the name is given twice", .file = "out"});
    tensors[0].element = LB_TYPE_STR;
    ck_assert_int_eq(lbh_safetensors_write("out", tensors, 1, NULL), LBH_ERR_USAGE);
    tensors[0] = good;
    tensors[0].bytes = 3;
    ck_assert_int_eq(lbh_safetensors_write("out", tensors, 1, NULL), LBH_ERR_USAGE);
    tensors[0] = good;
    tensors[0].name = "\xff";
    ck_assert_int_eq(lbh_safetensors_write("out", tensors, 1, NULL), LBH_ERR_USAGE);
    tensors[0].name = "__metadata__";
    ck_assert_int_eq(lbh_safetensors_write("out", tensors, 1, NULL), LBH_ERR_USAGE);
    ck_assert_int_ne(access("out", F_OK), 0);
}
END_TEST

SUITE("safetensors")
{
    PROMISE_WITH(suite, "a file is read as it is", setup, teardown, tensors_are_found_by_name_and_in_order,
                 data_is_aligned_even_where_the_file_does_not, file_without_tensors_is_read, empty_tensors_take_no_data);
    PROMISE_WITH(suite, "what is no such file is rejected", setup, teardown, missing_file_is_reported, folder_is_rejected,
                 device_and_pipe_are_rejected, empty_and_short_files_are_rejected);
    PROMISE_WITH(suite, "a header that lies is rejected, by tensor", setup, teardown, header_past_the_end_is_rejected,
                 huge_header_is_rejected, header_that_is_no_object_is_rejected, duplicate_name_is_rejected,
                 entry_that_is_no_object_is_rejected, wrong_dtype_is_rejected, wrong_shapes_are_rejected,
                 shape_whose_product_overflows_is_rejected, wrong_offsets_are_rejected,
                 size_that_does_not_fit_the_shape_is_rejected, overlapping_tensors_are_rejected, holes_are_rejected,
                 truncated_data_is_rejected, every_truncation_is_rejected);
    PROMISE_WITH(suite, "what is written is whole or not there", setup, teardown, what_is_written_reads_back,
                 header_begins_data_at_a_multiple_of_eight, file_is_replaced_and_keeps_its_mode_and_link, full_disk_is_reported,
                 device_is_written_directly, missing_folder_is_reported, folder_is_no_target,
                 failed_write_leaves_what_was_there, what_the_format_cannot_hold_is_rejected);
}
