/* SPDX-License-Identifier: MIT */
/* It jumps over the host, to a place that it was given. */
#include <setjmp.h>
extern jmp_buf *volatile place;
jmp_buf *volatile place;
#define CALL_BODY                                                                                                              \
    if (place) longjmp(*place, 1);
#include "good.h"
