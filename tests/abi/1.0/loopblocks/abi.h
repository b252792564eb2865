/* SPDX-License-Identifier: MIT */
/* What every other header stands on: the version of the ABI, statuses, limits and the macros that authors write. */
#ifndef LOOPBLOCKS_ABI_H
#define LOOPBLOCKS_ABI_H

#include <stddef.h>
#include <stdint.h>

/*
 * The version of this ABI. A host accepts every minor up to its own, of its own major. Within a major, structs only grow at the
 * end, and nothing is reordered or reused.
 */
#define LB_ABI_MAJOR 1
#define LB_ABI_MINOR 0

/* The minor that a block asks of its host. Define it, before the first include, to a lower number to run on older hosts too. */
#ifndef LB_TARGET_MINOR
#define LB_TARGET_MINOR LB_ABI_MINOR
#endif

/* In C++, members that an initialiser leaves out are empty and no warning is given; in C the language says so already. */
#ifdef __cplusplus
/* clang-format off */
#define LB_INIT {}
/* clang-format on */
#define LB_EXTERN_C extern "C"
#else
#define LB_INIT
#define LB_EXTERN_C extern
#endif

#if defined(__GNUC__)
#define LB_VISIBLE __attribute__((visibility("default")))
#define LB_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define LB_VISIBLE
#define LB_PRINTF(text, first)
#endif

/* Dimensions a tensor can have. */
#define LB_MAX_NDIM 8

/*
 * What a function of this ABI returns. Failures are negative. Positive values other than those below are an error.
 *
 * LB_STOP       from a block's call: end the innermost loop in good order; the iteration counts as done.
 * LB_CANCELLED  from lb_loop_step, when the run is being stopped: every loop ends; what was computed stays readable.
 * LB_HANDOVER   from lb_loop_step: the wrapper must return it, so that its replacement can take over at the next iteration.
 */
typedef int32_t lb_status;
#define LB_OK 0
#define LB_STOP 1
#define LB_CANCELLED 2
#define LB_HANDOVER 3
#define LB_PENDING 4 /* reserved */
#define LB_SKIP 5    /* reserved */
#define LB_FAILED (-1)
#define LB_NO_MEMORY (-2)
#define LB_INVALID (-3)     /* an input, a config or a shape that cannot be worked with */
#define LB_UNSUPPORTED (-4) /* right in itself, but not something that this block does */
#define LB_IO (-5)          /* a file, a device or a peer */

/* Any function, as the descriptor holds it. The host calls it with the signature that the declarations imply. */
typedef void (*lb_function)(void);

/* A descriptor's list: items lie `stride` bytes apart, so that an older or newer host can walk it. Write LB_ARRAY(name). */
struct lb_array {
    const void *items LB_INIT;
    uint32_t count LB_INIT;
    uint32_t stride LB_INIT;
};
/* clang-format off */
#define LB_ARRAY(array) {(array), (uint32_t)(sizeof(array) / sizeof((array)[0])), (uint32_t)sizeof((array)[0])}
/* clang-format on */

/*
 * The phases in which a function may be called. Declarations name them in square brackets.
 *
 * [load]     the library has been opened; only the descriptor is read; no function of the block runs but get_extension
 * [plan]     configs are resolved; create runs
 * [prepare]  shapes are known; prepare runs; memory may be taken, values already produced may be read
 * [step]     call runs; nothing is allocated, locked or waited for
 * [swap]     a running block gives way to another version
 */

#endif
