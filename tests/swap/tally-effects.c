/* SPDX-License-Identifier: MIT */
/* A version that says that its calls cannot be taken back. */
#define TALLY_VERSION "4.0.0"
#define STEP 1000
#define TALLY_FLAGS LB_FLAG_EXTERNAL_EFFECTS
#define FAULTS
#define _GNU_SOURCE
#include "tally.h"
