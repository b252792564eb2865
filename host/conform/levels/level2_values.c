/* SPDX-License-Identifier: MIT */
/* Level 2: what a block leaves as it is, and what it does not look at. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config_slots.h"
#include "conform/rig/exercise.h"
#include "guard.h"
#include "instance.h"
#include "level2.h"

/* A slot as it was: its own bytes, its shape, its content. */
struct kept {
    const struct lb_slot *slot;
    const char *name;
    struct lb_slot before;
    int64_t shape[LB_MAX_NDIM];
    char *content;
    size_t bytes;
};

static size_t content_bytes(const struct lb_slot *slot)
{
    return slot->tensor.data ? (size_t)lb_tensor_count(&slot->tensor) * lbh_element_size(slot->type) : 0;
}

static void keep(struct kept *kept, const struct lb_slot *slot, const char *name)
{
    free(kept->content);
    *kept = (struct kept){.slot = slot, .name = name, .before = *slot, .bytes = content_bytes(slot)};
    kept->content = malloc(kept->bytes + 1);
    if (kept->content && kept->bytes) memcpy(kept->content, slot->tensor.data, kept->bytes);
    if (slot->tensor.shape && slot->tensor.ndim > 0)
        memcpy(kept->shape, slot->tensor.shape, (size_t)slot->tensor.ndim * sizeof *kept->shape);
}

/* Returns what is not as it was: "content", "shape", ...; null: nothing. */
static const char *find_change(const struct kept *kept)
{
    const struct lb_tensor *now = &kept->slot->tensor, *before = &kept->before.tensor;
    if (now->data != before->data || now->shape != before->shape || now->strides != before->strides) return "pointers";
    if (now->ndim != before->ndim) return "rank";
    if (now->ndim > 0 && memcmp(now->shape, kept->shape, (size_t)now->ndim * sizeof *kept->shape) != 0) return "shape";
    if (memcmp(&now->dtype, &before->dtype, sizeof now->dtype) != 0 || kept->slot->type != kept->before.type) return "type";
    if (kept->slot->flags != kept->before.flags) return "flags";
    return kept->content && kept->bytes && memcmp(now->data, kept->content, kept->bytes) != 0 ? "content" : NULL;
}

static bool is_output(const struct lbh_descriptor *d, uint32_t slot)
{
    for (size_t i = 0; i < d->output_count; i++)
        if (d->outputs[i].declared.slot == slot) return true;
    return false;
}

enum { MOST_KEPT = 256 };

/* All inputs that are no outputs, those of groups among them. */
static size_t keep_inputs(const struct rig *rig, struct kept *kept)
{
    const struct lbh_instance *subject = rig->subject;
    const struct lbh_descriptor *d = rig->descriptor;
    const size_t members = subject->group_first ? subject->group_first[d->slot_count] : 0;
    size_t count = 0;
    for (size_t i = 0; i < d->input_count && count < MOST_KEPT; i++) {
        const struct lb_input *input = &d->inputs[i].declared;
        if (input->name && !is_output(d, input->slot)) keep(&kept[count++], &rig_cell(rig, input->slot)->slot, input->name);
    }
    for (size_t i = 0; i < members && count < MOST_KEPT; i++)
        keep(&kept[count++], &subject->group_members[i].cell->slot, subject->group_members[i].named.name);
    return count;
}

/* Has guard mode say where an input is written. */
static const char *find_place(struct conform_case *c, struct rig **rig)
{
    *rig = rig_new(c, &(struct rig_setup){.guard = true});
    bool fine = rig_build(*rig) && rig_prepare(*rig) == LB_OK;
    const int64_t count = fine ? level2_count(*rig, LEVEL2_CALLS) : 0;
    for (int64_t i = 0; i < count && fine; i++) fine = rig_call(*rig, i) == LB_OK;
    const struct lbh_violation *violation = lbh_guard_last((*rig)->plan);
    return violation && violation->kind == LBH_STRAY_INPUT ? rig_reason(*rig) : "";
}

