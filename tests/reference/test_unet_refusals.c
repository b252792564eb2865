/* SPDX-License-Identifier: MIT */
/* What the unet2d component refuses: checkpoints that do not fit their config, and architectures that it does not have. */
#include <jansson.h>
#include <limits.h>
#include <loopblocks/denoiser.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "reference/component.h"
#include "safetensors.h"
#include "unit/errors.h"
#include "unit/scratch.h"
#include "unit/suite.h"

#define MOST_TENSORS 512

/* A copy of a small checkpoint in the working directory, to be spoilt before it is written. */
static struct lbh_safetensors *original;
static struct lbh_safetensor tensors[MOST_TENSORS];
static size_t tensor_count;
static json_t *config;

static void setup(void)
{
    const char *root = getenv("LOOPBLOCKS_SRCDIR");
    char path[PATH_MAX];
    scratch_setup();
    snprintf(path, sizeof path, "%s/tests/reference/unet/tiny_attn_class/diffusion_pytorch_model.safetensors", root);
    ck_assert_int_eq(lbh_safetensors_open(path, &original, NULL), LBH_OK);
    tensor_count = lbh_safetensors_count(original);
    ck_assert_uint_lt(tensor_count, MOST_TENSORS);
    for (size_t i = 0; i < tensor_count; i++) tensors[i] = *lbh_safetensors_at(original, i);
    snprintf(path, sizeof path, "%s/tests/reference/unet/tiny_attn_class/config.json", root);
    config = json_load_file(path, 0, NULL);
    ck_assert_ptr_nonnull(config);
}

static void teardown(void)
{
    json_decref(config);
    lbh_safetensors_close(original);
    scratch_teardown();
}

static struct lbh_safetensor *find(const char *name)
{
    for (size_t i = 0; i < tensor_count; i++)
        if (strcmp(tensors[i].name, name) == 0) return &tensors[i];
    ck_abort_msg("no tensor %s", name);
}

/* Writes the spoilt checkpoint, and expects its component to be refused with all of these parts, in one error. */
static void expect_refusal(const char *const *parts, size_t count)
{
    struct component unet;
    char folder[PATH_MAX];
    ck_assert_ptr_nonnull(getcwd(folder, sizeof folder));
    ck_assert_int_eq(json_dump_file(config, "config.json", 0), 0);
    ck_assert_int_eq(lbh_safetensors_write("diffusion_pytorch_model.safetensors", tensors, tensor_count, NULL), LBH_OK);
    json_t *given = json_pack("{s:s}", "model", folder);
    ck_assert_int_eq(component_try(&unet, "unet2d", LB_DENOISER_ID, given), -1);
    json_decref(given);
    const struct lbh_error *error = error_at(unet.diag, 0);
    for (size_t i = 0; i < count; i++) assert_contains(error->text, parts[i]);
    assert_contains(error->text, "component \"it\" (unet2d)");
    ck_assert_msg(error->path && strncmp(error->path, "components.it", 13) == 0, "found path %s", error->path);
    ck_assert_int_eq(error->line, 1);
    ck_assert_msg(lbh_diag_count(unet.diag) == 1, "%s", lbh_diag_text(unet.diag));
    component_close(&unet);
}
#define REFUSED(...)                                                                                                           \
    do {                                                                                                                       \
        const char *const parts[] = {__VA_ARGS__};                                                                             \
        expect_refusal(parts, sizeof parts / sizeof parts[0]);                                                                 \
    } while (0)

START_TEST(a_missing_weight_is_named)
{
    struct lbh_safetensor *tensor = find("conv_in.bias");
    *tensor = tensors[--tensor_count];
    REFUSED("conv_in.bias", "missing");
}
END_TEST

START_TEST(an_unused_weight_is_named)
{
    tensors[tensor_count] = *find("conv_in.bias");
    tensors[tensor_count++].name = "conv_in.extra";
    REFUSED("conv_in.extra", "unused");
}
END_TEST

START_TEST(a_renamed_weight_is_both)
{
    find("conv_in.bias")->name = "conv_in.bais";
    REFUSED("conv_in.bias", "missing", "conv_in.bais", "unused");
}
END_TEST

START_TEST(a_weight_of_another_shape_says_which_was_expected)
{
    struct lbh_safetensor *tensor = find("conv_in.bias");
    ck_assert_int_eq(tensor->shape[0], 16);
    tensor->shape[0] = 15;
    tensor->bytes = 15 * sizeof(float);
    REFUSED("conv_in.bias", "16", "15");
}
END_TEST

START_TEST(a_nan_in_a_weight_is_named_with_its_place)
{
    struct lbh_safetensor *tensor = find("conv_norm_out.weight");
    static float values[16];
    ck_assert_uint_eq(tensor->bytes, sizeof values);
    memcpy(values, tensor->data, sizeof values);
    values[7] = NAN;
    tensor->data = values;
    REFUSED("conv_norm_out.weight", "7", "NaN");
}
END_TEST

START_TEST(an_unknown_down_block_is_refused_by_name)
{
    json_array_set_new(json_object_get(config, "down_block_types"), 1, json_string("KDownBlock2D"));
    REFUSED("down_block_types[1]", "KDownBlock2D", "DownBlock2D");
}
END_TEST

