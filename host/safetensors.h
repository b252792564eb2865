/* SPDX-License-Identifier: MIT */
/* The safetensors format: files mapped read-only and believed only after every offset has been checked, and files written. */
#ifndef LBH_SAFETENSORS_H
#define LBH_SAFETENSORS_H

#include "type.h"

struct lbh_safetensors;

/* A tensor to be written, or as found in a file. Data is borrowed and, in a file, aligned to the element's size. */
struct lbh_safetensor {
    const char *name;
    uint32_t element;
    int32_t ndim;
    int64_t shape[LB_MAX_NDIM];
    size_t bytes;
    const void *data;
};

/*
 * Opens a file: mapped read-only, private. Refuses, saying file, tensor and what was expected and found: a header that is no
 * JSON object, runs past the end or is over 100 MB; an unknown dtype; a shape whose product overflows; offsets that overlap,
 * leave holes, run backwards or past the end; sizes that do not fit dtype and shape; duplicate names; more than LB_MAX_NDIM
 * dimensions.
 */
enum lbh_status lbh_safetensors_open(const char *path, struct lbh_safetensors **file, struct lbh_diag *diag);
void lbh_safetensors_close(struct lbh_safetensors *file);

/* In the order of the data, one after the other in memory. */
size_t lbh_safetensors_count(const struct lbh_safetensors *file);
const struct lbh_safetensor *lbh_safetensors_at(const struct lbh_safetensors *file, size_t index);
const struct lbh_safetensor *lbh_safetensors_find(const struct lbh_safetensors *file, const char *name);

/*
 * Writes a file: to a temporary name beside it, then renamed, so that a kill or a full disk leaves what was there. A path that
 * exists and is no regular file is written directly.
 */
enum lbh_status lbh_safetensors_write(const char *path, const struct lbh_safetensor *tensors, size_t count,
                                      struct lbh_diag *diag);

#endif
