/* SPDX-License-Identifier: MIT */
/* A version that returns what is no status. */
#define TALLY_VERSION "6.0.0"
#define STEP 100000
#define TALLY_STATUS 7
#include "tally.h"
