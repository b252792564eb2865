/* SPDX-License-Identifier: MIT */
/* Fault: forward does not look how long a tensor is. */
#define CHECK_SHAPE
#include "migrates.h"

#include "good.h"
