/* SPDX-License-Identifier: MIT */
/* Tests of checkpoints: what blocks see of them, and that one file is mapped once. */
#include "weights.h"

#include "errors.h"
#include "safetensors.h"
#include "scratch.h"
#include "suite.h"

#include <pthread.h>
#include <string.h>
#include <sys/stat.h>

static struct lbh_diag *diag;
static struct lbh_weights *weights;

static const float numbers[] = {1, 2, 3, 4, 5, 6};

static void write_checkpoint(const char *path)
{
    const struct lbh_safetensor tensors[] = {
        {"conv.weight", LB_TYPE_F32, 2, {2, 3}, sizeof numbers, numbers},
        {"conv.bias", LB_TYPE_F32, 1, {2}, 2 * sizeof numbers[0], numbers},
    };
    ck_assert_int_eq(lbh_safetensors_write(path, tensors, 2, NULL), LBH_OK);
}

static void setup(void)
{
    scratch_setup();
    diag = lbh_diag_new();
    weights = lbh_weights_new();
    write_checkpoint("a.safetensors");
}

static void teardown(void)
{
    lbh_weights_free(weights);
    lbh_diag_free(diag);
    scratch_teardown();
}

static struct lb_checkpoint *open_checkpoint(const char *path)
{
    struct lb_checkpoint *checkpoint = NULL;
    const enum lbh_status status = lbh_weights_open(weights, path, &checkpoint, diag);
    ck_assert_msg(status == LBH_OK, "%s", lbh_diag_text(diag));
    return checkpoint;
}

static void refuse(const char *path, const struct expected_error *expected)
{
    struct lb_checkpoint *checkpoint = NULL;
    lbh_diag_clear(diag);
    ck_assert_int_eq(lbh_weights_open(weights, path, &checkpoint, diag), expected->status);
    ck_assert_ptr_null(checkpoint);
    assert_one_error(diag, expected);
}

START_TEST(tensors_are_dense_views)
{
    struct lb_checkpoint *checkpoint = open_checkpoint("a.safetensors");
    ck_assert_uint_eq(lbh_checkpoint_count(checkpoint), 2);
    const struct lb_tensor *tensor = lbh_checkpoint_find(checkpoint, "conv.weight");
    ck_assert_ptr_nonnull(tensor);
    ck_assert_int_eq(tensor->ndim, 2);
    ck_assert_int_eq(tensor->shape[0], 2);
    ck_assert_int_eq(tensor->shape[1], 3);
    ck_assert_int_eq(tensor->strides[0], 3);
    ck_assert_int_eq(tensor->strides[1], 1);
    ck_assert_int_eq(tensor->dtype.code, LB_CODE_FLOAT);
    ck_assert_int_eq(tensor->dtype.bits, 32);
    ck_assert_int_eq(tensor->dtype.lanes, 1);
    ck_assert_int_eq(tensor->device.type, 1);
    ck_assert_uint_eq(tensor->byte_offset, 0);
    ck_assert_mem_eq(tensor->data, numbers, sizeof numbers);
    lbh_checkpoint_close(checkpoint);
}
END_TEST

START_TEST(tensors_are_found_by_index_and_name)
{
    struct lb_checkpoint *checkpoint = open_checkpoint("a.safetensors");
    for (uint32_t i = 0; i < 2; i++) {
        const struct lb_named *named = lbh_checkpoint_at(checkpoint, i);
        ck_assert_ptr_eq(lbh_checkpoint_find(checkpoint, named->name), named->tensor);
    }
    ck_assert_ptr_null(lbh_checkpoint_at(checkpoint, 2));
    ck_assert_ptr_null(lbh_checkpoint_find(checkpoint, "conv"));
    lbh_checkpoint_close(checkpoint);
}
END_TEST

START_TEST(folder_is_opened_by_its_weights)
{
    ck_assert_int_eq(mkdir("unet", 0777), 0);
    write_checkpoint("unet/diffusion_pytorch_model.safetensors");
    struct lb_checkpoint *folder = open_checkpoint("unet/");
    struct lb_checkpoint *file = open_checkpoint("unet/diffusion_pytorch_model.safetensors");
    ck_assert_ptr_eq(folder, file);
    lbh_checkpoint_close(folder);
    lbh_checkpoint_close(file);
}
END_TEST

