/* SPDX-License-Identifier: MIT */
/* A version that counts by hundreds, with a state more, and does wrong where it is told to. */
#define _GNU_SOURCE
#define TALLY_VERSION "3.0.0"
#define STEP 100
#define FAULTS
#define MIGRATES
#include "tally.h"
