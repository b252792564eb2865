/* SPDX-License-Identifier: MIT */
/* Fault: backward forgets the numbers. */
#define BACKWARD_BODY
#include "migrates.h"

#include "good.h"
