/* SPDX-License-Identifier: MIT */
/* What faulty blocks have in common: all that is right about them. */
#ifndef TESTS_FAULTY_FAULTY_H
#define TESTS_FAULTY_FAULTY_H

#include <loopblocks/loopblocks.h>

static inline lb_status do_nothing(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components, (void)state;
    return LB_OK;
}

#endif
