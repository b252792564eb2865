/* SPDX-License-Identifier: MIT */
/* Counts in a real number now, and knows nothing of the other versions. */
#define LEDGER_VERSION "5.0.0"
#define STEP 100
#define COUNT_TYPE "f64"
#define COUNT lb_f64
#define MIGRATE 0
#include "ledger.h"
