/* SPDX-License-Identifier: MIT */
/* Descriptors that no library holds, made for the subject. */
#include "companions.h"

#include <stdlib.h>
#include <string.h>

#include <loopblocks/denoiser.h>
#include <loopblocks/guider.h>
#include <loopblocks/loop.h>
#include <loopblocks/random.h>
#include <loopblocks/scheduler.h>

#include "exercise.h"
#include "instance.h"

/* Of a wrapper, in one run that nobody else ends. */
enum { MOST_STEPS = 4096 };

struct rig *rig_of(const struct lb_state *state)
{
    return ((const struct lbh_instance *)state->context)->plan->host->log_user;
}

static void set_argument(const struct lbh_pass *pass, void *arguments, double value)
{
    void *place = (char *)arguments + pass->declared.offset;
    switch (pass->type.element) {
    case LB_TYPE_I8: *(int8_t *)place = (int8_t)value; break;
    case LB_TYPE_I16: *(int16_t *)place = (int16_t)value; break;
    case LB_TYPE_I32: *(int32_t *)place = (int32_t)value; break;
    case LB_TYPE_I64: *(int64_t *)place = (int64_t)value; break;
    case LB_TYPE_U8: *(uint8_t *)place = (uint8_t)value; break;
    case LB_TYPE_U16: *(uint16_t *)place = (uint16_t)value; break;
    case LB_TYPE_U32: *(uint32_t *)place = (uint32_t)value; break;
    case LB_TYPE_U64: *(uint64_t *)place = (uint64_t)value; break;
    case LB_TYPE_F32: *(float *)place = (float)value; break;
    case LB_TYPE_F64: *(double *)place = value; break;
    default: *(uint8_t *)place = value != 0; break;
    }
}

void rig_set_argument(struct rig *rig, size_t index, double value)
{
    set_argument(&rig->loop->descriptor->passes[index], rig->loop->state.loop_args, value);
}

void companion_set_arguments(struct rig *rig, int64_t iteration)
{
    const struct lbh_descriptor *d = rig->loop->descriptor;
    for (size_t i = 0; i < d->pass_count; i++) {
        const uint32_t element = d->passes[i].type.element;
        const bool is_real = element == LB_TYPE_F32 || element == LB_TYPE_F64;
        rig_set_argument(
            rig, i, is_real ? 900 - 10 * (double)iteration : (double)(element == LB_TYPE_BOOL ? iteration & 1 : iteration));
    }
}

void companion_set_argument(struct rig *rig, size_t index, enum draw_fill fill)
{
    const struct lbh_pass *pass = &rig->loop->descriptor->passes[index];
    uint64_t seed = rig->c->seed;
    draw_fill(pass->type.element, 1, fill, &seed, (char *)rig->loop->state.loop_args + pass->declared.offset);
}

static lb_status loop_call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self;
    (void)components;
    struct rig *rig = rig_of(state);
    for (int64_t i = lb_loop_first(state); i < rig->iterations; i++) {
        rig->iteration = i;
        if (rig->between) rig->between(rig, i);
        companion_set_arguments(rig, i);
        const lb_status status = lb_loop_step(state);
        if (status != LB_OK) return status;
    }
    return LB_OK;
}

/* Adds what the subject passes in this step to the digest: members alone, since what lies between them is nobody's. */
static void digest_arguments(struct rig *rig)
{
    const struct lbh_descriptor *d = rig->loop->descriptor;
    for (size_t i = 0; i < d->pass_count; i++) {
        const unsigned char *member = (const unsigned char *)rig->loop->state.loop_args + d->passes[i].declared.offset;
        for (uint32_t k = 0; k < d->passes[i].declared.size; k++)
            rig->digest = (rig->digest ^ member[k]) * UINT64_C(0x100000001b3); /* FNV-1a */
    }
    rig->digest++; /* a step that passes nothing is one, too */
}

static lb_status probe_call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self;
    (void)components;
    struct rig *rig = rig_of(state);
    if (rig->plan->changes) rig_find_parts(rig); /* another wrapper may be around it now */
    rig->probed++;
    digest_arguments(rig);
    if (rig->probe) return rig->probe(rig, rig->loop->state.loop_args);
    /* A loop that waits for its blocks to come to something waits for ever here. */
    return rig->probed % MOST_STEPS == 0 ? LB_STOP : LB_OK;
}

static lb_status user_call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self;
    struct rig *rig = rig_of(state);
    exercise_turn_to(rig, lb_component_at(components, 0));
    return exercise_component(rig, rig->iteration);
}

static struct lbh_descriptor *new_descriptor(uint32_t kind, const char *name, lb_function call)
{
    struct lbh_descriptor *d = calloc(1, sizeof *d);
    if (d)
        *d = (struct lbh_descriptor){
            .kind = kind, .name = name, .version = "1.0.0", .description = "A stand-in of the suite's.", .call = call};
    return d;
}

