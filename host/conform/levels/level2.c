/* SPDX-License-Identifier: MIT */
/* Garbage, calls and comparisons for the checks of level 2. */
#include "level2.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool level2_is_pure_output(const struct rig *rig, size_t output)
{
    const struct lbh_descriptor *d = rig->descriptor;
    for (size_t i = 0; i < d->input_count; i++)
        if (d->inputs[i].declared.name && d->inputs[i].declared.slot == d->outputs[output].declared.slot) return false;
    return true;
}

/* A text of poison is one letter, four times; of zeros, empty. */
static char letter_of(unsigned char byte)
{
    return (char)('A' + byte % 26);
}

static void poison_cell(struct lbh_cell *cell, unsigned char byte)
{
    struct lb_tensor *tensor = &cell->slot.tensor;
    if (!tensor->data) return;
    if (cell->slot.type == LB_TYPE_STR) {
        const size_t length = byte ? 4 : 0;
        memset(tensor->data, letter_of(byte), length);
        ((char *)tensor->data)[length] = '\0';
        cell->shape[0] = (int64_t)length;
    } else {
        memset(tensor->data, byte, (size_t)lb_tensor_count(tensor) * lbh_element_size(cell->slot.type));
    }
}

void level2_poison(struct rig *rig, unsigned what, unsigned char byte)
{
    const struct lbh_descriptor *d = rig->descriptor;
    for (size_t i = 0; (what & LEVEL2_OUTPUTS) && i < d->output_count; i++)
        if (level2_is_pure_output(rig, i)) poison_cell(rig_cell(rig, d->outputs[i].declared.slot), byte);
    for (size_t i = 0; (what & LEVEL2_SCRATCH) && i < d->state_count; i++)
        if (d->states[i].declared.flags & LB_STATE_SCRATCH) poison_cell(rig_cell(rig, d->states[i].declared.slot), byte);
    if (what & LEVEL2_OUTPUTS && byte) rig->poison = byte;
}

void level2_poison_behind(struct rig *rig, unsigned char byte)
{
    for (uint32_t slot = 0; slot < rig->descriptor->slot_count; slot++) {
        const struct lbh_cell *cell = rig_cell(rig, slot);
        const bool is_text = cell->slot.type == LB_TYPE_STR;
        if (!cell->slot.tensor.data) continue;
        const size_t bytes = (size_t)lb_tensor_count(&cell->slot.tensor) * lbh_element_size(cell->slot.type) + is_text;
        const size_t end = (bytes + LBH_ARENA_ALIGNMENT - 1) / LBH_ARENA_ALIGNMENT * LBH_ARENA_ALIGNMENT;
        memset((char *)cell->slot.tensor.data + bytes, byte, end - bytes);
    }
}

void level2_forget_states(struct rig *rig)
{
    for (size_t i = 0; i < rig->descriptor->state_count; i++)
        poison_cell(rig_cell(rig, rig->descriptor->states[i].declared.slot), 0);
}

int64_t level2_count(const struct rig *rig, int64_t most)
{
    const int64_t usual = rig_usual_iterations(rig);
    return rig->descriptor->kind == LB_KIND_LOOP ? 1 : usual < most ? usual : most;
}

void level2_play(struct rig *rig, int64_t calls)
{
    const int64_t count = level2_count(rig, calls);
    for (int64_t i = 0; i < count; i++) {
        level2_poison(rig, LEVEL2_OUTPUTS | LEVEL2_SCRATCH, 0);
        rig_must_call(rig, i);
    }
}

size_t level2_elements(const struct lbh_cell *cell)
{
    if (!cell->slot.tensor.data) return 0;
    return cell->slot.type == LB_TYPE_STR ? 1 : (size_t)lb_tensor_count(&cell->slot.tensor);
}

bool level2_is_poison(const struct lbh_cell *cell, size_t k, unsigned char byte)
{
    const char *data = cell->slot.tensor.data;
    if (cell->slot.type == LB_TYPE_STR) {
        const char poison[] = {letter_of(byte), letter_of(byte), letter_of(byte), letter_of(byte), '\0'};
        return strcmp(data, poison) == 0;
    }
    const size_t size = lbh_element_size(cell->slot.type);
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)data[k * size + i] != byte) return false;
    return true;
}