static void look_for_change(struct rig *rig, const struct kept *kept, size_t count, const char *what, const char *mend)
{
    struct conform_case *c = rig->c;
    struct rig *guarded = NULL;
    for (size_t i = 0; i < count; i++) {
        const char *change = find_change(&kept[i]);
        if (!change) continue;
        const char *step = c->verdict->step;
        char during[64];
        snprintf(during, sizeof during, "%.60s", step);
        const char *place = strcmp(what, "input") == 0 ? find_place(c, &guarded) : "";
        conform_fail(c, mend, "its %s changed the %s of %s \"%s\", which is to stay as it is%s%s", during, change, what,
                     kept[i].name, *place ? ". " : "", place);
    }
}

static void inputs_stay_unmodified(struct conform_case *c)
{
    static struct kept kept[MOST_KEPT];
    static const char mend[] = "work on a copy, in a state or in scratch, or declare it in intermediate_outputs too";
    struct rig *rig = rig_start(c, &(struct rig_setup){.optional = false});
    if (rig->descriptor->is_component && !exercise_knows(rig->descriptor)) conform_skip(c, "none of its interfaces is known");
    size_t count = keep_inputs(rig, kept);
    conform_step(c, "prepare");
    rig_prepare_again(rig);
    look_for_change(rig, kept, count, "input", mend);
    const int64_t calls = level2_count(rig, LEVEL2_CALLS);
    for (int64_t i = 0; i < calls; i++) {
        count = keep_inputs(rig, kept);
        rig_must_call(rig, i);
        look_for_change(rig, kept, count, "input", mend);
    }
    const char *complaint = exercise_complains(rig, EXERCISE_MODIFIED);
    if (*complaint) conform_fail(c, mend, "its method %s, which the caller only lends", complaint);
    if (count == 0 && !rig->descriptor->is_component) conform_skip(c, "it has no inputs that are not outputs too");
    rig_end(rig);
}

/* What stands in the place of the subject's create: it sees the configs before that does. */
static struct {
    lb_status (*create)(const struct lb_info *info, void **self);
    struct rig *rig;
    struct kept kept[MOST_KEPT];
    size_t count;
} watched;

static lb_status keep_and_create(const struct lb_info *info, void **self)
{
    const struct lbh_descriptor *d = watched.rig->descriptor;
    for (size_t i = 0; i < d->config_count && watched.count < MOST_KEPT; i++)
        keep(&watched.kept[watched.count++], info->configs->slots[d->configs[i].declared.slot], d->configs[i].declared.name);
    return watched.create ? watched.create(info, self) : LB_OK;
}

static void configs_stay_unmodified(struct conform_case *c)
{
    static const char mend[] = "configs are constant: copy what is to change in create";
    struct rig *rig = watched.rig = rig_new(c, &(struct rig_setup){.optional = false});
    struct lbh_descriptor *d = (struct lbh_descriptor *)(uintptr_t)rig->descriptor;
    if (d->config_count == 0) conform_skip(c, "it has no configs");
    watched.create = d->create;
    d->create = keep_and_create;
    conform_step(c, "create");
    if (!rig_build(rig)) conform_fail(c, mend, "it is not created: %s", rig_reason(rig));
    look_for_change(rig, watched.kept, watched.count, "config", mend);
    conform_step(c, "prepare");
    if (rig_prepare(rig) != LB_OK) conform_fail(c, mend, "it is not prepared: %s", rig_reason(rig));
    look_for_change(rig, watched.kept, watched.count, "config", mend);
    const int64_t calls = level2_count(rig, LEVEL2_CALLS);
    for (int64_t i = 0; i < calls; i++) {
        rig_must_call(rig, i);
        look_for_change(rig, watched.kept, watched.count, "config", mend);
    }
}

static const struct check checks[] = {
    {.id = "inputs-stay-unmodified",
     .level = 2,
     .kinds = OF_ANY,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "leaves inputs that are no outputs as they are",
     .run = inputs_stay_unmodified},
    {.id = "configs-stay-unmodified",
     .level = 2,
     .kinds = OF_ANY,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "leaves its configs as they are",
     .run = configs_stay_unmodified},
};
const struct check_list level2_values = CHECK_LIST(checks);
