/* SPDX-License-Identifier: MIT */
/* The rules that a descriptor's declarations keep: forms of names, dense slot numbers, types, defaults, loop arguments. */
#include "descriptor_check.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "value.h"

bool lbh_is_parameter_name(const char *name)
{
    if (!isalpha((unsigned char)*name) && *name != '_') return false;
    for (; *name; name++)
        if (!isalnum((unsigned char)*name) && *name != '_') return false;
    return true;
}

static bool is_plugin_name(const char *name)
{
    if (!islower((unsigned char)*name)) return false;
    for (; *name; name++)
        if (!islower((unsigned char)*name) && !isdigit((unsigned char)*name) && *name != '-') return false;
    return true;
}

static bool is_version(const char *version)
{
    unsigned major, minor, patch;
    int end = 0;
    if (!isdigit((unsigned char)*version)) return false;
    if (sscanf(version, "%u.%u.%u%n", &major, &minor, &patch, &end) != 3) return false;
    return version[end] == 0 || version[end] == '-' || version[end] == '+';
}

/* The field "inputs[2].name", in a buffer of the caller. */
static const char *field_name(char *buffer, size_t size, const char *list, size_t index, const char *member)
{
    snprintf(buffer, size, "%s[%zu].%s", list, index, member);
    return buffer;
}
#define FIELD(list, index, member) field_name((char[96]){0}, 96, list, index, member)

static void check_parameter_name(struct lbh_reading *reading, const char *list, size_t index, const char *name)
{
    if (name && !lbh_is_parameter_name(name))
        lbh_reading_fault(reading, FIELD(list, index, "name"), "a letter or _, then letters, digits and _",
                          "choose a name like num_steps", "\"%s\"", name);
}

static void check_type(struct lbh_reading *reading, const char *list, size_t index, const char *text, bool lists,
                       struct lbh_type *type)
{
    if (!text) return;
    const size_t first = lbh_diag_count(reading->diag);
    if (lbh_type_parse(text, lists, type, reading->diag) == LBH_OK) return;
    lbh_diag_prefix(reading->diag, first, "invalid descriptor: field=%s", FIELD(list, index, "type"));
    reading->fine = false;
}

/* Checks that a default is of its type, in range and among the choices, so that the host never meets one that is not. */
static void check_default(struct lbh_reading *reading, const char *list, size_t index, const struct lbh_type *type,
                          const char *text, const char *range, const char *choices)
{
    if (!text || !reading->fine) return;
    struct lbh_value value = {0};
    const size_t first = lbh_diag_count(reading->diag);
    enum lbh_status status = lbh_value_from_default(&value, type, text, reading->diag);
    if (status == LBH_OK) status = lbh_value_check(&value, range, choices, reading->diag);
    lbh_value_fini(&value);
    if (status == LBH_OK) return;
    lbh_diag_prefix(reading->diag, first, "invalid descriptor: field=%s", FIELD(list, index, "default_value"));
    reading->fine = false;
}

/* A numbering that must come out dense from 0, with one name a number. */
struct numbering {
    const char *names[1024];
    bool is_private[1024];
    uint32_t count;
};

static void check_slot(struct lbh_reading *reading, struct numbering *numbering, const char *list, size_t index, uint32_t slot,
                       const char *name, bool is_private)
{
    if (slot >= sizeof numbering->names / sizeof numbering->names[0]) {
        lbh_reading_fault(reading, FIELD(list, index, "slot"), "a number below 1024", "number the slots from 0, with an enum",
                          "%u", slot);
        return;
    }
    const char *known = numbering->names[slot];
    if (known && (strcmp(known, name) != 0 || is_private || numbering->is_private[slot])) {
        lbh_reading_fault(reading, FIELD(list, index, "slot"), "a number of its own",
                          "equal names of an input and an output share a slot; all others have one each", "%u, which is \"%s\"",
                          slot, known);
        return;
    }
    for (uint32_t other = 0; other < numbering->count; other++) {
        if (other == slot || !numbering->names[other] || strcmp(numbering->names[other], name) != 0) continue;
        lbh_reading_fault(reading, FIELD(list, index, "slot"), "the slot of the same name",
                          "equal names share one slot; declare a name once as input and once as output", "%u beside %u", slot,
                          other);
        return;
    }
    numbering->names[slot] = name;
    numbering->is_private[slot] = is_private;
    if (slot >= numbering->count) numbering->count = slot + 1;
}

