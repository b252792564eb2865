/* SPDX-License-Identifier: MIT */
/* It draws numbers from the whole process. */
#include <stdlib.h>
#define CALL_BODY                                                                                                              \
    if (*lb_f64(state, X) != *lb_f64(state, X)) (void)rand();
#include "good.h"
