/* SPDX-License-Identifier: MIT */
/* Puts in ones. */
#define CLERK_VERSION "1.0.0"
#define STEP 1
#include "clerk.h"
