/* SPDX-License-Identifier: MIT */
/* Which situations apply to a subject, by what it declares. */
#include "situations_list.h"

#include <stdio.h>
#include <string.h>

#include "conform/rig/rig_manifest.h"

struct situation *situations_add(struct situation_list *list, unsigned kind)
{
    if (!(list->kinds & kind) || list->count == list->most) return NULL;
    struct situation *situation = &list->items[list->count++];
    *situation = (struct situation){.kind = kind, .setup = {.guard = true}};
    return situation;
}

/* What a filling is for a type, in words. */
static const char *name_fill(uint32_t element, enum draw_fill fill)
{
    const bool is_real = element == LB_TYPE_F32 || element == LB_TYPE_F64;
    switch (fill) {
    case DRAW_ZERO: return "0";
    case DRAW_NAN: return is_real ? "NaN" : "all bits set";
    case DRAW_INFINITE: return is_real ? "infinity" : "the greatest number";
    case DRAW_LOWEST: return is_real ? "negative infinity" : "the least number";
    case DRAW_HUGE: return is_real ? "the greatest number" : "nearly the greatest number";
    case DRAW_SUBNORMAL: return is_real ? "a subnormal number" : "1";
    case DRAW_PLAIN:
    case DRAW_RANDOM_BITS: break;
    }
    return "random bits";
}

static void add_arguments(struct situation_list *list, const struct lbh_descriptor *d)
{
    static const enum draw_fill fills[] = {DRAW_ZERO, DRAW_NAN,       DRAW_INFINITE,   DRAW_LOWEST,
                                           DRAW_HUGE, DRAW_SUBNORMAL, DRAW_RANDOM_BITS};
    for (size_t i = 0; i < d->arg_count; i++)
        for (size_t k = 0; k < sizeof fills / sizeof fills[0]; k++) {
            struct situation *situation = situations_add(list, SITUATION_ARGUMENT);
            if (!situation) return;
            situation->has_argument = true;
            situation->argument = (struct rig_argument){i, fills[k]};
            snprintf(situation->text, sizeof situation->text, "with loop argument \"%s\" (%s) of %s", d->args[i].declared.name,
                     d->args[i].declared.type, name_fill(d->args[i].type.element, fills[k]));
        }
}

/* The largest extent that keeps tensors of the highest rank small enough: 2^22 elements. */
static int64_t large_extent(const struct lbh_descriptor *d)
{
    static const int64_t by_rank[] = {4096, 4096, 1024, 128, 40, 16, 8, 8, 4};
    int32_t rank = d->is_component ? 4 : 1;
    for (size_t i = 0; i < d->input_count; i++)
        if (d->inputs[i].type.ndim > rank) rank = d->inputs[i].type.ndim;
    for (size_t i = 0; i < d->output_count; i++)
        if (d->outputs[i].type.ndim > rank) rank = d->outputs[i].type.ndim;
    return by_rank[rank];
}

static void add_shapes(struct situation_list *list, const struct rig *rig)
{
    const struct {
        unsigned kind;
        int64_t extent;
    } all[] = {{SITUATION_ONE, 1},
               {SITUATION_ODD, 3},
               {SITUATION_ODD, 5},
               {SITUATION_ODD, 7},
               {SITUATION_LARGE, large_extent(rig->descriptor)}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct situation *situation = situations_add(list, all[i].kind);
        if (!situation) continue;
        situation->setup.extent = all[i].extent;
        snprintf(situation->text, sizeof situation->text, "with dimensions of %lld", (long long)all[i].extent);
    }
}

static size_t count_optional(const struct lbh_descriptor *d)
{
    size_t count = 0;
    for (size_t i = 0; i < d->input_count; i++) {
        const struct lb_input *input = &d->inputs[i].declared;
        count += input->name && !input->required && !input->default_value;
    }
    return count;
}

static void add_inputs(struct situation_list *list, const struct lbh_descriptor *d)
{
    struct situation *situation;
    const size_t optional = count_optional(d);
    for (size_t i = 0; i < d->input_count; i++) {
        const struct lb_input *input = &d->inputs[i].declared;
        const struct lbh_type *type = &d->inputs[i].type;
        const bool is_whole = type->ndim == 0 && type->element >= LB_TYPE_I8 && type->element <= LB_TYPE_U64;
        if (input->name && is_whole && (situation = situations_add(list, SITUATION_ZERO))) {
            situation->input = input->name;
            snprintf(situation->text, sizeof situation->text, "with input \"%s\" of 0", input->name);
        }
        if (!input->name || input->required || input->default_value) continue;
        if (optional == 1) continue; /* without the only one it is plain, and with it there are all */
        if ((situation = situations_add(list, SITUATION_ABSENT))) {
            situation->setup.optional = true;
            situation->setup.without = input->name;
            snprintf(situation->text, sizeof situation->text, "with all inputs but \"%s\"", input->name);
        }
        if ((situation = situations_add(list, SITUATION_ABSENT))) {
            situation->setup.with = input->name;
            snprintf(situation->text, sizeof situation->text, "with input \"%s\" beside the required ones", input->name);
        }
    }
    if (optional > 0 && (situation = situations_add(list, SITUATION_PRESENT))) {
        situation->setup.optional = true;
        strcpy(situation->text, "with all inputs");
    }
    for (size_t i = 0; i < d->component_count; i++)
        if (!d->components[i].required && (situation = situations_add(list, SITUATION_COMPONENT))) {
            situation->setup.without_component = d->components[i].name;
            snprintf(situation->text, sizeof situation->text, "without component \"%s\"", d->components[i].name);
        }
}

size_t situations_list(const struct rig *rig, unsigned kinds, struct situation *situations, size_t most)
{
    const struct lbh_descriptor *d = rig->descriptor;
    struct situation_list list = {situations, 0, most, kinds | SITUATION_PLAIN};
    strcpy(situations_add(&list, SITUATION_PLAIN)->text, "with plain inputs");
    struct situation *defaults = d->config_count ? situations_add(&list, SITUATION_DEFAULTS) : NULL;
    if (defaults) {
        defaults->setup.defaults = true;
        strcpy(defaults->text, "with the defaults of its configs");
    }
    for (size_t i = 0; i < d->config_count; i++) situations_add_declared(&list, &d->configs[i]);
    if (d->is_component || rig_draws_shapes(rig)) add_shapes(&list, rig);
    add_inputs(&list, d);
    add_arguments(&list, d);
    for (size_t i = 0; i < d->config_count; i++) situations_add_extremes(&list, &d->configs[i]);
    return list.count;
}
