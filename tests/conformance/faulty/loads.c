/* SPDX-License-Identifier: MIT */
/* It needs a function that nobody has. */
extern int that_nobody_has(void);
#define CALL_BODY                                                                                                              \
    if (that_nobody_has()) return LB_FAILED;
#include "good.h"
