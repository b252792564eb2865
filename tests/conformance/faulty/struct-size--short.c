/* SPDX-License-Identifier: MIT */
/* Its descriptor is shorter than any. */
struct header {
    unsigned struct_size, abi_major, abi_minor, kind;
};
extern const struct header lb_block;
__attribute__((visibility("default"), aligned(8))) const struct header lb_block = {16, 1, 0, 1};
