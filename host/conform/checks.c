/* SPDX-License-Identifier: MIT */
/* The lists of checks, one a file, in the order in which they are run. */
#include "checks.h"

#include <stdint.h>
#include <string.h>

extern const struct check_list level1_file;
extern const struct check_list level1_linking;
extern const struct check_list level1_start;
extern const struct check_list level1_imports;
extern const struct check_list level1_identity;
extern const struct check_list level1_declarations;
extern const struct check_list level1_functions;
extern const struct check_list level2_runs;
extern const struct check_list level2_values;
extern const struct check_list level2_guard;
extern const struct check_list level2_garbage;
extern const struct check_list level2_settings;
extern const struct check_list level2_inputs;
extern const struct check_list level2_failures;
extern const struct check_list level2_life;
extern const struct check_list level2_pointers;
extern const struct check_list level2_extensions;
extern const struct check_list level3_instances;
extern const struct check_list level3_calls;
extern const struct check_list level3_system;
extern const struct check_list level3_strain;
extern const struct check_list level3_growth;
extern const struct check_list level3_loop;
extern const struct check_list level3_ending;
extern const struct check_list level4_replaced;
extern const struct check_list level4_carry;
extern const struct check_list level4_states;
extern const struct check_list level4_migrate;
extern const struct check_list level4_leaves;
extern const struct check_list level4_grows;
extern const struct check_list level5_memory;
extern const struct check_list level5_values;
extern const struct check_list level5_shapes;
extern const struct check_list level5_threads;
extern const struct check_list level5_descriptors;
extern const struct check_list level5_sanitizers;

static const struct check_list *const lists[] = {
    &level1_file,      &level1_linking,  &level1_start,  &level1_imports,  &level1_identity,    &level1_declarations,
    &level1_functions, &level2_runs,     &level2_values, &level2_guard,    &level2_garbage,     &level2_settings,
    &level2_inputs,    &level2_failures, &level2_life,   &level2_pointers, &level2_extensions,  &level3_instances,
    &level3_calls,     &level3_system,   &level3_strain, &level3_growth,   &level3_loop,        &level3_ending,
    &level4_replaced,  &level4_carry,    &level4_states, &level4_migrate,  &level4_leaves,      &level4_grows,
    &level5_memory,    &level5_values,   &level5_shapes, &level5_threads,  &level5_descriptors, &level5_sanitizers};
#define LIST_COUNT (sizeof lists / sizeof lists[0])

size_t checks_count(void)
{
    size_t count = 0;
    for (size_t i = 0; i < LIST_COUNT; i++) count += lists[i]->count;
    return count;
}

const struct check *checks_at(size_t index)
{
    for (size_t i = 0; i < LIST_COUNT; i++) {
        if (index < lists[i]->count) return &lists[i]->items[index];
        index -= lists[i]->count;
    }
    return NULL;
}

size_t checks_find(const char *id)
{
    for (size_t i = 0; i < checks_count(); i++)
        if (strcmp(checks_at(i)->id, id) == 0) return i;
    return SIZE_MAX;
}
