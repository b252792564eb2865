/* SPDX-License-Identifier: MIT */
/* The component: its drawer is a state that keeps what is put in. */
#include "desk.h"

enum { DRAWER };

static const struct lb_state_slot states[] = {{.slot = DRAWER, .name = "drawer", .type = "f64[N]"}};

static lb_status reserve(struct lb_state *state, int64_t count)
{
    return lb_set_shape(state, DRAWER, 1, &count);
}

static lb_status add(struct lb_state *state, int64_t place, double value, double *sum)
{
    if (place >= lb_count(state, DRAWER)) return lb_fail(state, "there is no place %d", (int)place);
    *sum = lb_f64(state, DRAWER)[place] += value;
    return LB_OK;
}

static const struct desk methods = {.struct_size = sizeof(struct desk), .reserve = reserve, .add = add};
static const struct lb_provide provides[] = {{DESK_ID, &methods}};

LB_EXPORT const struct lb_component lb_component = {LB_COMPONENT_HEADER,        .name = "desk",
                                                    .version = "1.0.0",         .description = "Has a drawer.",
                                                    .states = LB_ARRAY(states), .provides = LB_ARRAY(provides)};