START_TEST(same_file_is_mapped_once)
{
    ck_assert_int_eq(link("a.safetensors", "b.safetensors"), 0);
    struct lb_checkpoint *one = open_checkpoint("a.safetensors");
    struct lb_checkpoint *other = open_checkpoint("./b.safetensors");
    ck_assert_ptr_eq(one, other);
    lbh_checkpoint_close(one);
    ck_assert_ptr_nonnull(lbh_checkpoint_find(other, "conv.bias")); /* still open for its second user */
    lbh_checkpoint_close(other);
}
END_TEST

START_TEST(replaced_file_is_read_anew)
{
    struct lb_checkpoint *old = open_checkpoint("a.safetensors");
    const struct lbh_safetensor tensor = {"new", LB_TYPE_F32, 1, {1}, sizeof numbers[0], numbers};
    ck_assert_int_eq(lbh_safetensors_write("a.safetensors", &tensor, 1, diag), LBH_OK);
    struct lb_checkpoint *fresh = open_checkpoint("a.safetensors");
    ck_assert_ptr_ne(old, fresh);
    ck_assert_ptr_nonnull(lbh_checkpoint_find(fresh, "new"));
    ck_assert_ptr_nonnull(lbh_checkpoint_find(old, "conv.bias"));
    lbh_checkpoint_close(old);
    lbh_checkpoint_close(fresh);
}
END_TEST

START_TEST(forgotten_checkpoint_ends_with_the_cache)
{
    open_checkpoint("a.safetensors");
    lbh_checkpoint_close(NULL);
    lbh_weights_free(NULL);
}
END_TEST

static void *open_and_close(void *unused)
{
    (void)unused;
    for (int i = 0; i < 200; i++) {
        struct lb_checkpoint *checkpoint = NULL;
        if (lbh_weights_open(weights, "a.safetensors", &checkpoint, NULL) != LBH_OK) return weights;
        if (!lbh_checkpoint_find(checkpoint, "conv.bias")) return weights;
        lbh_checkpoint_close(checkpoint);
    }
    return NULL;
}

START_TEST(threads_may_share_the_cache)
{
    pthread_t threads[4];
    for (size_t i = 0; i < 4; i++) ck_assert_int_eq(pthread_create(&threads[i], NULL, open_and_close, NULL), 0);
    for (size_t i = 0; i < 4; i++) {
        void *failed = NULL;
        ck_assert_int_eq(pthread_join(threads[i], &failed), 0);
        ck_assert_ptr_null(failed);
    }
}
END_TEST

START_TEST(missing_file_is_reported)
{
    refuse("none", &(struct expected_error){.status = LBH_ERR_IO, .text = "No such file", .file = "none"});
}
END_TEST

START_TEST(lying_file_is_rejected)
{
    scratch_write("bad", "\xff\0\0\0\0\0\0\0{}", 10);
    refuse("bad", &(struct expected_error){.status = LBH_ERR_INVALID, .text = "the header runs past the end", .file = "bad"});
}
END_TEST

START_TEST(folder_without_weights_is_rejected)
{
    ck_assert_int_eq(mkdir("unet", 0777), 0);
    struct expected_error expected = {.status = LBH_ERR_INVALID,
                                      .text = "expected=a folder with diffusion_pytorch_model.safetensors, found=no weights",
                                      .file = "unet"};
    refuse("unet", &expected);
    scratch_write_text("unet/diffusion_pytorch_model.bin", "");
    expected.text = "found=weights as a pickle";
    expected.mend = "safe_serialization=True";
    refuse("unet", &expected);
    scratch_write_text("unet/diffusion_pytorch_model.safetensors.index.json", "");
    expected.text = "found=weights in several files";
    expected.mend = "as one file";
    refuse("unet", &expected);
}
END_TEST

SUITE("weights")
{
    PROMISE_WITH(suite, "blocks see named, dense tensors", setup, teardown, tensors_are_dense_views,
                 tensors_are_found_by_index_and_name, folder_is_opened_by_its_weights);
    PROMISE_WITH(suite, "one state of one file is mapped once", setup, teardown, same_file_is_mapped_once,
                 replaced_file_is_read_anew, forgotten_checkpoint_ends_with_the_cache, threads_may_share_the_cache);
    PROMISE_WITH(suite, "what cannot be opened is told", setup, teardown, missing_file_is_reported, lying_file_is_rejected,
                 folder_without_weights_is_rejected);
}
