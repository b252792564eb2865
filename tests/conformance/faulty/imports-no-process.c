/* SPDX-License-Identifier: MIT */
/* It has another program do its work. */
#include <stdlib.h>
#define CALL_BODY                                                                                                              \
    if (*lb_f64(state, X) != *lb_f64(state, X)) system("bc");
#include "good.h"
