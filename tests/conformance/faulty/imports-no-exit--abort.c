/* SPDX-License-Identifier: MIT */
/* It aborts the host when it is not content. */
#include <stdlib.h>
#define CALL_BODY                                                                                                              \
    if (*lb_f64(state, X) != *lb_f64(state, X)) abort();
#include "good.h"
