/* SPDX-License-Identifier: MIT */
/* The next version: counts by tens. */
#define TALLY_VERSION "2.0.0"
#define STEP 10
#include "tally.h"