/* Where something else is wrong, the declaration that is missed may only be one that could not be read. */
static void check_dense(struct lbh_reading *reading, const struct numbering *numbering, const char *what)
{
    for (uint32_t slot = 0; slot < numbering->count && reading->fine; slot++)
        if (!numbering->names[slot])
            lbh_reading_fault(reading, what, "slots dense from 0", "number the slots with an enum, without gaps",
                              "no declaration with slot %u", slot);
}

/* Returns whether a type was there and could be read. */
static bool is_read(const struct lbh_type *type, const char *text)
{
    return text && (type->element != LB_TYPE_NONE || strcmp(text, "any") == 0);
}

static bool same_type(const struct lbh_type *a, const struct lbh_type *b)
{
    char left[128], right[128];
    return strcmp(lbh_type_format(a, left, sizeof left), lbh_type_format(b, right, sizeof right)) == 0;
}

static void check_inputs(struct lbh_reading *reading, struct lbh_descriptor *d, struct numbering *numbering)
{
    for (size_t i = 0; i < d->input_count; i++) {
        struct lb_input *input = &d->inputs[i].declared;
        if (!input->name && !input->group)
            lbh_reading_fault(reading, FIELD("inputs", i, "name"), "a text",
                              "give it a name; only an input with a group has none", "null");
        if (input->flags) lbh_reading_fault(reading, FIELD("inputs", i, "flags"), "0", "leave it out", "%u", input->flags);
        if (input->required > 1)
            lbh_reading_fault(reading, FIELD("inputs", i, "required"), "0 or 1", NULL, "%u", input->required);
        if (input->required && input->default_value)
            lbh_reading_fault(reading, FIELD("inputs", i, "default_value"), "none, as the input is required",
                              "leave out .required or .default_value", "%s", input->default_value);
        check_parameter_name(reading, "inputs", i, input->name);
        check_type(reading, "inputs", i, input->type, false, &d->inputs[i].type);
        const char *name = input->name ? input->name : input->group;
        if (name) check_slot(reading, numbering, "inputs", i, input->slot, name, !input->name);
        check_default(reading, "inputs", i, &d->inputs[i].type, input->default_value, input->range, input->choices);
    }
}

static void check_outputs(struct lbh_reading *reading, struct lbh_descriptor *d, struct numbering *numbering)
{
    for (size_t i = 0; i < d->output_count; i++) {
        struct lb_output *output = &d->outputs[i].declared;
        if (output->flags)
            lbh_reading_fault(reading, FIELD("intermediate_outputs", i, "flags"), "0", "leave it out", "%u", output->flags);
        check_parameter_name(reading, "intermediate_outputs", i, output->name);
        check_type(reading, "intermediate_outputs", i, output->type, false, &d->outputs[i].type);
        if (!output->name) continue;
        check_slot(reading, numbering, "intermediate_outputs", i, output->slot, output->name, false);
        for (size_t k = 0; k < d->input_count; k++) {
            const struct lbh_input *input = &d->inputs[k];
            if (!input->declared.name || strcmp(input->declared.name, output->name) != 0) continue;
            if (is_read(&input->type, input->declared.type) && is_read(&d->outputs[i].type, output->type) &&
                !same_type(&input->type, &d->outputs[i].type))
                lbh_reading_fault(reading, FIELD("intermediate_outputs", i, "type"), input->declared.type,
                                  "an input and an output of one name are one value: give both one type", "%s", output->type);
        }
    }
}

