/* SPDX-License-Identifier: MIT */
/* A denoiser's turn: it is asked what it is, made ready for a batch, and run on it, and on a smaller one. */
#include <string.h>

#include <loopblocks/denoiser.h>

#include "exercise_data.h"
#include "type.h"

/* Asks for a fact: 0 where the model does not have it. */
static lb_status ask(struct exercise *e, const struct lb_denoiser *denoiser, const char *name, int64_t *number)
{
    struct lb_value value = {.type = LB_TYPE_NONE};
    const lb_status status = exercise_done(e, "property", denoiser->property(e->self, e->state, name, &value));
    *number = status == LB_OK && value.type == LB_TYPE_I64 ? value.i64 : 0;
    exercise_answer(e, number, sizeof *number);
    return status;
}

/* What is known of the model when its fields are made. */
struct facts {
    int64_t channels, classes;
};

/* Whether a field is given: it must be, or it names the classes of a model that has some. */
static bool is_given(const struct lb_field *field, const struct lbh_type *type, const struct facts *facts)
{
    const bool labels = strcmp(field->name, "class_labels") == 0 && type->element == LB_TYPE_I64;
    return !field->optional || (labels && facts->classes > 0);
}

/* A tensor for one of the model's fields; that of samples has the channels that the model says. */
static struct exercise_tensor *new_field(struct exercise *e, const struct lb_field *field, const struct lbh_type *type,
                                         const struct facts *facts)
{
    int64_t shape[LB_MAX_NDIM];
    const bool is_sample = strcmp(field->name, "sample") == 0;
    for (int32_t d = 0; d < type->ndim; d++)
        shape[d] = type->dims[d].symbol[0] ? draw_extent(&e->rig->extents, type->dims[d].symbol) : type->dims[d].extent;
    if (is_sample && type->ndim == 4 && facts->channels > 0) shape[1] = facts->channels;
    return exercise_tensor_new(e, field->name, type->element, type->ndim, shape);
}

/* Labels are classes that there are. */
static void keep_within(struct exercise_tensor *labels, int64_t classes)
{
    int64_t *label = labels->view.data;
    for (int64_t k = 0; labels->element == LB_TYPE_I64 && classes > 0 && k < lb_tensor_count(&labels->view); k++)
        label[k] %= classes;
}

static lb_status make_fields(struct exercise *e, const struct lb_denoiser *denoiser, const struct facts *facts)
{
    e->denoiser.smaller = true;
    for (uint32_t i = 0; i < denoiser->field_count; i++) {
        const struct lb_field *field =
            (const void *)((const char *)(const void *)denoiser->fields + (size_t)i * denoiser->field_stride);
        struct lbh_type type;
        if (!field->name || !field->type || lbh_type_parse(field->type, false, &type, NULL) != LBH_OK)
            return lb_fail(e->state, "fields: item %u has no name, or no type that there is", i);
        if (!is_given(field, &type, facts)) continue;
        struct exercise_tensor *tensor = new_field(e, field, &type, facts);
        if (!tensor) return LB_NO_MEMORY;
        if (strcmp(field->name, "class_labels") == 0) keep_within(tensor, facts->classes);
        e->denoiser.smaller &= type.ndim > 0 && strcmp(type.dims[0].symbol, "B") == 0 && tensor->shape[0] > 1;
        e->denoiser.fields[e->denoiser.count] = tensor;
        e->denoiser.in[e->denoiser.count++] = (struct lb_named){field->name, &tensor->view};
    }
    if (e->denoiser.count == 0) return lb_fail(e->state, "fields: expected=\"sample\" at least, found=none that must be given");
    return LB_OK;
}

static lb_status prepare(struct exercise *e, const void *methods)
{
    const struct lb_denoiser *denoiser = methods;
    struct facts facts = {0};
    int64_t others = 0, shape[LB_MAX_NDIM] = {0};
    lb_status status = ask(e, denoiser, "in_channels", &facts.channels);
    if (status == LB_OK) status = ask(e, denoiser, "out_channels", &others);
    if (status == LB_OK) status = ask(e, denoiser, "sample_size", &others);
    if (status == LB_OK) status = ask(e, denoiser, "num_class_embeds", &facts.classes);
    if (status == LB_OK) status = make_fields(e, denoiser, &facts);
    if (status != LB_OK) return status;
    struct lb_tensor out = {.shape = shape};
    status = exercise_done(e, "prepare", denoiser->prepare(e->self, e->state, e->denoiser.in, e->denoiser.count, &out));
    if (status != LB_OK) return status;
    if (out.dtype.code != LB_CODE_FLOAT || out.dtype.bits != 32 || out.ndim < 1 || out.ndim > LB_MAX_NDIM)
        return lb_fail(e->state, "prepare: expected=the shape of an f32 tensor, found=code %u, bits %u, ndim %d",
                       out.dtype.code, out.dtype.bits, out.ndim);
    exercise_answer(e, shape, sizeof shape);
    e->denoiser.timestep = exercise_tensor_new(e, "timestep", LB_TYPE_F64, 0, NULL);
    e->denoiser.out = exercise_tensor_new(e, "out", LB_TYPE_F32, out.ndim, shape);
    return e->denoiser.timestep && e->denoiser.out ? LB_OK : LB_NO_MEMORY;
}

static lb_status exercise(struct exercise *e, const void *methods, int64_t iteration)
{
    const struct lb_denoiser *denoiser = methods;
    /* In every third iteration one sample less. */
    const int64_t less = e->denoiser.smaller && iteration % 3 == 2 ? 1 : 0;
    struct exercise_tensor *out = e->denoiser.out;
    *(double *)e->denoiser.timestep->view.data = 900 - 10 * (double)(iteration % 90);
    const struct lb_tensor *timestep = exercise_reads(e->denoiser.timestep);
    for (uint32_t i = 0; i < e->denoiser.count; i++) exercise_reads(e->denoiser.fields[i])->shape[0] -= less;
    exercise_fills(e, out)->shape[0] -= less;
    const lb_status status = exercise_done(
        e, "run", denoiser->run(e->self, e->state, timestep, e->denoiser.in, e->denoiser.count, NULL, &out->view));
    for (uint32_t i = 0; i < e->denoiser.count; i++) e->denoiser.fields[i]->shape[0] += less;
    out->shape[0] += less;
    return status;
}

const struct exerciser exercise_denoiser = {LB_DENOISER_ID, prepare, exercise};
