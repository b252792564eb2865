/* SPDX-License-Identifier: MIT */
/* Level 1: what the descriptor declares: lists, texts, names, numbers, types, and what their values may be. */
#include <stdio.h>
#include <string.h>

#include "conform/checks.h"
#include "json.h"
#include "level1.h"
#include "value.h"
#include "value_number.h"

static void need_utf8(struct conform_case *c, const char *field, const char *text)
{
    json_t *json = json_string(text); /* takes UTF-8 alone */
    if (!json)
        conform_fail(c, "save the source as UTF-8, and write no bytes with \\x above 7f",
                     "invalid descriptor: field=%s, expected=UTF-8, found=\"%s\"", field, text);
    json_decref(json);
}

static void texts_are_utf8(struct conform_case *c)
{
    level1_visit_texts(c, level1_descriptor(c), need_utf8);
}

static void need_constant(struct conform_case *c, const char *field, uintptr_t address, size_t size)
{
    if (!elf_file_is_constant(level1_elf(c), address - level1_base(c), size))
        conform_fail(c, "declare lists static const, and texts as string constants",
                     "invalid descriptor: field=%s, expected=memory that is constant, found=memory that can be written", field);
}

static void need_constant_text(struct conform_case *c, const char *field, const char *text)
{
    need_constant(c, field, (uintptr_t)text, strlen(text) + 1);
}

static void need_constant_list(struct conform_case *c, const char *field, const struct lb_array *list)
{
    if (list->count > 0) need_constant(c, field, (uintptr_t)list->items, (size_t)list->count * list->stride);
}

static void declarations_are_constant(struct conform_case *c)
{
    const void *symbol = NULL;
    size_t size = 0;
    const struct lbh_descriptor *d = level1_descriptor(c);
    lbh_dylib_object(level1_library(c), d->is_component ? "lb_component" : "lb_block", &symbol, &size, NULL);
    if (d->is_component) {
        const struct lb_component *component = symbol;
        need_constant_list(c, "states", &component->states);
        need_constant_list(c, "configs", &component->configs);
        need_constant_list(c, "provides", &component->provides);
        need_constant_list(c, "required_extensions", &component->required_extensions);
    } else {
        const struct lb_block *block = symbol;
        need_constant_list(c, "inputs", &block->inputs);
        need_constant_list(c, "intermediate_outputs", &block->intermediate_outputs);
        need_constant_list(c, "states", &block->states);
        need_constant_list(c, "components", &block->components);
        need_constant_list(c, "configs", &block->configs);
        need_constant_list(c, "call_args", &block->call_args);
        need_constant_list(c, "passes", &block->passes);
        need_constant_list(c, "required_extensions", &block->required_extensions);
    }
    level1_visit_texts(c, d, need_constant_text);
}

/* Returns whether an input, output, state or config has this name. */
static bool is_parameter(const struct lbh_descriptor *d, const char *name)
{
    bool found = false;
    for (size_t i = 0; i < d->input_count; i++)
        found |= d->inputs[i].declared.name && strcmp(d->inputs[i].declared.name, name) == 0;
    for (size_t i = 0; i < d->output_count; i++) found |= strcmp(d->outputs[i].declared.name, name) == 0;
    for (size_t i = 0; i < d->state_count; i++) found |= strcmp(d->states[i].declared.name, name) == 0;
    return found;
}

static void names_are_unique(struct conform_case *c)
{
    const struct lbh_descriptor *d = level1_descriptor(c);
    for (size_t i = 0; i < d->component_count; i++)
        if (is_parameter(d, d->components[i].name))
            conform_fail(c, "call them differently: in a manifest, both names stand beside each other",
                         "invalid descriptor: field=components[%zu].name, expected=a name that no parameter has, found=\"%s\"",
                         i, d->components[i].name);
}

/* What an input or a config says of its values. */
struct allowed {
    const char *list;
    size_t index;
    const struct lbh_type *type;
    const char *range;
    const char *choices;
};

static bool is_numeric(const struct lbh_type *type)
{
    return type->element != LB_TYPE_STR && type->element != LB_TYPE_BOOL;
}

