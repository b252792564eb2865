/* SPDX-License-Identifier: MIT */
/*
 * A block whose prepare decides a shape, and writes to a value as if it were its own. Each version includes this with a
 * FRAME_VERSION, an EXTENT, a LEVEL, and a ROOM for its text; with MORE it has one more output.
 */
#include <string.h>

#include <loopblocks/loopblocks.h>

#include "faults.h"

enum { MARK, FRAME, LABEL, EXTRA };

static const struct lb_input inputs[] = {{.slot = MARK, .name = "mark", .type = "i64", .required = 1}};
static const struct lb_output outputs[] = {
    {.slot = MARK, .name = "mark", .type = "i64"},
    {.slot = FRAME, .name = "frame", .type = "f64[K]"},
    {.slot = LABEL, .name = "label", .type = "str"},
#ifdef MORE
    {.slot = EXTRA, .name = "extra", .type = "f64[K]"},
#endif
};

static lb_status prepare(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    *lb_i64(state, MARK) -= 1000;
    if (lb_set_capacity(state, LABEL, 1, &(const int64_t){ROOM}) != LB_OK) return LB_FAILED;
    if (lb_set_shape(state, FRAME, 1, &(const int64_t){EXTENT}) != LB_OK) return LB_FAILED;
    return fault(state->host, state->context, "prepare");
}

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    char label[ROOM + 1];
    (void)self, (void)components;
    *lb_i64(state, MARK) += LEVEL;
    for (int64_t k = 0; k < lb_count(state, FRAME); k++) lb_f64(state, FRAME)[k] = LEVEL;
#ifdef MORE
    for (int64_t k = 0; k < lb_count(state, EXTRA); k++) lb_f64(state, EXTRA)[k] = -LEVEL;
#endif
    memset(label, 'a', sizeof label);
    label[sizeof label - 1] = 0;
    return lb_set_text(state, LABEL, label);
}

LB_EXPORT const struct lb_block lb_block = {LB_BLOCK_HEADER,
                                            .name = "frame",
                                            .version = FRAME_VERSION,
                                            .description = "Fills a frame.",
                                            .inputs = LB_ARRAY(inputs),
                                            .intermediate_outputs = LB_ARRAY(outputs),
                                            .prepare = prepare,
                                            .call = LB_CALL(call)};
