/* SPDX-License-Identifier: MIT */
/* How a model's file of cases is read and gone through. */
#include "reference/unet_cases.h"

#include <check.h>
#include <limits.h>
#include <loopblocks/denoiser.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reference/component.h"
#include "safetensors.h"

#define CASES 3

const char *const unet_models[UNET_MODELS] = {"tiny_plain", "tiny_attn_class", "tiny_ddpm_like"};

void unet_hear(void *user, int32_t level, const char *path, const char *text)
{
    struct unet_heard *heard = user;
    const char *by = strstr(text, ", by ");
    (void)path;
    if (level != LB_LOG_DEBUG || strncmp(text, "convolution: ", 13) != 0 || !by) return;
    heard->convolutions++;
    /* "ref:any", "gemm:jit" and the like. */
    if (strncmp(by + 5, "ref", 3) == 0 || strncmp(by + 5, "gemm", 4) == 0)
        snprintf(heard->slow, sizeof heard->slow, "%s", text);
}

/* A stored input or output of case j, or null. */
static const struct lbh_safetensor *find(const struct lbh_safetensors *file, const char *name, int j)
{
    char key[64];
    snprintf(key, sizeof key, "%s_%d", name, j);
    return lbh_safetensors_find(file, key);
}

/* A view of a stored tensor, of which the shape is copied to `shape`. */
static struct lb_tensor view_of(const struct lbh_safetensor *stored, int64_t *shape)
{
    memcpy(shape, stored->shape, sizeof stored->shape);
    return (struct lb_tensor){.data = (void *)(uintptr_t)stored->data,
                              .device = {.type = 1},
                              .ndim = stored->ndim,
                              .dtype = lbh_element_dtype(stored->element),
                              .shape = shape};
}

static double read_timestep(const struct lbh_safetensor *stored)
{
    if (stored->element == LB_TYPE_I64) return (double)*(const int64_t *)stored->data;
    ck_assert_uint_eq(stored->element, LB_TYPE_F32);
    return (double)*(const float *)stored->data;
}

/* Runs case j of a model's file, prepared for `spare` images more, and returns the largest difference. */
static double run_case(const struct component *unet, const struct lbh_safetensors *file, int j, int64_t spare)
{
    const struct lb_denoiser *denoiser = unet->methods;
    const struct lbh_safetensor *labels = find(file, "class_labels", j), *expected = find(file, "output", j);
    int64_t sample_shape[LB_MAX_NDIM], label_shape[LB_MAX_NDIM] = {0}, out_shape[LB_MAX_NDIM];
    const struct lb_tensor sample = view_of(find(file, "sample", j), sample_shape);
    const struct lb_tensor label_view = labels ? view_of(labels, label_shape) : sample;
    const struct lb_named in[] = {{"sample", &sample}, {"class_labels", &label_view}};
    double timestep = read_timestep(find(file, "timestep", j)), worst = 0;
    const struct lb_tensor t = {.data = &timestep, .device = {.type = 1}, .dtype = {LB_CODE_FLOAT, 64, 1}};
    struct lb_tensor out = {.shape = out_shape};
    sample_shape[0] += spare;
    label_shape[0] += spare;
    ck_assert_int_eq(denoiser->prepare(unet->self, unet->state, in, labels ? 2 : 1, &out), LB_OK);
    sample_shape[0] -= spare;
    label_shape[0] -= spare;
    out_shape[0] -= spare;
    ck_assert_int_eq(out.ndim, expected->ndim);
    for (int32_t d = 0; d < out.ndim; d++) ck_assert_int_eq(out.shape[d], expected->shape[d]);
    float *result = calloc((size_t)lb_tensor_count(&out), sizeof *result);
    ck_assert_ptr_nonnull(result);
    out.data = result;
    ck_assert_int_eq(denoiser->run(unet->self, unet->state, &t, in, labels ? 2 : 1, NULL, &out), LB_OK);
    for (int64_t i = 0; i < lb_tensor_count(&out); i++) {
        const double difference = fabs((double)result[i] - (double)((const float *)expected->data)[i]);
        if (!(difference <= worst)) worst = isnan(difference) ? INFINITY : difference;
    }
    free(result);
    return worst;
}

double unet_worst_difference(size_t model, const char *precision, lbh_log_function log, void *user)
{
    const char *root = getenv("LOOPBLOCKS_SRCDIR");
    char folder[PATH_MAX], path[PATH_MAX + 32];
    struct lbh_safetensors *file = NULL;
    struct component unet;
    double worst = 0;
    snprintf(folder, sizeof folder, "%s/tests/reference/unet/%s", root ? root : ".", unet_models[model]);
    snprintf(path, sizeof path, "%s/io.safetensors", folder);
    if (component_try_unet(&unet, folder, precision) != 0) ck_abort_msg("%s", component_error(&unet));
    lbh_host_set_log(unet.host, log, user);
    ck_assert_int_eq(lbh_safetensors_open(path, &file, NULL), LBH_OK);
    /* Forth and back again: a second prepare with other shapes must not disturb a third one with the first shapes. */
    for (int j = 0; j < 2 * CASES; j++) {
        const int back = j >= CASES;
        const double difference = run_case(&unet, file, back ? 2 * CASES - 1 - j : j, back ? 20 : 0);
        if (!(difference <= worst)) worst = difference;
    }
    lbh_safetensors_close(file);
    component_close(&unet);
    return worst;
}
