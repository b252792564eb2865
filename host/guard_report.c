/* SPDX-License-Identifier: MIT */
/* Names are looked up only now: in the handler there is no time for words. */
#include "guard_report.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "dylib.h"
#include "failure.h"
#include "file.h"
#include "guard_rights.h"
#include "guard_source.h"
#include "libraries.h"

static void copy(char *to, size_t size, const char *from)
{
    snprintf(to, size, "%s", from);
}

/* Names a state of this instance. Returns whether the cell is one. */
static bool name_state(const struct lbh_instance *instance, const struct lbh_cell *cell, struct lbh_violation *violation)
{
    for (size_t i = 0; instance->cells && i < instance->descriptor->state_count; i++) {
        const struct lb_state_slot *state = &instance->descriptor->states[i].declared;
        if (instance->cells[state->slot] != cell) continue;
        copy(violation->name, sizeof violation->name, state->name);
        return true;
    }
    return false;
}

/* Names what the instance itself declares. Returns whether the cell is that. */
static bool name_own(const struct lbh_instance *instance, const struct lbh_cell *cell, struct lbh_violation *violation)
{
    const struct lbh_descriptor *d = instance->descriptor;
    const char *name = NULL;
    const size_t members = instance->group_first ? instance->group_first[d->slot_count] : 0;
    for (size_t i = 0; i < members && !name; i++)
        if (instance->group_members[i].cell == cell) name = instance->group_members[i].named.name;
    for (size_t i = 0; i < d->input_count && !name; i++)
        if (d->inputs[i].declared.name && instance->cells[d->inputs[i].declared.slot] == cell)
            name = d->inputs[i].declared.name;
    for (size_t i = 0; i < d->output_count && !name; i++)
        if (instance->cells[d->outputs[i].declared.slot] == cell) name = d->outputs[i].declared.name;
    if (!name) return name_state(instance, cell, violation);
    copy(violation->name, sizeof violation->name, name);
    return true;
}

/* Names a state of one of these instances. */
static bool name_states(struct lbh_instance *const *instances, size_t count, const struct lbh_cell *cell,
                        struct lbh_violation *violation)
{
    for (size_t i = 0; i < count; i++) {
        if (!instances[i] || !name_state(instances[i], cell, violation)) continue;
        copy(violation->owner, sizeof violation->owner, instances[i]->path);
        return true;
    }
    return false;
}

/* Names a value, whosever it is. Returns whether the instance declares it. */
static bool name_cell(const struct lbh_instance *instance, const struct lbh_cell *cell, struct lbh_violation *violation)
{
    const struct lbh_graph *graph = instance->plan->home->graph;
    if (name_own(instance, cell, violation)) return true;
    for (size_t i = 0; i < graph->variable_count; i++) {
        if (graph->variables[i].cell != cell) continue;
        copy(violation->name, sizeof violation->name, graph->variables[i].name);
        return false;
    }
    if (!name_states(graph->components, graph->component_count, cell, violation))
        name_states(graph->blocks, graph->block_count, cell, violation);
    return false;
}

/* Whether code lies in the library of an instance. */
static bool is_in(const struct lbh_instance *instance, const char *file)
{
    const struct lbh_library *library = instance->library;
    if (!library || !library->file) return false;
    return strcmp(library->generation ? library->generation->file : library->file, file) == 0;
}

/* Whether code is the instance's, or that of a component which it calls. */
static bool is_of(const struct lbh_instance *instance, const char *file)
{
    for (size_t i = 0; instance->used && i < instance->descriptor->component_count; i++)
        if (instance->used[i] && is_in(instance->used[i], file)) return true;
    return is_in(instance, file);
}

/* Finds the place: where somebody else's function, memcpy say, did it, the call of that. */
static void locate(const struct lbh_instance *instance, const struct lbh_fault *fault, struct lbh_violation *violation)
{
    const char *file = NULL;
    size_t offset = 0;
    int place = 0;
    while (place < fault->caller_count && !(lbh_dylib_locate(fault->callers[place], &file, &offset) && is_of(instance, file)))
        place++;
    if (place == fault->caller_count) place = 0;
    if (fault->caller_count == 0 || !lbh_dylib_locate(fault->callers[place], &file, &offset)) return;
    copy(violation->library, sizeof violation->library, lbh_path_name(file));
    violation->library_offset = offset;
    lbh_source_find(fault->callers[place], place > 0, violation->source, sizeof violation->source, &violation->line);
}

void lbh_guard_tell_fault(const struct lbh_instance *instance, const struct lbh_cell *cell, const struct lbh_fault *fault,
                          struct lbh_violation *violation)
{
    *violation = (struct lbh_violation){.at_once = true, .address = fault->address};
    copy(violation->path, sizeof violation->path, instance->path);
    locate(instance, fault, violation);
    if (!cell) return;
    const struct lbh_pages *pages = cell->slot.tensor.data ? cell->pages : NULL;
    const bool declared = name_cell(instance, cell, violation);
    const enum lbh_access access = lbh_rights_of(instance, cell);
    violation->offset = pages ? (const char *)fault->address - pages->data : 0;
    violation->bytes = pages ? pages->bytes : 0;
    /* What may be read was written. */
    violation->knows_wrote = fault->knows_direction || access == LBH_ACCESS_READ;
    violation->wrote = fault->knows_direction ? fault->wrote : access == LBH_ACCESS_READ;
    const bool within = violation->offset >= 0 && (size_t)violation->offset < violation->bytes;
    if (access == LBH_ACCESS_NONE && !declared)
        violation->kind = LBH_STRAY_UNDECLARED;
    else if (pages && !within)
        violation->kind = violation->offset < 0 ? LBH_STRAY_BEFORE : LBH_STRAY_BEHIND;
    else
        violation->kind = violation->wrote ? LBH_STRAY_INPUT : LBH_STRAY_UNSET;
}

