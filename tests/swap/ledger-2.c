/* SPDX-License-Identifier: MIT */
/* The same states, but for the cache. */
#define LEDGER_VERSION "2.0.0"
#define STEP 10
#define COUNT_TYPE "i64"
#define COUNT lb_i64
#define MIGRATE 0
#define FAULTS
#define _GNU_SOURCE
#include "ledger.h"
