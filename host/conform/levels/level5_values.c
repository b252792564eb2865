/* SPDX-License-Identifier: MIT */
/* Level 5: numbers that nobody would give, but that a block before may make. */
#include <stdio.h>
#include <string.h>

#include "conform/checks.h"
#include "conform/rig/exercise_data.h"
#include "conform/rig/rig.h"
#include "hostile.h"

enum { CALLS = 2, MOST_STEPS = 1000, ROUNDS = 8 };

static const char mend[] =
    "check what you index, count, divide or cast to an integer by, and fail with lb_fail where it cannot be";

/* What is overwritten by a check. */
struct onslaught {
    bool reals; /* or whole numbers */
    enum draw_fill fill;
};

static bool is_real(uint32_t element)
{
    return element == LB_TYPE_F16 || element == LB_TYPE_BF16 || element == LB_TYPE_F32 || element == LB_TYPE_F64;
}

static bool is_whole(uint32_t element)
{
    return element >= LB_TYPE_I8 && element <= LB_TYPE_U64;
}

/* Random bits are to be none of the numbers that other checks are about: NaN, infinity, and those near the largest one. */
static void tame(uint32_t element, int64_t count, void *data)
{
    const size_t size = lbh_element_size(element);
    const uint64_t exponent = element == LB_TYPE_F16    ? UINT64_C(0x7c00)
                              : element == LB_TYPE_BF16 ? UINT64_C(0x7f80)
                              : element == LB_TYPE_F32  ? UINT64_C(0x7f800000)
                                                        : UINT64_C(0x7ff0000000000000);
    const uint64_t near = exponent - (exponent & (~exponent + 1)); /* the largest exponent of a number */
    const uint64_t top = exponent & ~(exponent >> 1);
    for (int64_t k = 0; k < count && is_real(element); k++) {
        uint64_t bits = 0;
        unsigned char *at = (unsigned char *)data + (size_t)k * size;
        memcpy(&bits, at, size);
        if ((bits & exponent) >= near) bits &= ~top;
        memcpy(at, &bits, size);
    }
}

static bool overwrite(uint32_t element, int64_t count, const struct onslaught *onslaught, uint64_t *seed, void *data)
{
    if (!data || count == 0 || !(onslaught->reals ? is_real(element) : is_whole(element))) return false;
    draw_fill(element, count, onslaught->fill, seed, data);
    if (onslaught->fill == DRAW_RANDOM_BITS) tame(element, count, data);
    return true;
}

/* Overwrites one input, or all (only: SIZE_MAX). Returns whether there was anything of the kind. */
static bool overwrite_inputs(struct rig *rig, size_t only, const struct onslaught *onslaught, uint64_t *seed)
{
    bool any = false;
    for (size_t i = 0; i < rig->descriptor->input_count; i++) {
        const struct lb_input *input = &rig->descriptor->inputs[i].declared;
        if (!input->name || (only != SIZE_MAX && only != i)) continue;
        const struct lbh_cell *cell = rig_cell(rig, input->slot);
        if (!(cell->slot.flags & LB_SLOT_SET)) continue;
        any = overwrite(cell->slot.type, lb_tensor_count(&cell->slot.tensor), onslaught, seed, cell->slot.tensor.data) || any;
    }
    /* A component's are what its methods are called with. */
    for (size_t i = 0; rig->exercise && i < rig->exercise->count; i++) {
        const struct exercise_tensor *tensor = &rig->exercise->tensors[i];
        any = overwrite(tensor->element, lb_tensor_count(&tensor->view), onslaught, seed, tensor->view.data) || any;
    }
    return any;
}

/* A wrapper that is told to make many iterations is ended after some. */
static lb_status end_late(struct rig *rig, const void *loop_args)
{
    (void)loop_args;
    return rig->probed >= MOST_STEPS ? LB_STOP : LB_OK;
}