void lbh_guard_tell_traces(const struct lbh_instance *instance, const struct lbh_cell *cell, ptrdiff_t distance,
                           struct lbh_violation *violation)
{
    *violation = (struct lbh_violation){.kind = distance > 0 ? LBH_STRAY_BEHIND : LBH_STRAY_BEFORE,
                                        .wrote = true,
                                        .knows_wrote = true,
                                        .offset = distance,
                                        .bytes = cell->pages->bytes};
    copy(violation->path, sizeof violation->path, instance->path);
    name_cell(instance, cell, violation);
}

/* Says what was done with which value: `wrote input "x", which it does not declare as an output`. */
static void format_deed(const struct lbh_violation *violation, char *text, size_t size)
{
    const char *did = !violation->knows_wrote ? "touched" : violation->wrote ? "wrote" : "read", *name = violation->name;
    const ptrdiff_t offset = violation->offset;
    const ptrdiff_t bytes = offset < 0 ? -offset : offset;
    switch (violation->kind) {
    case LBH_STRAY_INPUT: snprintf(text, size, "wrote input \"%s\", which it does not declare as an output", name); return;
    case LBH_STRAY_UNDECLARED:
        if (violation->owner[0])
            snprintf(text, size, "%s state \"%s\" of \"%s\", which is not its own", did, name, violation->owner);
        else
            snprintf(text, size, "%s \"%s\", which it does not declare", did, name);
        return;
    case LBH_STRAY_UNSET:
        /* Without memory its data is null, and who knows where else a null came from. */
        if (violation->bytes)
            snprintf(text, size, "%s input \"%s\", which is not set", did, name);
        else
            snprintf(text, size, "%s a null pointer: input \"%s\" is not set", did, name);
        return;
    case LBH_STRAY_BEHIND:
    case LBH_STRAY_BEFORE:
        if (violation->at_once)
            snprintf(text, size, "%s %s \"%s\": offset=%td, expected=0 to %td", did,
                     violation->kind == LBH_STRAY_BEHIND ? "past the end of" : "before the start of", name, offset,
                     (ptrdiff_t)violation->bytes - 1);
        else
            snprintf(text, size, "wrote %td byte%s %s \"%s\"", bytes, bytes == 1 ? "" : "s",
                     violation->kind == LBH_STRAY_BEHIND ? "past the end of" : "before the start of", name);
        return;
    }
}

/* Says where the code is: ` at denoise.c:41 (denoise.so)`, or ` in denoise.so+0x1139`. */
static void format_place(const struct lbh_violation *violation, char *text, size_t size)
{
    *text = '\0';
    if (violation->line > 0)
        snprintf(text, size, " at %s:%d (%s)", lbh_path_name(violation->source), violation->line, violation->library);
    else if (violation->library[0])
        snprintf(text, size, " in %s+0x%zx", violation->library, violation->library_offset);
}

static const char *mend_of(const struct lbh_violation *violation)
{
    switch (violation->kind) {
    case LBH_STRAY_INPUT: return "declare it in intermediate_outputs, too, or work on a copy: a state, or scratch";
    case LBH_STRAY_UNDECLARED:
        return "declare what the block works on, and keep no pointer to a value from one call to the next";
    case LBH_STRAY_UNSET: return "ask lb_is_set first, declare it as required, or give it a default";
    case LBH_STRAY_BEHIND:
    case LBH_STRAY_BEFORE:
        return "lb_count and lb_dim say how large it is now; lb_set_shape and lb_set_capacity in prepare give it more room";
    }
    return "";
}

void lbh_guard_report(struct lbh_instance *instance, const struct lbh_violation *violation)
{
    char deed[512], place[640];
    const char *when = violation->in_prepare ? " in its prepare," : "";
    format_deed(violation, deed, sizeof deed);
    format_place(violation, place, sizeof place);
    if (violation->at_once)
        lbh_failure(instance, "%s:%s address=%p,%s", deed, when, violation->address, place);
    else
        lbh_failure(instance, "%s: found when %s", deed,
                    violation->in_step      ? "it stepped its loop"
                    : violation->in_prepare ? "its prepare had ended"
                                            : "its call had ended");
    lbh_diag_mend(instance->plan->diag, "%s", mend_of(violation));
}

static const char *signal_name(int number)
{
    const char *name = sigabbrev_np(number);
    return name ? name : "?";
}

void lbh_guard_format_crash(const struct lbh_instance *instance, int number, const struct lbh_violation *violation,
                            const struct lbh_violation *place, char *text, size_t size)
{
    char deed[512] = "crashed", where[640];
    if (violation) format_deed(violation, deed, sizeof deed);
    format_place(place, where, sizeof where);
    const bool is_access = number == SIGSEGV || number == SIGBUS;
    char address[32] = "";
    if (is_access) snprintf(address, sizeof address, " at %p", place->address);
    snprintf(text, size, "block \"%s\" %s%s (SIG%s%s)%s", instance->path, deed, violation ? ", and crashed" : "",
             signal_name(number), address, where);
}
