/* SPDX-License-Identifier: MIT */
/* An interface of the tests' own, as an outside author would publish one. */
#ifndef TESTS_PLUGINS_COUNTER_H
#define TESTS_PLUGINS_COUNTER_H

#include <loopblocks/loopblocks.h>

#define COUNTER_ID "test.counter/1"

/* next  counts on and returns the number it came to. [step] */
struct counter {
    uint32_t struct_size;
    uint32_t flags; /* 0 */
    lb_status (*next)(const void *self, struct lb_state *state, int64_t *number);
};

static inline const struct counter *counter_of(const struct lb_component_ref *component)
{
    return (const struct counter *)component->methods;
}

#endif
