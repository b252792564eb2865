/* SPDX-License-Identifier: MIT */
/* Box and Muller's transform in float32, as PyTorch computes it on a processor with AVX2: equal to the last bit. */
#ifndef PLUGINS_TORCH_RANDOM_BOX_MULLER_H
#define PLUGINS_TORCH_RANDOM_BOX_MULLER_H

#include <stdint.h>

/* Values that are made together: each of the first half with its partner in the second. */
#define BOX_MULLER_GROUP 16

/* Makes uniforms of [0, 1), multiples of 2^-24, into normals, in place and group by group; on every processor the same. */
void box_muller_f32(float *values, int64_t group_count);

#endif