/* Starts it with this input, or with all that it takes; where they exclude each other, with those that it needs. */
static struct rig *start(struct conform_case *c, size_t only)
{
    struct rig *rig = rig_new(c, &(struct rig_setup){.guard = true, .optional = only == SIZE_MAX});
    const char *name = only == SIZE_MAX ? NULL : rig->descriptor->inputs[only].declared.name;
    if (name) {
        /* The name is the library's, which stays loaded. */
        rig_end(rig);
        rig = rig_new(c, &(struct rig_setup){.guard = true, .with = name});
    }
    if (rig_build(rig) && rig_prepare(rig) == LB_OK) return rig;
    rig_end(rig);
    return name ? NULL : rig_start(c, &(struct rig_setup){.guard = true});
}

/* Returns whether there was anything to overwrite. Going on is right, and so is a failure with a reason. */
static bool strike(struct conform_case *c, size_t only, const struct onslaught *onslaught, uint64_t *seed)
{
    struct rig *rig = start(c, only);
    if (!rig) return false;
    const char *name = only == SIZE_MAX ? "all inputs" : rig->descriptor->inputs[only].declared.name;
    char what[128];
    bool any = false;
    snprintf(what, sizeof what, "%s of %s", draw_fill_name(onslaught->fill), name);
    rig->probe = end_late;
    for (int64_t i = 0; i < CALLS; i++) {
        any = overwrite_inputs(rig, only, onslaught, seed) || any;
        if (!any) break;
        conform_step(c, "call %lld, with %s", (long long)i, what);
        const lb_status status = rig_call(rig, i);
        hostile_judge(rig, status, what, mend);
    }
    if (any) conform_step(c, "destroy, after %s", what);
    rig_end(rig);
    return any;
}

static void strike_each(struct conform_case *c, bool reals, const enum draw_fill *fills, size_t count, int rounds)
{
    struct rig *rig = rig_new(c, &(struct rig_setup){.extent = 0});
    const size_t inputs = rig->descriptor->input_count;
    uint64_t seed = c->seed + 5;
    bool any = false;
    for (size_t k = 0; k < count * (size_t)rounds; k++) {
        const struct onslaught onslaught = {reals, fills[k % count]};
        for (size_t i = 0; i < inputs && inputs > 1; i++)
            if (rig->descriptor->inputs[i].declared.name) any = strike(c, i, &onslaught, &seed) || any;
        any = strike(c, SIZE_MAX, &onslaught, &seed) || any;
    }
    rig_end(rig);
    if (!any) conform_skip(c, reals ? "it is given no real numbers" : "it is given no whole numbers");
}

static void survives_nan(struct conform_case *c)
{
    static const enum draw_fill fills[] = {DRAW_NAN};
    strike_each(c, true, fills, 1, 1);
}

static void survives_infinities(struct conform_case *c)
{
    static const enum draw_fill fills[] = {DRAW_INFINITE, DRAW_LOWEST};
    strike_each(c, true, fills, 2, 1);
}

static void survives_huge_numbers(struct conform_case *c)
{
    static const enum draw_fill fills[] = {DRAW_HUGE};
    strike_each(c, true, fills, 1, 1);
}

static void survives_random_bits(struct conform_case *c)
{
    static const enum draw_fill fills[] = {DRAW_RANDOM_BITS};
    strike_each(c, true, fills, 1, ROUNDS);
}

static void survives_extreme_integers(struct conform_case *c)
{
    static const enum draw_fill fills[] = {DRAW_INFINITE, DRAW_LOWEST, DRAW_NAN, DRAW_ZERO};
    strike_each(c, false, fills, 4, 1);
}

#define VALUES(id, promise, run)                                                                                               \
    {                                                                                                                          \
        (id), 5, OF_ANY, WANTS_LIBRARY | WANTS_RUN, (promise), (run), 15                                                       \
    }
static const struct check checks[] = {
    VALUES("survives-nan", "goes on, or fails with a reason, where inputs are NaN", survives_nan),
    VALUES("survives-infinities", "goes on, or fails with a reason, where inputs are infinite", survives_infinities),
    VALUES("survives-huge-numbers", "goes on, or fails with a reason, where inputs are near the largest number",
           survives_huge_numbers),
    VALUES("survives-random-bits", "goes on, or fails with a reason, where inputs are random bits", survives_random_bits),
    VALUES("survives-extreme-integers",
           "goes on, or fails with a reason, where whole numbers are the least, the greatest, -1 and 0",
           survives_extreme_integers),
};
const struct check_list level5_values = CHECK_LIST(checks);
