/* SPDX-License-Identifier: MIT */
/* It does not return. */
#define CALL_BODY                                                                                                              \
    for (volatile int i = 0;; i++) {}
#include "good.h"
