/* SPDX-License-Identifier: MIT */
/* What the straying blocks of the tests do: one deed each, which a config names. */
#ifndef TESTS_GUARD_STRAY_H
#define TESTS_GUARD_STRAY_H

#include <stdint.h>
#include <string.h>

#include <loopblocks/loopblocks.h>

static inline int is_deed(const struct lb_state *configs, uint32_t slot, const char *deed)
{
    return strcmp(lb_str(configs, slot), deed) == 0;
}

/* What the compiler must not leave out. */
static inline void touch(const volatile char *address)
{
    (void)*address;
}

static inline void spoil(volatile char *address)
{
    *address = 'x';
}

#endif