/* A loop that passes whatever the subject takes: a member of eight bytes each. */
static struct lbh_descriptor *new_loop(const struct lbh_descriptor *subject)
{
    struct lbh_descriptor *d = new_descriptor(LB_KIND_LOOP, "loop", LB_CALL(loop_call));
    if (!d || subject->arg_count == 0) return d;
    d->passes = calloc(subject->arg_count, sizeof *d->passes);
    if (!d->passes) return d;
    d->pass_count = subject->arg_count;
    d->passes_size = 8 * subject->arg_count;
    for (size_t i = 0; i < subject->arg_count; i++) {
        const struct lbh_arg *arg = &subject->args[i];
        d->passes[i] =
            (struct lbh_pass){.declared = {arg->declared.name, arg->declared.type, (uint32_t)(8 * i),
                                           (uint32_t)lbh_element_size(arg->type.element), (uint32_t)d->passes_size, 0, NULL},
                              .type = arg->type};
    }
    return d;
}

static struct lbh_descriptor *new_user(const struct lbh_descriptor *subject)
{
    struct lbh_descriptor *d = new_descriptor(LB_KIND_BLOCK, "user", LB_CALL(user_call));
    if (!d || subject->provide_count == 0) return d;
    d->components = calloc(1, sizeof *d->components);
    if (!d->components) return d;
    d->component_count = 1;
    d->components[0] =
        (struct lb_component_use){.name = "subject", .interface_id = subject->provides[0].interface_id, .required = 1};
    d->prepare = exercise_prepare;
    return d;
}

/* A model whose prediction is half of the sample, and a little of the timestep. */
static lb_status denoiser_property(const void *self, struct lb_state *state, const char *name, struct lb_value *out)
{
    (void)self;
    (void)state;
    const bool known =
        strcmp(name, "in_channels") == 0 || strcmp(name, "out_channels") == 0 || strcmp(name, "sample_size") == 0;
    out->type = known ? LB_TYPE_I64 : LB_TYPE_NONE;
    if (known) out->i64 = strcmp(name, "sample_size") == 0 ? 8 : 3;
    return LB_OK;
}

static const struct lb_tensor *sample_of(const struct lb_named *in, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (strcmp(in[i].name, "sample") == 0) return in[i].tensor;
    return NULL;
}

static lb_status denoiser_prepare(const void *self, struct lb_state *state, const struct lb_named *in, uint32_t n,
                                  struct lb_tensor *out)
{
    (void)self;
    const struct lb_tensor *sample = sample_of(in, n);
    if (!sample) return lb_fail(state, "the model wants a sample");
    out->dtype = sample->dtype;
    out->ndim = sample->ndim;
    memcpy(out->shape, sample->shape, (size_t)sample->ndim * sizeof *out->shape);
    return LB_OK;
}

static lb_status denoiser_run(const void *self, struct lb_state *state, const struct lb_tensor *timestep,
                              const struct lb_named *in, uint32_t n, const char *hook, struct lb_tensor *out)
{
    (void)self;
    (void)hook;
    const struct lb_tensor *sample = sample_of(in, n);
    if (!sample) return lb_fail(state, "the model wants a sample");
    const float shift = 1e-4f * (float)*(const double *)timestep->data;
    const int64_t count = lb_tensor_count(out);
    for (int64_t k = 0; k < count; k++) ((float *)out->data)[k] = 0.5f * ((const float *)sample->data)[k] + shift;
    return LB_OK;
}

static const struct lb_field denoiser_fields[] = {{.name = "sample", .type = "f32[B,C,H,W]"}};
static const struct lb_denoiser denoiser_methods = {.struct_size = sizeof denoiser_methods,
                                                    .flags = LB_DENOISER_STACKABLE,
                                                    .fields = denoiser_fields,
                                                    .field_count = 1,
                                                    .field_stride = sizeof denoiser_fields[0],
                                                    .property = denoiser_property,
                                                    .prepare = denoiser_prepare,
                                                    .run = denoiser_run};

static struct lbh_descriptor *new_denoiser(void)
{
    struct lbh_descriptor *d = new_descriptor(0, "denoiser", NULL);
    if (!d) return NULL;
    d->is_component = true;
    d->provides = calloc(1, sizeof *d->provides);
    if (!d->provides) return d;
    d->provides[0] = (struct lb_provide){LB_DENOISER_ID, &denoiser_methods};
    d->provide_count = 1;
    return d;
}

bool companions_add(struct rig *rig)
{
    struct lbh_catalog *catalog = rig->host->catalog;
    const struct {
        const char *file;
        struct lbh_descriptor *descriptor;
    } all[] = {{COMPANION_LOOP, new_loop(rig->descriptor)},
               {COMPANION_PROBE, new_descriptor(LB_KIND_BLOCK, "probe", LB_CALL(probe_call))},
               {COMPANION_USER, new_user(rig->descriptor)},
               {COMPANION_DENOISER, new_denoiser()}};
    bool fine = true;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        fine = all[i].descriptor && lbh_catalog_add_linked(catalog, all[i].file, all[i].descriptor, NULL) == LBH_OK && fine;
    return fine;
}

const char *companion_for(const char *interface_id)
{
    /* Those that come with Loopblocks are as good as any. */
    static const char *const known[][2] = {{LB_SCHEDULER_ID, "ddim"},
                                           {LB_GUIDER_ID, "no-guidance"},
                                           {LB_RANDOM_ID, "torch-random"},
                                           {LB_DENOISER_ID, COMPANION_DENOISER}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(known[i][0], interface_id) == 0) return known[i][1];
    return NULL;
}
