/* SPDX-License-Identifier: MIT */
/* Exports a descriptor that ends after its header: kind, flags and all else are missing, whatever it says its size is. */
#include <stdint.h>

struct truncated {
    uint32_t struct_size, abi_major, abi_minor, kind;
};
extern const struct truncated lb_block;

__attribute__((visibility("default"))) const struct truncated lb_block = {.struct_size = 4096, .abi_major = 1, .kind = 1};
