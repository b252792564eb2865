/* SPDX-License-Identifier: MIT */
/*
 * A block without a fault: y = gain * x + offset. A faulty block defines what is to be different, and includes this at its end:
 *
 *   lists          EXTRA_INPUTS, EXTRA_OUTPUTS, EXTRA_STATES, EXTRA_CONFIGS  further items, each with a comma behind it; slots go on
 *                  with FREE_SLOT and FREE_CONFIG
 *   the whole of   INPUTS, OUTPUTS, STATES, CONFIGS                          the items; a slot's number, X or Y, is to stay what it is
 *   statements     CREATE_BODY, PREPARE_BODY, CALL_BODY, DESTROY_BODY         what runs first in the function
 *   members        MEMBERS                                                   of the descriptor, .flags = ..., which override others
 *
 * What needs code of its own includes loopblocks/loopblocks.h first. NAME is the library's, which the compiler is given.
 */
#include <loopblocks/loopblocks.h>

#include <stdlib.h>

enum { X, Y, FREE_SLOT };
enum { GAIN, OFFSET, FREE_CONFIG };

#ifndef INPUTS
#define INPUTS {.slot = X, .name = "x", .type = "f64", .required = 1, .description = "A number."},
#endif
#ifndef EXTRA_INPUTS
#define EXTRA_INPUTS
#endif
#ifndef OUTPUTS
#define OUTPUTS {.slot = Y, .name = "y", .type = "f64", .description = "The number times the gain, plus the offset."},
#endif
#ifndef EXTRA_OUTPUTS
#define EXTRA_OUTPUTS
#endif
#ifndef CONFIGS
#define CONFIGS                                                                                                                \
    {.slot = GAIN, .name = "gain", .type = "f64", .description = "A factor.", .default_value = "2", .range = "[-10, 10]"},     \
        {.slot = OFFSET, .name = "offset", .type = "f64", .description = "A summand.", .default_value = "0"},
#endif
#ifndef EXTRA_CONFIGS
#define EXTRA_CONFIGS
#endif
#ifndef CREATE_BODY
#define CREATE_BODY
#endif
#ifndef PREPARE_BODY
#define PREPARE_BODY
#endif
#ifndef CALL_BODY
#define CALL_BODY
#endif
#ifndef DESTROY_BODY
#define DESTROY_BODY
#endif
#ifndef MEMBERS
#define MEMBERS
#endif

static const struct lb_input inputs[] = {INPUTS EXTRA_INPUTS};
static const struct lb_output outputs[] = {OUTPUTS EXTRA_OUTPUTS};
static const struct lb_config configs[] = {CONFIGS EXTRA_CONFIGS};
#if defined(STATES)
static const struct lb_state_slot states[] = {STATES};
#elif defined(EXTRA_STATES)
static const struct lb_state_slot states[] = {EXTRA_STATES};
#endif

struct good_self {
    double gain, offset;
    void *kept; /* for faulty ones, from one function to the next */
};

static lb_status create(const struct lb_info *info, void **self)
{
    CREATE_BODY
    struct good_self *made = malloc(sizeof *made);
    if (!made) return LB_NO_MEMORY;
    made->gain = *lb_f64(info->configs, GAIN);
    made->offset = *lb_f64(info->configs, OFFSET);
    made->kept = NULL;
    *self = made;
    return LB_OK;
}

static lb_status prepare(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components, (void)state;
    PREPARE_BODY
    return LB_OK;
}

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    const struct good_self *settings = self;
    (void)components;
    CALL_BODY
    *lb_f64(state, Y) = settings->gain * *lb_f64(state, X) + settings->offset;
    return LB_OK;
}

static void destroy(void *self)
{
    DESTROY_BODY
    free(self);
}

LB_EXPORT const struct lb_block lb_block = {LB_BLOCK_HEADER,
                                            .name = NAME,
                                            .version = "1.0.0",
                                            .licence = "MIT",
                                            .description = "Computes y = gain * x + offset.",
                                            .inputs = LB_ARRAY(inputs),
                                            .intermediate_outputs = LB_ARRAY(outputs),
#if defined(STATES) || defined(EXTRA_STATES)
                                            .states = LB_ARRAY(states),
#endif
                                            .configs = LB_ARRAY(configs),
                                            .create = create,
                                            .prepare = prepare,
                                            .call = LB_CALL(call),
                                            .destroy = destroy,
                                            MEMBERS};
