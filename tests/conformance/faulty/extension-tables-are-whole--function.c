/* SPDX-License-Identifier: MIT */
/* Its table has no function. */
#include <loopblocks/loopblocks.h>
#include <string.h>

static const struct lb_migrate migrate = {.struct_size = sizeof migrate};

static const void *get_extension(const char *id)
{
    return strcmp(id, LB_MIGRATE_ID) == 0 ? &migrate : NULL;
}

#define MEMBERS .get_extension = get_extension,
#include "good.h"
