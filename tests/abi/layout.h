/* SPDX-License-Identifier: MIT */
/*
 * Asserts that the SDK's headers, whichever are found first, keep the layout of one minor: what its structs.h says of sizes, and
 * the offsets of all members. Define STRUCTS_MINOR to that minor, then include this, then its structs.h.
 */
#include "../headers/layout.h"

#ifdef __cplusplus
#define ALIGNMENT(structure) alignof(struct structure)
#else
#define ALIGNMENT(structure) _Alignof(struct structure)
#endif

CHECK(sizeof(void *) == 8 && sizeof(size_t) == 8 && sizeof(int) == 4);
CHECK(LB_ABI_MINOR >= STRUCTS_MINOR);

#define FROZEN(structure, size, alignment)                                                                                     \
    CHECK(sizeof(struct structure) == (size));                                                                                 \
    CHECK(ALIGNMENT(structure) == (alignment))
/* The headers of the minor itself have exactly this size; those of a later one may have more. */
#define GROWS(structure, size, alignment)                                                                                      \
    CHECK(sizeof(struct structure) == (size) || (LB_ABI_MINOR > STRUCTS_MINOR && sizeof(struct structure) > (size)));          \
    CHECK(ALIGNMENT(structure) == (alignment))
