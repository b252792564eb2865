/* SPDX-License-Identifier: MIT */
/* Puts in tens, and fails where it is told to. */
#define CLERK_VERSION "2.0.0"
#define STEP 10
#define FAULTS
#define _GNU_SOURCE
#include "clerk.h"
