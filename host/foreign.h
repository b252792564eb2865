/* SPDX-License-Identifier: MIT */
/* Foreign blocks: a manifest's description of a C function in some library, read into a descriptor and a list of arguments. */
#ifndef LBH_FOREIGN_H
#define LBH_FOREIGN_H

#include "catalog.h"
#include "descriptor.h"
#include "manifest.h"

/* Beside the element types: a pointer. */
#define LBH_FOREIGN_POINTER 64u

/* Where an argument's value comes from. */
enum lbh_foreign_source {
    LBH_FOREIGN_CONSTANT,  /* the manifest */
    LBH_FOREIGN_SLOT,      /* a scalar's value */
    LBH_FOREIGN_DATA,      /* a tensor's or text's memory */
    LBH_FOREIGN_COUNT,     /* a tensor's number of elements */
    LBH_FOREIGN_DIMENSION, /* one of its extents */
    LBH_FOREIGN_LOOP       /* a loop argument */
};

/* What must hold of a result. */
enum lbh_foreign_check { LBH_CHECK_NONE, LBH_CHECK_ZERO, LBH_CHECK_NONZERO, LBH_CHECK_NOT_NEGATIVE };

struct lbh_foreign_argument {
    uint32_t type; /* as the function takes it: LB_TYPE_... or LBH_FOREIGN_POINTER */
    enum lbh_foreign_source source;
    uint32_t slot;
    int32_t dimension;
    size_t loop_argument; /* index into the descriptor's args */
    union {
        unsigned char bytes[8];
        const void *pointer;
    } constant;
    bool has_minimum; /* the tensor must hold at least so many elements */
    int64_t minimum;
    uint32_t minimum_slot; /* or as many as this slot says; UINT32_MAX: none */
};

/* A foreign block. The descriptor is made up from the manifest, so that the plan treats it as any other block. */
struct lbh_foreign {
    struct lbh_library library; /* file and descriptor */
    struct json_t *json;        /* what it was made of, and borrows its names from: it may outlive the manifest */
    char *description;          /* where the manifest has none */
    struct lbh_dylib *dylib;
    lb_function function;
    struct lbh_foreign_argument *arguments;
    size_t argument_count;
    uint32_t result_type; /* LB_TYPE_NONE: void */
    enum lbh_foreign_check check;
    uint32_t result_slot; /* UINT32_MAX: none */
};

/*
 * Reads node->foreign, opens the library and finds the function. Reports every error at its place in the manifest: libraries and
 * functions that are not there, types that cannot be passed, constants out of range, names that are not declared.
 */
enum lbh_status lbh_foreign_load(const struct lbh_manifest *manifest, const struct lbh_node *node, struct lbh_foreign **foreign,
                                 struct lbh_diag *diag);
void lbh_foreign_free(struct lbh_foreign *foreign);

#endif
