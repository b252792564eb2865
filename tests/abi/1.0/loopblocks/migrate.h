/* SPDX-License-Identifier: MIT */
/* The block's extension lb.migrate/1: how states of one version become those of another, and back. */
#ifndef LOOPBLOCKS_MIGRATE_H
#define LOOPBLOCKS_MIGRATE_H

#include <loopblocks/state.h>

#define LB_MIGRATE_ID "lb.migrate/1"

/* A state of the other version, as that version declared it. */
struct lb_other_state {
    const char *name;
    const char *type;
    struct lb_tensor tensor; /* constant in forward; to be filled in backward */
};

/*
 * States with equal names and types are carried over by the host; these functions are asked only when some differ. Returned by
 * the newer version's get_extension(LB_MIGRATE_ID).
 *
 * forward   fills this version's states from those of `version`. Refuses, with lb_fail, what it cannot make sense of. [swap]
 * backward  fills the other version's states from this one's, so that a trial can be taken back; may be null. [swap]
 */
struct lb_migrate {
    uint32_t struct_size LB_INIT;
    uint32_t flags LB_INIT; /* 0 */
    lb_status (*forward)(void *self, struct lb_state *state, const char *version, const struct lb_other_state *others,
                         uint32_t count) LB_INIT;
    lb_status (*backward)(void *self, const struct lb_state *state, const char *version, struct lb_other_state *others,
                          uint32_t count) LB_INIT;
};

#endif
