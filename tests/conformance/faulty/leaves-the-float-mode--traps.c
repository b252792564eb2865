/* SPDX-License-Identifier: MIT */
/* Fault: it has divisions by zero trap, also those of others. */
/* flags: -lm */
#define _GNU_SOURCE
#include <fenv.h>

#define CALL_BODY feenableexcept(FE_DIVBYZERO);
#include "good.h"
