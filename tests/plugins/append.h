/* SPDX-License-Identifier: MIT */
/* What the blocks share that write down, in one text, when they were called. */
#ifndef TESTS_PLUGINS_APPEND_H
#define TESTS_PLUGINS_APPEND_H

#include <stdio.h>

#include <loopblocks/loopblocks.h>

enum { TRACE };
enum { TAG };

#define TRACE_CAPACITY 2000

static const struct lb_input inputs[] = {{.slot = TRACE, .name = "trace", .type = "str"}};
static const struct lb_output outputs[] = {{.slot = TRACE, .name = "trace", .type = "str"}};
static const struct lb_config configs[] = {{.slot = TAG, .name = "tag", .type = "str", .flags = LB_CONFIG_REQUIRED}};

static lb_status prepare(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    return lb_set_capacity(state, TRACE, 1, &(const int64_t){TRACE_CAPACITY});
}

/* Appends the configured tag and what follows it. */
static inline lb_status append(struct lb_state *state, const char *rest)
{
    char text[TRACE_CAPACITY + 1];
    snprintf(text, sizeof text, "%s%s%s ", lb_str(state, TRACE), lb_str(state->configs, TAG), rest);
    return lb_set_text(state, TRACE, text);
}

#endif
