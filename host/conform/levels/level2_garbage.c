/* SPDX-License-Identifier: MIT */
/* Level 2: outputs are written, whole and in every call, and what was in them, or in scratch, before a call is of no effect. */
#include <string.h>

#include "conform/rig/exercise.h"
#include "level2.h"

/* Two lives that differ in nothing but the garbage that they are given before each call. */
struct pair {
    struct rig *rig; /* the second one */
    int64_t calls;
    struct level2_record a[LEVEL2_CALLS], b[LEVEL2_CALLS];
    bool complains[2]; /* that methods left something unwritten */
};

/* Lives once, what is named being this poison before each call, and the rest zeros. */
static struct rig *live(struct conform_case *c, unsigned what, unsigned char byte, struct level2_record *records)
{
    struct rig *rig = rig_start(c, &(struct rig_setup){.guard = false});
    level2_want_deterministic(rig);
    const int64_t calls = level2_count(rig, LEVEL2_CALLS);
    for (int64_t i = 0; i < calls; i++) {
        level2_poison(rig, LEVEL2_OUTPUTS | LEVEL2_SCRATCH, 0);
        level2_poison(rig, what, byte);
        rig_must_call(rig, i);
        records[i] = level2_take(rig);
    }
    return rig;
}

static struct pair live_twice(struct conform_case *c, unsigned what)
{
    struct pair pair = {.rig = live(c, what, LEVEL2_POISON, pair.a)};
    pair.complains[0] = *exercise_complains(pair.rig, EXERCISE_UNWRITTEN);
    rig_end(pair.rig);
    pair.rig = live(c, what, LEVEL2_OTHER_POISON, pair.b);
    pair.complains[1] = *exercise_complains(pair.rig, EXERCISE_UNWRITTEN);
    pair.calls = level2_count(pair.rig, LEVEL2_CALLS);
    return pair;
}

/* Looks for what both have left as it was. */
static void look_for_unwritten(const struct pair *pair, int64_t iteration)
{
    const struct lbh_descriptor *d = pair->rig->descriptor;
    for (size_t i = 0; i < d->output_count; i++) {
        const struct lbh_cell *a = &pair->a[iteration].cells[i], *b = &pair->b[iteration].cells[i];
        size_t unwritten = 0, first = 0;
        if (!level2_is_pure_output(pair->rig, i) || level2_elements(a) != level2_elements(b)) continue;
        for (size_t k = 0; k < level2_elements(a); k++)
            if (level2_is_poison(a, k, LEVEL2_POISON) && level2_is_poison(b, k, LEVEL2_OTHER_POISON) && unwritten++ == 0)
                first = k;
        if (unwritten)
            conform_fail(pair->rig->c, "write the whole of each output in every call; lb_set_extent makes it smaller",
                         "call %lld left output \"%s\" unwritten: %zu of %zu elements, the first is number %zu",
                         (long long)iteration, d->outputs[i].declared.name, unwritten, level2_elements(a), first);
    }
}

static void outputs_are_written(struct conform_case *c)
{
    const struct pair pair = live_twice(c, LEVEL2_OUTPUTS);
    size_t pure = 0;
    for (size_t i = 0; i < pair.rig->descriptor->output_count; i++) pure += level2_is_pure_output(pair.rig, i);
    if (pure == 0 && !exercise_knows(pair.rig->descriptor)) conform_skip(c, "it has no outputs that are not inputs too");
    for (int64_t i = 0; i < pair.calls; i++) look_for_unwritten(&pair, i);
    if (pair.complains[0] && pair.complains[1])
        conform_fail(c, "fill the whole of what a method is given to fill", "its method %s",
                     exercise_complains(pair.rig, EXERCISE_UNWRITTEN));
}

/* Fails if what was in there before a call had an effect on it. */
static void look_for_effect(struct pair *pair, const char *where, const char *mend)
{
    for (int64_t i = 0; i < pair->calls; i++) {
        /* What methods leave unwritten is told elsewhere, and is in their answers. */
        if (pair->complains[0] && pair->complains[1]) pair->a[i].digest = pair->b[i].digest = 0;
        const char *difference = level2_difference(pair->rig, &pair->a[i], &pair->b[i], true);
        if (difference)
            conform_fail(pair->rig->c, mend,
                         "in call %lld \"%s\" depends on what was in its %s before: with other garbage there it differs",
                         (long long)i, difference, where);
    }
}

