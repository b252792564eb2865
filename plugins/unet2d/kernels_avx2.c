/* SPDX-License-Identifier: MIT */
/* The inner loops for AVX2: blocks of 8 channels. */
#include "kernels.h"

#if defined(__x86_64__)
#include <math.h>

#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC target("avx2,fma")
#endif
#define LANES 8
#define ROWS 4
#define TABLE kernels_avx2
#include "kernels_body.h"
#ifdef __clang__
#pragma clang attribute pop
#endif
#endif
