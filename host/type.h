/* SPDX-License-Identifier: MIT */
/* Type strings: what "f32[B,C,32,32]" means, and how large its elements are. */
#ifndef LBH_TYPE_H
#define LBH_TYPE_H

#include <stdbool.h>
#include <stddef.h>

#include <loopblocks/tensor.h>

#include "diag.h"

#define LBH_SYMBOL_SIZE 32

/* One dimension: a name, or a fixed extent where the name is empty. */
struct lbh_dim {
    char symbol[LBH_SYMBOL_SIZE];
    int64_t extent;
};

/* A parsed type. element is LB_TYPE_...; LB_TYPE_NONE stands for "any", of which neither element nor rank is known. */
struct lbh_type {
    uint32_t element;
    int32_t ndim;
    struct lbh_dim dims[LB_MAX_NDIM];
};

/* Parses a type. `lists` allows str[N], which only configs may be. Reports what is wrong and what is allowed. */
enum lbh_status lbh_type_parse(const char *text, bool lists, struct lbh_type *type, struct lbh_diag *diag);

/* Writes the type back as text, cut to size. Returns buffer. */
const char *lbh_type_format(const struct lbh_type *type, char *buffer, size_t size);

/* Writes an element type and concrete extents as text: "f32[2,1,32,32]". Returns buffer. */
const char *lbh_shape_format(uint32_t element, int32_t ndim, const int64_t *shape, char *buffer, size_t size);

/* Facts of an element type. A str's element is a byte; a handle is the pointer to a text in a str[N]. */
size_t lbh_element_size(uint32_t element);
const char *lbh_element_name(uint32_t element);
struct lb_dtype lbh_element_dtype(uint32_t element);

/* Multiplies extents. Returns false where one is negative or the product times `size` overflows; bytes may be null. */
bool lbh_shape_bytes(int32_t ndim, const int64_t *shape, size_t size, int64_t *count, size_t *bytes);

/* Fills dense row-major strides, in elements. */
void lbh_shape_strides(int32_t ndim, const int64_t *shape, int64_t *strides);

#endif