static void check_range(struct conform_case *c, const struct allowed *allowed)
{
    json_t *ends = NULL;
    struct lbh_number low, high;
    if (!allowed->range) return;
    const bool parsed =
        lbh_json_parse(NULL, allowed->range, strlen(allowed->range), &ends, NULL) == LBH_OK && json_array_size(ends) == 2;
    const json_t *first = json_array_get(ends, 0), *last = json_array_get(ends, 1);
    const bool has_low = parsed && lbh_number_from_json(&low, first), has_high = parsed && lbh_number_from_json(&high, last);
    if (!parsed || !is_numeric(allowed->type) || (!has_low && !json_is_null(first)) || (!has_high && !json_is_null(last)))
        conform_fail(c, "write .range = \"[0, 1]\", with null for an open end; texts have .choices",
                     "invalid descriptor: field=%s[%zu].range, expected=[minimum, maximum] of a number, found=%s",
                     allowed->list, allowed->index, allowed->range);
    const int order = has_low && has_high ? lbh_number_compare(&low, &high) : -1;
    if (order != -1 && order != 0)
        conform_fail(c, "write the minimum first",
                     "invalid descriptor: field=%s[%zu].range, expected=a minimum up to the maximum, found=%s", allowed->list,
                     allowed->index, allowed->range);
}

static void check_choices(struct conform_case *c, const struct allowed *allowed)
{
    json_t *choices = NULL;
    if (!allowed->choices) return;
    if (lbh_json_parse(NULL, allowed->choices, strlen(allowed->choices), &choices, NULL) != LBH_OK ||
        json_array_size(choices) == 0)
        conform_fail(c, "write .choices = \"[\\\"a\\\", \\\"b\\\"]\"",
                     "invalid descriptor: field=%s[%zu].choices, expected=a JSON array of choices, found=%s", allowed->list,
                     allowed->index, allowed->choices);
    const struct lbh_type scalar = {.element = allowed->type->element};
    for (size_t i = 0; i < json_array_size(choices); i++) {
        struct lbh_value value = {0};
        struct lbh_diag *diag = lbh_diag_new();
        if (lbh_value_from_json(&value, &scalar, json_array_get(choices, i), diag) != LBH_OK ||
            lbh_value_check(&value, allowed->range, NULL, diag) != LBH_OK)
            conform_fail(c, "offer values of its type and in its range alone",
                         "invalid descriptor: field=%s[%zu].choices, choice=%zu, %s", allowed->list, allowed->index, i,
                         lbh_diag_text(diag));
        for (size_t k = 0; k < i; k++)
            if (json_equal(json_array_get(choices, i), json_array_get(choices, k)))
                conform_fail(c, "offer each choice once",
                             "invalid descriptor: field=%s[%zu].choices, expected=different choices, found=%s", allowed->list,
                             allowed->index, allowed->choices);
        lbh_value_fini(&value);
        lbh_diag_free(diag);
    }
    json_decref(choices);
}

static void ranges_and_choices_parse(struct conform_case *c)
{
    const struct lbh_descriptor *d = level1_descriptor(c);
    size_t found = 0;
    for (size_t i = 0; i < d->input_count + d->config_count; i++) {
        const bool is_input = i < d->input_count;
        const size_t index = is_input ? i : i - d->input_count;
        const struct allowed allowed = {is_input ? "inputs" : "configs", index,
                                        is_input ? &d->inputs[index].type : &d->configs[index].type,
                                        is_input ? d->inputs[index].declared.range : d->configs[index].declared.range,
                                        is_input ? d->inputs[index].declared.choices : d->configs[index].declared.choices};
        found += allowed.range || allowed.choices;
        check_range(c, &allowed);
        check_choices(c, &allowed);
    }
    if (found == 0) conform_skip(c, "it has neither ranges nor choices");
}

