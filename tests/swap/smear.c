/* SPDX-License-Identifier: MIT */
/* Adds ones. */
#define SMEAR_VERSION "1.0.0"
#define STEP 1
#include "smear.h"