static void check_states(struct lbh_reading *reading, struct lbh_descriptor *d, struct numbering *numbering)
{
    for (size_t i = 0; i < d->state_count; i++) {
        struct lb_state_slot *state = &d->states[i].declared;
        if (state->flags & ~(LB_STATE_MAY_BE_LOST | LB_STATE_SCRATCH))
            lbh_reading_fault(reading, FIELD("states", i, "flags"), "LB_STATE_...", NULL, "0x%x", state->flags);
        check_parameter_name(reading, "states", i, state->name);
        check_type(reading, "states", i, state->type, false, &d->states[i].type);
        if (state->type && strcmp(state->type, "any") == 0)
            lbh_reading_fault(reading, FIELD("states", i, "type"), "a type of its own", NULL, "any");
        if (state->name) check_slot(reading, numbering, "states", i, state->slot, state->name, true);
    }
}

static void check_uses(struct lbh_reading *reading, const struct lbh_descriptor *d)
{
    struct numbering numbering = {0};
    for (size_t i = 0; i < d->component_count; i++) {
        const struct lb_component_use *use = &d->components[i];
        check_parameter_name(reading, "components", i, use->name);
        if (use->interface_id && !strchr(use->interface_id, '/'))
            lbh_reading_fault(reading, FIELD("components", i, "interface_id"), "a name and a version, \"lb.scheduler/1\"", NULL,
                              "\"%s\"", use->interface_id);
        if (use->name) check_slot(reading, &numbering, "components", i, use->slot, use->name, true);
    }
    check_dense(reading, &numbering, "components");
}

static void check_configs(struct lbh_reading *reading, struct lbh_descriptor *d)
{
    const uint32_t known = LB_CONFIG_REQUIRED | LB_CONFIG_NULLABLE | LB_CONFIG_IGNORED | LB_CONFIG_INPUT_PATH |
                           LB_CONFIG_OUTPUT_PATH | LB_CONFIG_FILE;
    struct numbering numbering = {0};
    for (size_t i = 0; i < d->config_count; i++) {
        struct lb_config *config = &d->configs[i].declared;
        if (config->flags & ~known)
            lbh_reading_fault(reading, FIELD("configs", i, "flags"), "LB_CONFIG_...", NULL, "0x%x", config->flags & ~known);
        check_parameter_name(reading, "configs", i, config->name);
        check_type(reading, "configs", i, config->type, true, &d->configs[i].type);
        if (config->name) check_slot(reading, &numbering, "configs", i, config->slot, config->name, true);
        check_default(reading, "configs", i, &d->configs[i].type, config->default_value, config->range, config->choices);
        const bool is_path = config->flags & (LB_CONFIG_INPUT_PATH | LB_CONFIG_OUTPUT_PATH | LB_CONFIG_FILE);
        if (is_path && config->type && strcmp(config->type, "str") != 0)
            lbh_reading_fault(reading, FIELD("configs", i, "type"), "str, as it is a path", NULL, "%s", config->type);
    }
    check_dense(reading, &numbering, "configs");
}

/* Loop arguments travel in registers: scalars of a C type. */
static bool is_argument_type(const struct lbh_type *type)
{
    return type->ndim == 0 && type->element != LB_TYPE_NONE && type->element != LB_TYPE_STR && type->element != LB_TYPE_F16 &&
           type->element != LB_TYPE_BF16;
}

static void check_args(struct lbh_reading *reading, struct lbh_descriptor *d)
{
    for (size_t i = 0; i < d->arg_count; i++) {
        struct lbh_arg *arg = &d->args[i];
        check_parameter_name(reading, "call_args", i, arg->declared.name);
        check_type(reading, "call_args", i, arg->declared.type, false, &arg->type);
        if (reading->fine && !is_argument_type(&arg->type))
            lbh_reading_fault(reading, FIELD("call_args", i, "type"), "a scalar: i8 to u64, f32, f64 or bool", NULL, "%s",
                              arg->declared.type);
        for (size_t k = 0; reading->fine && k < i; k++)
            if (strcmp(d->args[k].declared.name, arg->declared.name) == 0)
                lbh_reading_fault(reading, FIELD("call_args", i, "name"), "a name of its own", NULL, "\"%s\" twice",
                                  arg->declared.name);
    }
}

