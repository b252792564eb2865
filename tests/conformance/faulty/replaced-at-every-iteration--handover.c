/* SPDX-License-Identifier: MIT */
/* Fault: a wrapper that begins anew, where its replacement is to go on. */
#define FIRST 0
#include "good-loop.h"
