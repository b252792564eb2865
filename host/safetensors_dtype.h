/* SPDX-License-Identifier: MIT */
/* What the safetensors format calls the element types. */
#ifndef LBH_SAFETENSORS_DTYPE_H
#define LBH_SAFETENSORS_DTYPE_H

#include <stdint.h>
#include <string.h>

#include <loopblocks/tensor.h>

/* All that this library reads and writes, for messages. */
#define LBH_SAFETENSORS_DTYPES "I8, I16, I32, I64, U8, U16, U32, U64, F16, BF16, F32, F64 or BOOL"

/* Returns the format's name, or null for what it cannot hold. */
static inline const char *lbh_safetensors_dtype(uint32_t element)
{
    static const char *const names[] = {NULL,  "I8",  "I16", "I32",  "I64", "U8",  "U16",
                                        "U32", "U64", "F16", "BF16", "F32", "F64", "BOOL"};
    return element < sizeof names / sizeof names[0] ? names[element] : NULL;
}

/* Returns the element type of a name, or LB_TYPE_NONE. */
static inline uint32_t lbh_safetensors_element(const char *dtype)
{
    for (uint32_t element = LB_TYPE_I8; lbh_safetensors_dtype(element); element++)
        if (strcmp(dtype, lbh_safetensors_dtype(element)) == 0) return element;
    return LB_TYPE_NONE;
}

#endif
