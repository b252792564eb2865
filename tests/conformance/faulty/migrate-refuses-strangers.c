/* SPDX-License-Identifier: MIT */
/* Fault: forward takes it that each state has data. */
#define CHECK_DATA
#include "migrates.h"

#include "good.h"