static void outputs_depend_on_no_garbage(struct conform_case *c)
{
    struct pair pair = live_twice(c, LEVEL2_OUTPUTS);
    look_for_effect(&pair, "outputs",
                    "an output's content before a call is undefined: declare it as an input too, or use a state");
}

static void scratch_is_not_relied_on(struct conform_case *c)
{
    struct pair pair = live_twice(c, LEVEL2_SCRATCH);
    size_t scratch = 0;
    for (size_t i = 0; i < pair.rig->descriptor->state_count; i++)
        scratch += (pair.rig->descriptor->states[i].declared.flags & LB_STATE_SCRATCH) != 0;
    if (scratch == 0) conform_skip(c, "it has no scratch");
    look_for_effect(&pair, "scratch",
                    "scratch is undefined at the start of a call: write it first, or make it a state that is no scratch");
}

/* What dimensions' names stand for. */
struct symbols {
    const char *names[64];
    int64_t extents[64];
    size_t count;
};

/* Binds the names of one type to a shape. Returns the first dimension that does not fit; -1: all do. */
static int32_t bind(struct symbols *symbols, const struct lbh_type *type, const struct lb_tensor *tensor)
{
    for (int32_t d = 0; d < type->ndim && d < tensor->ndim; d++) {
        const char *name = type->dims[d].symbol;
        size_t i = 0;
        while (i < symbols->count && strcmp(symbols->names[i], name) != 0) i++;
        if (*name == '\0' && type->dims[d].extent != tensor->shape[d]) return d;
        if (*name == '\0') continue;
        if (i < symbols->count && symbols->extents[i] != tensor->shape[d]) return d;
        if (i < symbols->count || i == sizeof symbols->extents / sizeof symbols->extents[0]) continue;
        symbols->names[symbols->count] = name;
        symbols->extents[symbols->count++] = tensor->shape[d];
    }
    return -1;
}

static void look_at_shapes(struct rig *rig, int64_t iteration)
{
    const struct lbh_descriptor *d = rig->descriptor;
    struct symbols symbols = {.count = 0};
    char declared[128], found[128];
    for (size_t i = 0; i < d->input_count; i++) {
        const struct lbh_cell *cell = d->inputs[i].declared.name ? rig_cell(rig, d->inputs[i].declared.slot) : NULL;
        if (cell && (cell->slot.flags & LB_SLOT_SET)) bind(&symbols, &d->inputs[i].type, &cell->slot.tensor);
    }
    for (size_t i = 0; i < d->output_count; i++) {
        const struct lbh_type *type = &d->outputs[i].type;
        const struct lb_tensor *tensor = &rig_cell(rig, d->outputs[i].declared.slot)->slot.tensor;
        if (type->element == LB_TYPE_NONE || type->element == LB_TYPE_STR) continue;
        const int32_t dimension = bind(&symbols, type, tensor);
        if (dimension >= 0)
            conform_fail(rig->c, "give an extent that only the call knows a name of its own in the type: f32[K]",
                         "after call %lld output \"%s\" is not shaped as declared: dimension=%d, expected=%s, as the names "
                         "stand, found=%s",
                         (long long)iteration, d->outputs[i].declared.name, dimension,
                         lbh_type_format(type, declared, sizeof declared),
                         lbh_shape_format(type->element, tensor->ndim, tensor->shape, found, sizeof found));
    }
}

static void outputs_fit_their_types(struct conform_case *c)
{
    struct rig *rig = rig_start(c, &(struct rig_setup){.guard = false});
    const int64_t calls = level2_count(rig, LEVEL2_CALLS);
    if (rig->descriptor->output_count == 0) conform_skip(c, "it has no outputs");
    for (int64_t i = 0; i < calls; i++) {
        rig_must_call(rig, i);
        look_at_shapes(rig, i);
    }
}

static const struct check checks[] = {
    {.id = "outputs-are-written",
     .level = 2,
     .kinds = OF_ANY,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "writes the whole of each output in every call",
     .run = outputs_are_written},
    {.id = "outputs-fit-their-types",
     .level = 2,
     .kinds = OF_BLOCK | OF_LOOP,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "leaves its outputs in the shapes that their types say",
     .run = outputs_fit_their_types},
    {.id = "outputs-depend-on-no-garbage",
     .level = 2,
     .kinds = OF_ANY,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "does not look at what was in its outputs before",
     .run = outputs_depend_on_no_garbage},
    {.id = "scratch-is-not-relied-on",
     .level = 2,
     .kinds = OF_ANY,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "does not look at what was in its scratch before",
     .run = scratch_is_not_relied_on},
};
const struct check_list level2_garbage = CHECK_LIST(checks);
