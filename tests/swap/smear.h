/* SPDX-License-Identifier: MIT */
/*
 * A block that writes values of every kind: in place, whole, a text, and one whose extent grows. Each version includes this with a
 * SMEAR_VERSION and a STEP.
 */
#include <stdio.h>

#include <loopblocks/loopblocks.h>

#include "faults.h"

enum { VALUES, DOUBLED, TEXT, LIST, PAST };

#define ROOM 100
#define TEXT_ROOM 2000

static const struct lb_input inputs[] = {{.slot = VALUES, .name = "values", .type = "f64[N]", .required = 1},
                                         {.slot = TEXT, .name = "text", .type = "str"}};
static const struct lb_output outputs[] = {{.slot = VALUES, .name = "values", .type = "f64[N]"},
                                           {.slot = DOUBLED, .name = "doubled", .type = "f64[N]"},
                                           {.slot = TEXT, .name = "text", .type = "str"},
                                           {.slot = LIST, .name = "list", .type = "f64[L]"}};
static const struct lb_state_slot states[] = {{.slot = PAST, .name = "past", .type = "f64[M]"}};

static lb_status prepare(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    if (lb_set_capacity(state, TEXT, 1, &(const int64_t){TEXT_ROOM}) != LB_OK) return LB_FAILED;
    if (lb_set_shape(state, PAST, 1, &(const int64_t){ROOM}) != LB_OK) return LB_FAILED;
    return lb_set_capacity(state, LIST, 1, &(const int64_t){ROOM});
}

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    char text[TEXT_ROOM];
    (void)self, (void)components;
    double *past = lb_f64(state, PAST);
    const int64_t length = (int64_t)++past[0];
    for (int64_t k = 0; k < lb_count(state, VALUES); k++) {
        lb_f64(state, VALUES)[k] += STEP;
        lb_f64(state, DOUBLED)[k] = 2 * lb_f64(state, VALUES)[k];
    }
    past[length] = STEP;
    if (lb_set_extent(state, LIST, 0, length) != LB_OK) return LB_FAILED;
    for (int64_t k = 0; k < length; k++) lb_f64(state, LIST)[k] = past[k + 1];
    snprintf(text, sizeof text, "%s%d ", lb_str(state, TEXT), STEP);
    if (lb_set_text(state, TEXT, text) != LB_OK) return LB_FAILED;
    return fault(state->host, state->context, "call");
}

LB_EXPORT const struct lb_block lb_block = {LB_BLOCK_HEADER,
                                            .name = "smear",
                                            .version = SMEAR_VERSION,
                                            .description = "Adds to values, and notes what it did in several ways.",
                                            .inputs = LB_ARRAY(inputs),
                                            .intermediate_outputs = LB_ARRAY(outputs),
                                            .states = LB_ARRAY(states),
                                            .prepare = prepare,
                                            .call = LB_CALL(call)};
