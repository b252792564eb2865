/* SPDX-License-Identifier: MIT */
/* It answers to any extension. */
#include <loopblocks/loopblocks.h>

static lb_status forward(void *self, struct lb_state *state, const char *version, const struct lb_other_state *others,
                         uint32_t count)
{
    return LB_OK;
}

static const struct lb_migrate migrate = {.struct_size = sizeof migrate, .forward = forward};

static const void *get_extension(const char *id)
{
    return &migrate;
}

#define MEMBERS .get_extension = get_extension,
#include "good.h"
