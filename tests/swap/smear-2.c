/* SPDX-License-Identifier: MIT */
/* Adds tens, and fails where it is told to. */
#define SMEAR_VERSION "2.0.0"
#define STEP 10
#define FAULTS
#define _GNU_SOURCE
#include "smear.h"