static void check_passes(struct lbh_reading *reading, struct lbh_descriptor *d)
{
    const char *mend = "write LB_PASS(struct loop_args, member, \"type\")";
    if (d->pass_count && d->kind == LB_KIND_BLOCK)
        lbh_reading_fault(reading, "passes", "none, as this is no loop wrapper", "begin the descriptor with LB_LOOP_HEADER",
                          "%zu", d->pass_count);
    for (size_t i = 0; i < d->pass_count; i++) {
        struct lbh_pass *pass = &d->passes[i];
        const struct lb_pass *declared = &pass->declared;
        check_parameter_name(reading, "passes", i, declared->name);
        check_type(reading, "passes", i, declared->type, false, &pass->type);
        if (!reading->fine) continue;
        if (!is_argument_type(&pass->type)) {
            lbh_reading_fault(reading, FIELD("passes", i, "type"), "a scalar: i8 to u64, f32, f64 or bool", NULL, "%s",
                              declared->type);
            continue;
        }
        const size_t size = lbh_element_size(pass->type.element);
        if (declared->size != size)
            lbh_reading_fault(reading, FIELD("passes", i, "size"), "the size of its type", mend, "%u for %s", declared->size,
                              declared->type);
        if (declared->struct_size > 65536 || declared->offset % size != 0 || declared->offset > declared->struct_size ||
            declared->struct_size - declared->offset < size || declared->struct_size != d->passes[0].declared.struct_size)
            lbh_reading_fault(reading, FIELD("passes", i, "offset"), "an aligned member of one struct of at most 65536 bytes",
                              mend, "%u in %u bytes", declared->offset, declared->struct_size);
        for (size_t k = 0; reading->fine && k < i; k++)
            if (strcmp(d->passes[k].declared.name, declared->name) == 0)
                lbh_reading_fault(reading, FIELD("passes", i, "name"), "a name of its own", NULL, "\"%s\" twice",
                                  declared->name);
        d->passes_size = declared->struct_size;
    }
}

static void check_functions(struct lbh_reading *reading, const struct lbh_descriptor *d)
{
    const struct {
        const char *name;
        lb_function function;
    } functions[] = {{"create", (lb_function)d->create},
                     {"prepare", (lb_function)d->prepare},
                     {"call", d->call},
                     {"destroy", (lb_function)d->destroy},
                     {"get_extension", (lb_function)d->get_extension}};
    if (!d->is_component && !d->call)
        lbh_reading_fault(reading, "call", "a function", "write .call = LB_CALL(function)", "null");
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
        if (functions[i].function && !lbh_dylib_is_code(functions[i].function))
            lbh_reading_fault(reading, functions[i].name, "a function", "write a function's name", "an address of none");
}

void lbh_descriptor_check(struct lbh_reading *reading, struct lbh_descriptor *d)
{
    struct numbering numbering = {0};
    if (!d->is_component && d->kind != LB_KIND_BLOCK && d->kind != LB_KIND_LOOP)
        lbh_reading_fault(reading, "kind", "LB_KIND_BLOCK or LB_KIND_LOOP", "begin the descriptor with LB_BLOCK_HEADER", "%u",
                          d->kind);
    if (d->name && !is_plugin_name(d->name))
        lbh_reading_fault(reading, "name", "a lower-case letter, then lower-case letters, digits and -",
                          "choose a name like add-one", "\"%s\"", d->name);
    if (d->version && !is_version(d->version))
        lbh_reading_fault(reading, "version", "three numbers", "write a version like \"1.0.0\"", "\"%s\"", d->version);
    check_inputs(reading, d, &numbering);
    check_outputs(reading, d, &numbering);
    check_states(reading, d, &numbering);
    check_dense(reading, &numbering, "inputs, intermediate_outputs and states");
    d->slot_count = numbering.count;
    check_uses(reading, d);
    check_configs(reading, d);
    check_args(reading, d);
    check_passes(reading, d);
    check_functions(reading, d);
}
