/* SPDX-License-Identifier: MIT */
/* It ends the host when it is not content. */
#include <stdlib.h>
#define CALL_BODY                                                                                                              \
    if (*lb_f64(state, X) != *lb_f64(state, X)) exit(1);
#include "good.h"
