/* SPDX-License-Identifier: MIT */
/* A guider's turn: it is asked for its conditions, and combines as many predictions. */
#include <loopblocks/guider.h>

#include "exercise_data.h"

enum { STEPS = 4 };

static struct lb_step_info info_at(int64_t iteration)
{
    const int64_t i = iteration % STEPS;
    return (struct lb_step_info){
        .struct_size = sizeof(struct lb_step_info), .i = i, .steps = STEPS, .t = 900 - 200 * (double)i};
}

/* Asks how many predictions are wanted: 0 after a failure. */
static int32_t ask(struct exercise *e, const struct lb_guider *guider, const struct lb_step_info *info)
{
    const int32_t n = guider->conditions(e->self, e->state, info);
    exercise_answer(e, &n, sizeof n);
    if (n >= 1 && n <= guider->maximum) return n;
    lb_fail(e->state, "conditions: expected=1 to %d (lb_guider.maximum), found=%d", guider->maximum, n);
    return 0;
}

static lb_status prepare(struct exercise *e, const void *methods)
{
    const struct lb_guider *guider = methods;
    const struct lb_step_info info = info_at(0);
    if (guider->maximum < 1 || guider->maximum > EXERCISE_CONDITIONS)
        return lb_fail(e->state, "maximum: expected=1 to %d, found=%d", EXERCISE_CONDITIONS, guider->maximum);
    for (int32_t k = 0; k < guider->maximum; k++)
        if (!(e->guider.predictions[k] = exercise_sample_new(e, "prediction"))) return LB_NO_MEMORY;
    e->guider.out = exercise_sample_new(e, "out");
    if (!e->guider.out) return LB_NO_MEMORY;
    return ask(e, guider, &info) ? LB_OK : LB_FAILED;
}

static lb_status describe(struct exercise *e, const struct lb_guider *guider, const struct lb_step_info *info, int32_t k)
{
    struct lb_condition condition = {.struct_size = sizeof condition, .kind = -1};
    const lb_status status = exercise_done(e, "condition", guider->condition(e->self, e->state, info, k, &condition));
    if (status != LB_OK) return status;
    if (condition.kind < 0 || !condition.name)
        return lb_fail(e->state, "condition %d: expected=a kind and a name, found=kind %d, name %s", k, condition.kind,
                       condition.name ? condition.name : "null");
    exercise_answer(e, &condition.kind, sizeof condition.kind);
    exercise_answer_text(e, condition.name);
    exercise_answer_text(e, condition.hook);
    return LB_OK;
}

static lb_status exercise(struct exercise *e, const void *methods, int64_t iteration)
{
    const struct lb_guider *guider = methods;
    const struct lb_step_info info = info_at(iteration);
    const struct lb_tensor *predictions[EXERCISE_CONDITIONS];
    const int32_t n = ask(e, guider, &info);
    if (n == 0) return LB_FAILED;
    for (int32_t k = 0; k < n; k++) {
        const lb_status status = describe(e, guider, &info, k);
        if (status != LB_OK) return status;
    }
    for (int32_t k = 0; k < n; k++) predictions[k] = exercise_reads(e->guider.predictions[k]);
    struct lb_tensor *out = exercise_fills(e, e->guider.out);
    return exercise_done(e, "combine", guider->combine(e->self, e->state, &info, n, predictions, out));
}

const struct exerciser exercise_guider = {LB_GUIDER_ID, prepare, exercise};
