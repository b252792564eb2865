/* SPDX-License-Identifier: MIT */
/* It takes static thread-local storage. */
static __thread volatile double last __attribute__((tls_model("initial-exec")));
#define CALL_BODY last = *lb_f64(state, X);
#include "good.h"
