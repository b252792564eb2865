/* SPDX-License-Identifier: MIT */
/* Its fault: a lock_guard in its call. */
#include <loopblocks/loopblocks.h>

#include <mutex>

enum { X };
static const struct lb_input inputs[] = {{.slot = X, .name = "x", .type = "f64", .required = 1, .description = "A number."}};
static const struct lb_output outputs[] = {{.slot = X, .name = "x", .type = "f64", .description = "The same."}};
static std::mutex mutex;

static lb_status call(void *, const struct lb_components *, struct lb_state *state)
{
    std::lock_guard<std::mutex> guard(mutex);
    *lb_f64(state, X) *= 1;
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = NAME,
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Keeps x.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .call = LB_CALL(call),
};