static bool differ(const struct lbh_cell *a, const struct lbh_cell *b, bool poisoned)
{
    const struct lb_tensor *x = &a->slot.tensor, *y = &b->slot.tensor;
    if ((a->slot.flags ^ b->slot.flags) & LB_SLOT_SET) return true;
    if (!x->data || !y->data) return x->data != y->data;
    if (a->slot.type == LB_TYPE_STR)
        return strcmp(x->data, y->data) != 0 &&
               !(poisoned && level2_is_poison(a, 0, LEVEL2_POISON) && level2_is_poison(b, 0, LEVEL2_OTHER_POISON));
    if (!lb_tensor_same_shape(x, y)) return true;
    const size_t size = lbh_element_size(a->slot.type), count = level2_elements(a);
    for (size_t k = 0; k < count; k++) {
        if (memcmp((const char *)x->data + k * size, (const char *)y->data + k * size, size) == 0) continue;
        if (!poisoned || !level2_is_poison(a, k, LEVEL2_POISON) || !level2_is_poison(b, k, LEVEL2_OTHER_POISON)) return true;
    }
    return false;
}

/* Copies a cell with its content. */
static void copy_cell(struct lbh_cell *copy, const struct lbh_cell *cell, struct conform_case *c)
{
    *copy = *cell;
    copy->slot.tensor.shape = copy->shape;
    if (!cell->slot.tensor.data) return;
    const size_t bytes = (size_t)lb_tensor_count(&cell->slot.tensor) * lbh_element_size(cell->slot.type);
    char *content = calloc(bytes + 1, 1); /* a text's NUL */
    if (!content) conform_fail(c, "try it where there is more", "cannot try it: out of memory");
    memcpy(content, cell->slot.tensor.data, bytes);
    copy->slot.tensor.data = content;
}

struct level2_record level2_take(const struct rig *rig)
{
    const struct lbh_descriptor *d = rig->descriptor;
    struct level2_record record = {calloc(d->output_count + d->state_count + 1, sizeof *record.cells), rig->digest};
    if (!record.cells) conform_fail(rig->c, "try it where there is more", "cannot try it: out of memory");
    for (size_t i = 0; i < d->output_count; i++)
        copy_cell(&record.cells[i], rig_cell(rig, d->outputs[i].declared.slot), rig->c);
    for (size_t i = 0; i < d->state_count; i++)
        copy_cell(&record.cells[d->output_count + i], rig_cell(rig, d->states[i].declared.slot), rig->c);
    return record;
}

const char *level2_difference(const struct rig *rig, const struct level2_record *a, const struct level2_record *b,
                              bool poisoned)
{
    const struct lbh_descriptor *d = rig->descriptor;
    for (size_t i = 0; i < d->output_count; i++)
        if (differ(&a->cells[i], &b->cells[i], poisoned && level2_is_pure_output(rig, i))) return d->outputs[i].declared.name;
    for (size_t i = 0; i < d->state_count; i++) {
        const size_t k = d->output_count + i;
        if (!(d->states[i].declared.flags & LB_STATE_SCRATCH) && differ(&a->cells[k], &b->cells[k], false))
            return d->states[i].declared.name;
    }
    return a->digest == b->digest ? NULL : "what its methods answered";
}

void level2_want_deterministic(const struct rig *rig)
{
    if (rig->descriptor->flags & LB_FLAG_NOT_DETERMINISTIC)
        conform_skip(rig->c, "it says that it is not deterministic (LB_FLAG_NOT_DETERMINISTIC)");
}

void level2_fail(struct conform_case *c, const struct course *course, const char *mend, const char *what)
{
    snprintf(c->verdict->trace, sizeof c->verdict->trace, "%s", course->trace);
    conform_fail(c, mend, "%s, %s: %s: %s", situations_stage(course->stage), course->text, what, course->reason);
}

void level2_judge(struct conform_case *c, unsigned kinds, bool accepts, const char *mend)
{
    const struct courses *courses = situations_go_through(c, kinds, 1);
    const struct course *plain = &courses->items[0];
    for (size_t i = 1; i < courses->count; i++) {
        const struct course *course = &courses->items[i];
        /* Settings may not fit a file that it reads, and, as prepare and call may say, shapes that it has. */
        const bool taken = course->bound || (course->stage != STAGE_CREATE && course->shaped);
        if (course->died) level2_fail(c, course, mend, "it does not live through it");
        if (course->strayed && !plain->strayed) level2_fail(c, course, mend, "it strays");
        if (course->misshaped && !plain->misshaped) level2_fail(c, course, mend, "its outputs are not shaped as declared");
        if (accepts && course->refused && !course->strayed && !taken)
            level2_fail(c, course, mend, "it refuses what it declares to take");
    }
}