START_TEST(an_unknown_up_block_is_refused_by_name)
{
    json_array_set_new(json_object_get(config, "up_block_types"), 0, json_string("CrossAttnUpBlock2D"));
    REFUSED("up_block_types[0]", "CrossAttnUpBlock2D", "UpBlock2D");
}
END_TEST

START_TEST(an_unknown_key_of_the_config_is_refused)
{
    json_object_set_new(config, "block_out_chanels", json_integer(1));
    struct component unet;
    char folder[PATH_MAX];
    ck_assert_ptr_nonnull(getcwd(folder, sizeof folder));
    ck_assert_int_eq(json_dump_file(config, "config.json", 0), 0);
    ck_assert_int_eq(lbh_safetensors_write("diffusion_pytorch_model.safetensors", tensors, tensor_count, NULL), LBH_OK);
    json_t *given = json_pack("{s:s}", "model", folder);
    ck_assert_int_eq(component_try(&unet, "unet2d", LB_DENOISER_ID, given), -1);
    json_decref(given);
    const struct lbh_error *error = error_at(unet.diag, 0);
    assert_contains(error->text, "block_out_chanels");
    assert_contains(error->mend, "block_out_channels");
    assert_contains(error->file, "config.json");
    component_close(&unet);
}
END_TEST

START_TEST(a_folder_without_weights_is_refused)
{
    struct component unet;
    char folder[PATH_MAX];
    ck_assert_ptr_nonnull(getcwd(folder, sizeof folder));
    ck_assert_int_eq(json_dump_file(config, "config.json", 0), 0);
    json_t *given = json_pack("{s:s}", "model", folder);
    ck_assert_int_eq(component_try(&unet, "unet2d", LB_DENOISER_ID, given), -1);
    json_decref(given);
    assert_contains(error_at(unet.diag, 0)->text, "diffusion_pytorch_model.safetensors");
    component_close(&unet);
}
END_TEST

/* Labels and images, of a sound checkpoint. */
static lb_status run_labelled(struct component *unet, int64_t label, int64_t height, int labelled)
{
    const struct lb_denoiser *denoiser = unet->methods;
    static float sample_data[4 * 64 * 64], out_data[4 * 64 * 64];
    int64_t sample_shape[] = {1, 1, height, 16}, label_shape[] = {1}, out_shape[LB_MAX_NDIM];
    double timestep = 5;
    const struct lb_tensor sample = {
        .data = sample_data, .device = {.type = 1}, .ndim = 4, .dtype = {LB_CODE_FLOAT, 32, 1}, .shape = sample_shape};
    const struct lb_tensor labels = {
        .data = &label, .device = {.type = 1}, .ndim = 1, .dtype = {LB_CODE_INT, 64, 1}, .shape = label_shape};
    const struct lb_tensor t = {.data = &timestep, .device = {.type = 1}, .dtype = {LB_CODE_FLOAT, 64, 1}};
    const struct lb_named in[] = {{"sample", &sample}, {"class_labels", &labels}};
    struct lb_tensor out = {.shape = out_shape};
    const uint32_t count = labelled ? 2 : 1;
    lb_status status = denoiser->prepare(unet->self, unet->state, in, count, &out);
    out.data = out_data;
    if (status == LB_OK) status = denoiser->run(unet->self, unet->state, &t, in, count, NULL, &out);
    return status;
}

START_TEST(labels_and_sizes_that_do_not_fit_are_refused)
{
    const char *root = getenv("LOOPBLOCKS_SRCDIR");
    char folder[PATH_MAX];
    struct component unet;
    snprintf(folder, sizeof folder, "%s/tests/reference/unet/tiny_attn_class", root);
    json_t *given = json_pack("{s:s}", "model", folder);
    component_open(&unet, "unet2d", LB_DENOISER_ID, given);
    json_decref(given);
    ck_assert_int_eq(run_labelled(&unet, 10, 16, 1), LB_OK);
    ck_assert_int_lt(run_labelled(&unet, 11, 16, 1), 0);
    ck_assert_int_lt(run_labelled(&unet, -1, 16, 1), 0);
    ck_assert_int_lt(run_labelled(&unet, 0, 16, 0), 0);
    ck_assert_int_lt(run_labelled(&unet, 0, 15, 1), 0);
    ck_assert_int_eq(run_labelled(&unet, 0, 32, 1), LB_OK);
    component_close(&unet);
}
END_TEST

SUITE("unet refusals")
{
    PROMISE_WITH(suite, "every weight is used, and every weight needed is there", setup, teardown, a_missing_weight_is_named,
                 an_unused_weight_is_named, a_renamed_weight_is_both, a_weight_of_another_shape_says_which_was_expected,
                 a_nan_in_a_weight_is_named_with_its_place, a_folder_without_weights_is_refused);
    PROMISE_WITH(suite, "what it does not have is refused by name", setup, teardown, an_unknown_down_block_is_refused_by_name,
                 an_unknown_up_block_is_refused_by_name, an_unknown_key_of_the_config_is_refused);
    PROMISE_WITH(suite, "inputs fit the model", setup, teardown, labels_and_sizes_that_do_not_fit_are_refused);
}
