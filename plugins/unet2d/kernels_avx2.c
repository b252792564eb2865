/* SPDX-License-Identifier: MIT */
/* The inner loops for AVX2: blocks of 8 channels. */
#include "kernels.h"

#if defined(__x86_64__)
#include <math.h>

#pragma GCC target("avx2,fma")
#define LANES 8
#define ROWS 4
#define TABLE kernels_avx2
#include "kernels_body.h"
#endif
