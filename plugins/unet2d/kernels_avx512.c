/* SPDX-License-Identifier: MIT */
/* The inner loops for AVX-512: blocks of 16 channels. */
#include "kernels.h"

#if defined(__x86_64__)
#include <math.h>

#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
#else
#pragma GCC target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")
#endif
#define LANES 16
#define ROWS 8
#define TABLE kernels_avx512
#include "kernels_body.h"
#ifdef __clang__
#pragma clang attribute pop
#endif
#endif
