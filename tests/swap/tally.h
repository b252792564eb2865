/* SPDX-License-Identifier: MIT */
/* A block that counts, in versions: each includes this with a TALLY_VERSION and a STEP of its own, and may fail where FAULTS says so. */
#include <string.h>

#include <loopblocks/loopblocks.h>
#include <loopblocks/migrate.h>

#include "faults.h"

#ifndef TALLY_FLAGS
#define TALLY_FLAGS 0
#endif
#ifndef TALLY_STATUS
#define TALLY_STATUS fault(state->host, state->context, "call")
#endif

enum { X, TOTAL, SUM, STEPS };

static const struct lb_input inputs[] = {
    {.slot = X, .name = "x", .type = "i64", .required = 1, .description = "What is counted up."}};
static const struct lb_output outputs[] = {{.slot = X, .name = "x", .type = "i64", .description = "The same, counted up."},
                                           {.slot = TOTAL, .name = "total", .type = "i64", .description = "All steps so far."}};
static const struct lb_state_slot states[] = {
    {.slot = SUM, .name = "sum", .type = "i64", .description = "All steps so far, in private."}};
#ifdef MIGRATES
static const struct lb_state_slot states_and_steps[] = {
    {.slot = SUM, .name = "sum", .type = "i64", .description = "All steps so far, in private."},
    {.slot = STEPS, .name = "steps", .type = "i64", .description = "Steps since it took over."}};

static lb_status forward(void *self, struct lb_state *state, const char *version, const struct lb_other_state *others,
                         uint32_t count)
{
    (void)self, (void)version, (void)others, (void)count;
    *lb_i64(state, STEPS) = 0;
    return fault(state->host, state->context, "migrate");
}

static lb_status backward(void *self, const struct lb_state *state, const char *version, struct lb_other_state *others,
                          uint32_t count)
{
    (void)self, (void)state, (void)version, (void)others, (void)count;
    return LB_OK;
}

static const struct lb_migrate migrate = {.struct_size = sizeof migrate, .forward = forward, .backward = backward};

static const void *get_extension(const char *id)
{
    return strcmp(id, LB_MIGRATE_ID) == 0 ? &migrate : 0;
}

__attribute__((constructor)) static void construct(void)
{
    fault(0, 0, "constructor");
}
#endif

static const struct lb_arg args[] = {{"i", "i64"}};

static lb_status create(const struct lb_info *info, void **self)
{
    *self = 0;
    return fault(info->host, info->context, "create");
}

static lb_status prepare(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    return fault(state->host, state->context, "prepare");
}

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state, int64_t i)
{
    (void)self, (void)components, (void)i;
    *lb_i64(state, SUM) += STEP;
    *lb_i64(state, X) += STEP;
    *lb_i64(state, TOTAL) = *lb_i64(state, SUM);
#ifdef MIGRATES
    ++*lb_i64(state, STEPS);
#endif
    return TALLY_STATUS;
}

LB_EXPORT const struct lb_block lb_block = {LB_BLOCK_HEADER,
                                            .name = "tally",
                                            .version = TALLY_VERSION,
                                            .flags = TALLY_FLAGS,
                                            .description = "Counts x up, and keeps the sum.",
                                            .inputs = LB_ARRAY(inputs),
                                            .intermediate_outputs = LB_ARRAY(outputs),
#ifdef MIGRATES
                                            .states = LB_ARRAY(states_and_steps),
                                            .get_extension = get_extension,
#else
                                            .states = LB_ARRAY(states),
#endif
                                            .call_args = LB_ARRAY(args),
                                            .create = create,
                                            .prepare = prepare,
                                            .call = LB_CALL(call)};
