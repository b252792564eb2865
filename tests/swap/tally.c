/* SPDX-License-Identifier: MIT */
/* Counts by ones. */
#define TALLY_VERSION "1.0.0"
#define STEP 1
#include "tally.h"
