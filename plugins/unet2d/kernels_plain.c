/* SPDX-License-Identifier: MIT */
/* The inner loops for any other processor: blocks of 8 channels, in whatever registers the compiler finds. */
#include "kernels.h"

#include <math.h>

#define LANES 8
#define ROWS 4
#define TABLE kernels_plain
#include "kernels_body.h"
