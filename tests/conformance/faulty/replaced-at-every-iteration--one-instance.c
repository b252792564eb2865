/* SPDX-License-Identifier: MIT */
/* Fault: it refuses to be created while another instance lives, and its flags do not say so. */
#include <loopblocks/loopblocks.h>

static int alive;

#define CREATE_BODY                                                                                                            \
    if (alive) return lb_fail(info, "there is one already");                                                                   \
    alive = 1;
#define DESTROY_BODY alive = 0;
#include "good.h"