static void configs_are_consistent(struct conform_case *c)
{
    const struct lbh_descriptor *d = level1_descriptor(c);
    if (d->config_count == 0) conform_skip(c, "it has no configs");
    for (size_t i = 0; i < d->config_count; i++) {
        const struct lb_config *config = &d->configs[i].declared;
        const bool required = config->flags & LB_CONFIG_REQUIRED;
        const char *found =
            required && config->default_value                 ? "a default, which nobody ever gets"
            : required && (config->flags & LB_CONFIG_IGNORED) ? "LB_CONFIG_IGNORED"
            : (config->flags & LB_CONFIG_INPUT_PATH) && (config->flags & LB_CONFIG_OUTPUT_PATH) ? "both kinds of path"
            : (config->flags & LB_CONFIG_FILE) && !(config->flags & LB_CONFIG_INPUT_PATH) ? "LB_CONFIG_FILE without INPUT_PATH"
                                                                                          : NULL;
        if (found)
            conform_fail(c, "leave out one of them; a file of configs has both LB_CONFIG_FILE and LB_CONFIG_INPUT_PATH",
                         "invalid descriptor: field=configs[%zu], expected=%s, found=%s", i,
                         required ? "a required config" : "a path that is read or written", found);
    }
}

static void groups_collect_any(struct conform_case *c)
{
    const struct lbh_descriptor *d = level1_descriptor(c);
    size_t count = 0;
    for (size_t i = 0; i < d->input_count; i++) {
        const struct lb_input *input = &d->inputs[i].declared;
        if (input->name) continue;
        count++;
        if (strcmp(input->type, "any") != 0 || input->default_value || input->range || input->choices)
            conform_fail(c, "write .type = \"any\", and look at each value's type in prepare",
                         "invalid descriptor: field=inputs[%zu], expected=any, as it collects the group \"%s\", found=%s", i,
                         input->group, strcmp(input->type, "any") != 0 ? input->type : "a default, a range or choices");
    }
    if (count == 0) conform_skip(c, "it collects no group");
}

#define BY_HOST level1_check_faults

static const struct check checks[] = {
    {"lists-are-whole", 1, OF_ANY, WANTS_LIBRARY, "has lists that are all there, with items as large as they say", BY_HOST, 0},
    {"texts-lie-in-the-library", 1, OF_ANY, WANTS_LIBRARY, "has texts of its own, which end", BY_HOST, 0},
    {"texts-are-utf8", 1, OF_ANY, WANTS_LIBRARY, "has texts that everybody can show", texts_are_utf8, 0},
    {"declarations-are-constant", 1, OF_ANY, WANTS_LIBRARY, "has declarations that nobody can change",
     declarations_are_constant, 0},
    {"parameter-names-are-valid", 1, OF_ANY, WANTS_LIBRARY, "has parameters with names that code can have", BY_HOST, 0},
    {"names-are-unique", 1, OF_ANY, WANTS_LIBRARY, "gives no two things one name", names_are_unique, 0},
    {"slots-are-dense", 1, OF_ANY, WANTS_LIBRARY, "numbers its slots from 0, each name once", BY_HOST, 0},
    {"types-parse", 1, OF_ANY, WANTS_LIBRARY, "has types that there are", BY_HOST, 0},
    {"names-share-types", 1, OF_BLOCK | OF_LOOP, WANTS_LIBRARY, "gives what it reads and writes one type", BY_HOST, 0},
    {"defaults-fit", 1, OF_ANY, WANTS_LIBRARY, "has defaults that it allows itself", BY_HOST, 0},
    {"ranges-and-choices-parse", 1, OF_ANY, WANTS_LIBRARY, "says rightly which values it allows", ranges_and_choices_parse, 0},
    {"required-has-no-default", 1, OF_BLOCK | OF_LOOP, WANTS_LIBRARY, "has no default for what it requires", BY_HOST, 0},
    {"configs-are-consistent", 1, OF_ANY, WANTS_LIBRARY, "has configs whose flags go together", configs_are_consistent, 0},
    {"groups-collect-any", 1, OF_BLOCK | OF_LOOP, WANTS_LIBRARY, "collects groups of any type", groups_collect_any, 0},
};
const struct check_list level1_declarations = CHECK_LIST(checks);
