/* SPDX-License-Identifier: MIT */
/* The interfaces that this host knows, and whether a component's tables for them are whole. */
#include <stdio.h>
#include <string.h>

#include <loopblocks/denoiser.h>
#include <loopblocks/guider.h>
#include <loopblocks/random.h>
#include <loopblocks/scheduler.h>

#include "descriptor_check.h"

/* A table of functions: its first minor's size and where its functions begin; all of them must be there. */
static const struct {
    const char *id;
    size_t size;
    size_t first_function;
} interfaces[] = {
    {LB_SCHEDULER_ID, LBH_SIZE_UP_TO(struct lb_scheduler, add_noise), offsetof(struct lb_scheduler, count)},
    {LB_GUIDER_ID, LBH_SIZE_UP_TO(struct lb_guider, combine), offsetof(struct lb_guider, conditions)},
    {LB_DENOISER_ID, LBH_SIZE_UP_TO(struct lb_denoiser, run), offsetof(struct lb_denoiser, property)},
    {LB_RANDOM_ID, LBH_SIZE_UP_TO(struct lb_random, uniform), offsetof(struct lb_random, seed)},
};

/* Checks a table of an interface that this host knows. */
static void check_table(struct lbh_reading *reading, const char *field, const char *table, size_t size, size_t first_function)
{
    char expected[64];
    if (!lbh_dylib_holds(reading->library, table, size)) {
        snprintf(expected, sizeof expected, "a table of %zu bytes", size);
        lbh_reading_fault(reading, field, expected, "build the component again with this SDK's headers",
                          "less, or another address");
        return;
    }
    uint32_t struct_size;
    memcpy(&struct_size, table, sizeof struct_size);
    if (struct_size < size) {
        snprintf(expected, sizeof expected, "a struct_size of at least %zu", size);
        lbh_reading_fault(reading, field, expected, "write .struct_size = sizeof(struct ...)", "%u", struct_size);
        return;
    }
    for (size_t offset = first_function; offset < size; offset += sizeof(lb_function)) {
        lb_function function;
        memcpy(&function, table + offset, sizeof function);
        if (function && lbh_dylib_is_code(function)) continue;
        lbh_reading_fault(reading, field, "all functions of the interface", "write every function of the table",
                          "%s for function %zu", function ? "another address" : "null",
                          (offset - first_function) / sizeof(lb_function));
        return;
    }
}

void lbh_descriptor_check_provides(struct lbh_reading *reading, const struct lbh_descriptor *descriptor)
{
    char field[64];
    if (descriptor->provide_count == 0)
        lbh_reading_fault(reading, "provides", "at least one interface", "declare what the component provides", "none");
    for (size_t i = 0; i < descriptor->provide_count; i++) {
        const struct lb_provide *provide = &descriptor->provides[i];
        if (!provide->interface_id) continue;
        snprintf(field, sizeof field, "provides[%zu].methods", i);
        if (!lbh_dylib_holds(reading->library, provide->methods, 2 * sizeof(uint32_t))) {
            lbh_reading_fault(reading, field, "a table of the library", NULL, "%s",
                              provide->methods ? "another address" : "null");
            continue;
        }
        for (size_t k = 0; k < sizeof interfaces / sizeof interfaces[0]; k++)
            if (strcmp(interfaces[k].id, provide->interface_id) == 0)
                check_table(reading, field, provide->methods, interfaces[k].size, interfaces[k].first_function);
    }
}
