/* SPDX-License-Identifier: MIT */
/* Which interfaces are known, and whose turn it is. */
#include "exercise.h"

#include <stdlib.h>
#include <string.h>

#include "companions.h"
#include "exercise_data.h"
#include "instance.h"

extern const struct exerciser exercise_denoiser;
extern const struct exerciser exercise_guider;
extern const struct exerciser exercise_random;
extern const struct exerciser exercise_scheduler;

static const struct exerciser *const exercisers[] = {&exercise_denoiser, &exercise_guider, &exercise_random,
                                                     &exercise_scheduler};
enum { EXERCISERS = sizeof exercisers / sizeof exercisers[0] };

static const void *methods_of(const struct rig *rig, const struct exerciser *exerciser)
{
    return lbh_instance_methods(rig->subject, exerciser->interface_id);
}

lb_status exercise_component(struct rig *rig, int64_t iteration)
{
    lb_status status = LB_OK;
    for (size_t i = 0; rig->exercise && i < EXERCISERS && status == LB_OK; i++) {
        const void *methods = methods_of(rig, exercisers[i]);
        if (methods) status = exercisers[i]->step(rig->exercise, methods, iteration);
    }
    return status;
}

void exercise_turn_to(struct rig *rig, const struct lb_component_ref *ref)
{
    rig->subject = ref->state->context;
    if (!rig->exercise) return;
    rig->exercise->self = ref->self;
    rig->exercise->state = ref->state;
}

/* Makes what the methods are called with, and calls those that belong into a prepare. */
static lb_status prepare_anew(struct rig *rig, const struct lb_component_ref *ref)
{
    lb_status status = LB_OK;
    rig->exercise = calloc(1, sizeof *rig->exercise);
    if (!rig->exercise) return LB_NO_MEMORY;
    rig->exercise->rig = rig;
    exercise_turn_to(rig, ref);
    for (size_t i = 0; i < EXERCISERS && status == LB_OK; i++) {
        const void *methods = methods_of(rig, exercisers[i]);
        if (methods) status = exercisers[i]->prepare(rig->exercise, methods);
    }
    return status;
}

lb_status exercise_prepare(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self;
    struct rig *rig = rig_of(state);
    if (!rig->swapping) {
        exercise_free(rig);
        return prepare_anew(rig, lb_component_at(components, 0));
    }
    struct exercise *running = rig->exercise;
    struct lbh_instance *subject = rig->subject;
    const uint64_t digest = rig->digest;
    const lb_status status = prepare_anew(rig, lb_component_at(components, 0));
    exercise_free(rig);
    rig->exercise = running;
    rig->subject = subject;
    rig->digest = digest;
    return status;
}

bool exercise_knows(const struct lbh_descriptor *descriptor)
{
    for (size_t i = 0; i < descriptor->provide_count; i++)
        for (size_t k = 0; k < EXERCISERS; k++)
            if (strcmp(descriptor->provides[i].interface_id, exercisers[k]->interface_id) == 0) return true;
    return false;
}

const char *exercise_complains(const struct rig *rig, enum exercise_complaint kind)
{
    return rig->exercise ? rig->exercise->complaints[kind] : "";
}

void exercise_free(struct rig *rig)
{
    if (rig->exercise) exercise_data_fini(rig->exercise);
    free(rig->exercise);
    rig->exercise = NULL;
}
