/* SPDX-License-Identifier: MIT */
/* Counts in a real number now, and knows the way both there and back. */
#define LEDGER_VERSION "3.0.0"
#define STEP 100
#define COUNT_TYPE "f64"
#define COUNT lb_f64
#define MIGRATE 2
#define FAULTS
#define _GNU_SOURCE
#include "ledger.h"
