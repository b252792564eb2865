/* SPDX-License-Identifier: MIT */
/* Level 1: the descriptor's functions, and how they and others call each other: arguments, passes, interfaces, shapes. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "conform/checks.h"
#include "level1.h"

static void passes_lie_in_their_struct(struct conform_case *c)
{
    const struct lbh_descriptor *d = level1_descriptor(c);
    if (d->pass_count == 0) conform_skip(c, "it passes nothing");
    for (size_t i = 0; i < d->pass_count; i++) {
        const struct lb_pass *one = &d->passes[i].declared;
        for (size_t k = 0; k < i; k++) {
            const struct lb_pass *other = &d->passes[k].declared;
            if (one->offset < other->offset + other->size && other->offset < one->offset + one->size)
                conform_fail(
                    c, "write LB_PASS(struct loop_args, member, \"type\") once for each member",
                    "invalid descriptor: field=passes[%zu].offset, expected=a member of its own, found=%u, where \"%s\" lies",
                    i, one->offset, other->name);
        }
    }
}

/* "lb.scheduler/1": a name, a slash, a number. */
static bool is_interface(const char *id)
{
    const char *slash = strrchr(id, '/');
    if (!slash || slash == id || !slash[1] || slash[1] == '0') return false;
    return slash[1 + strspn(slash + 1, "0123456789")] == '\0' && strcspn(id, " \t\n") == strlen(id);
}

static void need_interface(struct conform_case *c, const char *list, size_t index, const char *id)
{
    if (!is_interface(id))
        conform_fail(c, "write an id like \"lb.scheduler/1\" or \"org.example.thing/1\"",
                     "invalid descriptor: field=%s[%zu].interface_id, expected=a name, a slash and a version, found=\"%s\"",
                     list, index, id);
}

static void component_interfaces_have_versions(struct conform_case *c)
{
    const struct lbh_descriptor *d = level1_descriptor(c);
    if (d->component_count + d->provide_count == 0) conform_skip(c, "it uses no components");
    for (size_t i = 0; i < d->component_count; i++) need_interface(c, "components", i, d->components[i].interface_id);
    for (size_t i = 0; i < d->provide_count; i++) need_interface(c, "provides", i, d->provides[i].interface_id);
}

static void provides_are_whole(struct conform_case *c)
{
    const struct lbh_descriptor *d = level1_descriptor(c);
    for (size_t i = 0; i < d->provide_count; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(d->provides[i].interface_id, d->provides[k].interface_id) == 0)
                conform_fail(
                    c, "provide each interface once",
                    "invalid descriptor: field=provides[%zu].interface_id, expected=another interface, found=\"%s\" again", i,
                    d->provides[i].interface_id);
}

/* Returns whether an input's type binds a dimension's name: its shape is known before prepare. */
static bool is_bound(const struct lbh_descriptor *d, const char *symbol)
{
    for (size_t i = 0; i < d->input_count; i++)
        for (int32_t k = 0; k < d->inputs[i].type.ndim; k++)
            if (strcmp(d->inputs[i].type.dims[k].symbol, symbol) == 0) return true;
    return false;
}

static void need_bound(struct conform_case *c, const char *list, size_t index, const char *text, const struct lbh_type *type)
{
    for (int32_t k = 0; k < type->ndim; k++) {
        const char *symbol = type->dims[k].symbol;
        if (*symbol && !is_bound(level1_descriptor(c), symbol))
            conform_fail(
                c, "write a prepare that calls lb_set_shape; or use a dimension of an input's",
                "invalid descriptor: field=%s[%zu].type, expected=dimensions of inputs, as there is no prepare, found=%s in %s",
                list, index, symbol, text);
    }
}

static void shapes_have_a_source(struct conform_case *c)
{
    const struct lbh_descriptor *d = level1_descriptor(c);
    if (d->prepare) conform_skip(c, "it has a prepare, which may set them");
    for (size_t i = 0; i < d->output_count; i++)
        need_bound(c, "intermediate_outputs", i, d->outputs[i].declared.type, &d->outputs[i].type);
    for (size_t i = 0; i < d->state_count; i++) need_bound(c, "states", i, d->states[i].declared.type, &d->states[i].type);
}

#define BY_HOST level1_check_faults

static const struct check checks[] = {
    {"call-is-there", 1, OF_BLOCK | OF_LOOP, WANTS_LIBRARY, "has something to call", BY_HOST, 0},
    {"functions-are-code", 1, OF_ANY, WANTS_LIBRARY, "has functions that are functions", BY_HOST, 0},
    {"loop-arguments-are-scalars", 1, OF_BLOCK | OF_LOOP, WANTS_LIBRARY,
     "takes and passes loop arguments of types that registers hold", BY_HOST, 0},
    {"passes-belong-to-loops", 1, OF_BLOCK | OF_LOOP, WANTS_LIBRARY, "passes loop arguments only if it is a loop wrapper",
     BY_HOST, 0},
    {"passes-lie-in-their-struct", 1, OF_LOOP, WANTS_LIBRARY, "passes members of one struct, each its own",
     passes_lie_in_their_struct, 0},
    {"component-interfaces-have-versions", 1, OF_ANY, WANTS_LIBRARY, "names interfaces with their versions",
     component_interfaces_have_versions, 0},
    {"provides-are-whole", 1, OF_COMPONENT, WANTS_LIBRARY, "provides interfaces with all their functions", provides_are_whole,
     0},
    {"shapes-have-a-source", 1, OF_BLOCK | OF_LOOP, WANTS_LIBRARY,
     "has shapes that follow from inputs, or a prepare that sets them", shapes_have_a_source, 0},
};
const struct check_list level1_functions = CHECK_LIST(checks);
