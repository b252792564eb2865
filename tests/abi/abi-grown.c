/* SPDX-License-Identifier: MIT */
/* A block built with the headers of a later minor, in which every struct has grown, that asks for no more than today's. */
#include <loopblocks/loopblocks.h>

enum { ANSWER };

static const struct {
    struct lb_output output;
    const char *more;
} outputs[] = {
    {{.slot = ANSWER, .name = "answer", .type = "i64"}, "of a later minor"},
};

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    *lb_i64(state, ANSWER) = 43;
    return LB_OK;
}

struct grown {
    struct lb_block block;
    lb_function more;
};
extern LB_VISIBLE const struct grown grown __asm__("lb_block");

const struct grown grown = {
    .block =
        {
            .struct_size = sizeof(struct grown),
            .abi_major = LB_ABI_MAJOR,
            .abi_minor = LB_ABI_MINOR,
            .kind = LB_KIND_BLOCK,
            .name = "abi-grown",
            .version = "1.0.0",
            .description = "Says 43.",
            .intermediate_outputs = LB_ARRAY(outputs),
            .call = LB_CALL(call),
        },
    .more = LB_CALL(call),
};
