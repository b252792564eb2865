/* SPDX-License-Identifier: MIT */
/* Its table has no size. */
#include <loopblocks/loopblocks.h>
#include <string.h>

static lb_status forward(void *self, struct lb_state *state, const char *version, const struct lb_other_state *others,
                         uint32_t count)
{
    return LB_OK;
}

static const struct lb_migrate migrate = {.forward = forward};

static const void *get_extension(const char *id)
{
    return strcmp(id, LB_MIGRATE_ID) == 0 ? &migrate : NULL;
}

#define MEMBERS .get_extension = get_extension,
#include "good.h"
