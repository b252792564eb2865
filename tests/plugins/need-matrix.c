/* SPDX-License-Identifier: MIT */
/* A block whose input has two dimensions. */
#include <loopblocks/loopblocks.h>

enum { MATRIX, ROWS };

static const struct lb_input inputs[] = {{.slot = MATRIX, .name = "matrix", .type = "f32[A,B]", .required = 1}};
static const struct lb_output outputs[] = {{.slot = ROWS, .name = "row_count", .type = "i64"}};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    *lb_i64(state, ROWS) = lb_dim(state, MATRIX, 0);
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "need-matrix",
    .version = "1.0.0",
    .description = "Counts the rows of a matrix.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .call = LB_CALL(call),
};
