/* SPDX-License-Identifier: MIT */
/* It starts processes without an end. */
#include <unistd.h>
#define CALL_BODY                                                                                                              \
    for (;;) (void)fork();
#include "good.h"
