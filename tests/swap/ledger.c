/* SPDX-License-Identifier: MIT */
/* The first version: a whole number, and a cache that may be lost. */
#define LEDGER_VERSION "1.0.0"
#define STEP 1
#define COUNT_TYPE "i64"
#define COUNT lb_i64
#define MIGRATE 0
#define CACHED
#include "ledger.h"
