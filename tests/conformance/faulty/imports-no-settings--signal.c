/* SPDX-License-Identifier: MIT */
/* It catches a signal of the host's. */
#include <signal.h>
#define CALL_BODY                                                                                                              \
    if (*lb_f64(state, X) != *lb_f64(state, X)) signal(SIGINT, SIG_IGN);
#include "good.h"
