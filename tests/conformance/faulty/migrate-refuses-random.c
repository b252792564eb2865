/* SPDX-License-Identifier: MIT */
/* Fault: forward believes the number of numbers. */
#define CHECK_NUMBER
#include "migrates.h"

#include "good.h"
