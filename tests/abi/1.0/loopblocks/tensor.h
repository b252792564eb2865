/* SPDX-License-Identifier: MIT */
/* The two structs through which data is seen: a tensor view with DLPack's layout, and the 64-byte slot around it. */
#ifndef LOOPBLOCKS_TENSOR_H
#define LOOPBLOCKS_TENSOR_H

#include <loopblocks/abi.h>

/* Element types, with DLPack's codes. A bool is one byte, 0 or 1. A str is UTF-8 bytes, NUL-terminated. */
#define LB_CODE_INT 0
#define LB_CODE_UINT 1
#define LB_CODE_FLOAT 2
#define LB_CODE_HANDLE 3
#define LB_CODE_BFLOAT 4
#define LB_CODE_BOOL 6

/* The same as one number, for lb_slot.type and lb_value.type. */
#define LB_TYPE_NONE 0u
#define LB_TYPE_I8 1u
#define LB_TYPE_I16 2u
#define LB_TYPE_I32 3u
#define LB_TYPE_I64 4u
#define LB_TYPE_U8 5u
#define LB_TYPE_U16 6u
#define LB_TYPE_U32 7u
#define LB_TYPE_U64 8u
#define LB_TYPE_F16 9u
#define LB_TYPE_BF16 10u
#define LB_TYPE_F32 11u
#define LB_TYPE_F64 12u
#define LB_TYPE_BOOL 13u
#define LB_TYPE_STR 14u

struct lb_device {
    int32_t type LB_INIT; /* DLPack's device type; 1 is the CPU */
    int32_t id LB_INIT;
};

struct lb_dtype {
    uint8_t code LB_INIT;
    uint8_t bits LB_INIT;
    uint16_t lanes LB_INIT; /* 1 */
};

/*
 * A view of memory: DLPack's DLTensor, member for member, so that other runtimes take it without a copy. Row-major and dense:
 * strides are filled, in elements; byte_offset is 0. A scalar has ndim 0. Who lends a view owns what it points to.
 */
struct lb_tensor {
    void *data LB_INIT;
    struct lb_device device LB_INIT;
    int32_t ndim LB_INIT;
    struct lb_dtype dtype LB_INIT;
    int64_t *shape LB_INIT;   /* [ndim] extents */
    int64_t *strides LB_INIT; /* [ndim] */
    uint64_t byte_offset LB_INIT;
};

/* lb_slot.flags */
#define LB_SLOT_SET 1u /* the slot holds a value */

/*
 * One named value of the pipeline. Frozen: the accessors that read it are compiled into blocks. A str is a tensor of bytes
 * whose extent is the text's length without the NUL that follows it. While a value is not set, a scalar reads as zero, a str
 * as "", and a tensor's data is null.
 */
struct lb_slot {
    struct lb_tensor tensor LB_INIT;
    uint32_t flags LB_INIT;
    uint32_t type LB_INIT;    /* LB_TYPE_... of an element */
    uint32_t storage LB_INIT; /* 0: the state arena */
    uint32_t reserved LB_INIT;
};

/* A tensor with a name, as it is passed to a denoiser or found in a checkpoint. Data is null where the value is not set. */
struct lb_named {
    const char *name LB_INIT;
    const struct lb_tensor *tensor LB_INIT;
};

/* A scalar answer to a question, such as a denoiser's number of input channels. */
struct lb_value {
    uint32_t type LB_INIT; /* LB_TYPE_I64, LB_TYPE_F64, LB_TYPE_BOOL (in i64) or LB_TYPE_STR; LB_TYPE_NONE: not known */
    uint32_t reserved LB_INIT;
    int64_t i64 LB_INIT;
    double f64 LB_INIT;
    const char *str LB_INIT; /* borrowed until the component is destroyed */
};

/* Returns the number of elements: 1 for a scalar. */
static inline int64_t lb_tensor_count(const struct lb_tensor *tensor)
{
    int64_t count = 1;
    for (int32_t d = 0; d < tensor->ndim; d++) count *= tensor->shape[d];
    return count;
}

/* Returns whether both tensors have the same extents. */
static inline int lb_tensor_same_shape(const struct lb_tensor *a, const struct lb_tensor *b)
{
    if (a->ndim != b->ndim) return 0;
    for (int32_t d = 0; d < a->ndim; d++)
        if (a->shape[d] != b->shape[d]) return 0;
    return 1;
}

#endif
