/* SPDX-License-Identifier: MIT */
/*
 * A block whose states differ between its versions: each includes this with a LEDGER_VERSION, a STEP, and COUNT_TYPE and COUNT for
 * how it keeps its count. MIGRATE: 0, states of another type are lost; 1, they come over; 2, and go back again.
 */
#include <string.h>

#include <loopblocks/loopblocks.h>
#include <loopblocks/migrate.h>

#include "faults.h"

enum { KEPT, TRAIL, COUNT_SLOT, HISTORY, WORK, CACHE };

static const struct lb_output outputs[] = {
    {.slot = KEPT, .name = "kept", .type = "i64", .description = "All steps so far."},
    {.slot = TRAIL, .name = "trail", .type = "i64", .description = "How many calls there were."}};
static const struct lb_state_slot states[] = {
    {.slot = COUNT_SLOT, .name = "count", .type = COUNT_TYPE},
    {.slot = HISTORY, .name = "history", .type = "i64[4]"},
    {.slot = WORK, .name = "work", .type = "f64[4]", .flags = LB_STATE_SCRATCH},
#ifdef CACHED
    {.slot = CACHE, .name = "cache", .type = "i64", .flags = LB_STATE_MAY_BE_LOST},
#endif
};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    *COUNT(state, COUNT_SLOT) += STEP;
    lb_i64(state, HISTORY)[3]++;
    lb_f64(state, WORK)[0] = -1;
#ifdef CACHED
    *lb_i64(state, CACHE) = 1;
#endif
    *lb_i64(state, KEPT) = (int64_t)*COUNT(state, COUNT_SLOT);
    *lb_i64(state, TRAIL) = lb_i64(state, HISTORY)[3];
    return fault(state->host, state->context, "call");
}

#if MIGRATE

static const struct lb_other_state *find_count(const struct lb_other_state *others, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(others[i].name, "count") == 0 && strcmp(others[i].type, "i64") == 0) return &others[i];
    return NULL;
}

static lb_status forward(void *self, struct lb_state *state, const char *version, const struct lb_other_state *others,
                         uint32_t count)
{
    const struct lb_other_state *other = find_count(others, count);
    (void)self;
    if (!other) return lb_fail(state, "nothing is known of the states of version %s", version);
    *COUNT(state, COUNT_SLOT) = (double)*(const int64_t *)other->tensor.data;
    return fault(state->host, state->context, "migrate");
}

static lb_status backward(void *self, const struct lb_state *state, const char *version, struct lb_other_state *others,
                          uint32_t count)
{
    const struct lb_other_state *other = find_count(others, count);
    (void)self;
    if (!other) return lb_fail(state, "nothing is known of the states of version %s", version);
    *(int64_t *)other->tensor.data = (int64_t)*COUNT(state, COUNT_SLOT);
    return LB_OK;
}

static const struct lb_migrate migrate = {
    .struct_size = sizeof(struct lb_migrate), .forward = forward, .backward = MIGRATE == 2 ? backward : NULL};

static const void *get_extension(const char *id)
{
    return strcmp(id, LB_MIGRATE_ID) == 0 ? &migrate : NULL;
}

#endif

LB_EXPORT const struct lb_block lb_block = {LB_BLOCK_HEADER,
                                            .name = "ledger",
                                            .version = LEDGER_VERSION,
                                            .description = "Keeps count.",
                                            .intermediate_outputs = LB_ARRAY(outputs),
                                            .states = LB_ARRAY(states),
#if MIGRATE
                                            .get_extension = get_extension,
#endif
                                            .call = LB_CALL(call)};
