/* SPDX-License-Identifier: MIT */
/* Watching a wrapper from both sides: in front of its call, and behind the services that it uses. */
#include "level3_walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conform/rig/companions.h"
#include "loop.h"

/* Beyond this a wrapper is taken for one that never ends. */
enum { MOST_ASKED_ON = 1000, SEEDS = 16, ENOUGH_STEPS = 4 };

static lb_status note_step(void *context)
{
    struct rig *rig = ((struct lbh_instance *)context)->plan->host->log_user;
    struct walk *walk = rig->user;
    if (walk->told != LB_OK) walk->asked_on++;
    if (walk->asked_on && !walk->step_on)
        conform_fail(rig->c, "return what lb_loop_step returned, unchanged and at once, unless it is LB_OK",
                     "lb_loop_step returned %d in step %lld, which ends the loop, and it asked for another step", walk->told,
                     (long long)walk->steps - 1);
    if (walk->asked_on > MOST_ASKED_ON) conform_skip(rig->c, "it goes on after the loop has ended: see `%s`", walk->step_on);
    if (walk->step) walk->step(rig);
    const lb_status status = lbh_loop_step(context);
    if (walk->told == LB_OK) walk->told = status;
    return status;
}

/* In front of the wrapper's own adapter. */
static lb_status adapt_noted(const struct lbh_call *call, size_t *made)
{
    struct rig *rig = rig_of(call->state);
    struct walk *walk = rig->user;
    const lb_status status = walk->adapter(call, made);
    if (walk->step) walk->step(rig);
    if (walk->calls < 2) walk->returned[walk->calls] = status;
    walk->calls++;
    return status;
}

/* The block in the loop. */
static lb_status note_arguments(struct rig *rig, const void *arguments)
{
    struct walk *walk = rig->user;
    const struct lbh_descriptor *d = rig->loop->descriptor;
    const int64_t step = walk->steps++;
    if (step < WALK_STEPS)
        for (size_t i = 0; i < d->pass_count; i++) {
            const struct lb_pass *pass = &d->passes[i].declared;
            if (pass->offset + pass->size > WALK_BYTES) continue;
            memcpy(&walk->passed[step][pass->offset], (const char *)arguments + pass->offset, pass->size);
        }
    if (step == walk->act_at) {
        if (walk->act) walk->act(rig);
        return walk->answer;
    }
    return step + 1 >= WALK_STEPS ? LB_STOP : LB_OK;
}

struct rig *walk_start(struct conform_case *c, const struct rig_setup *setup, struct walk *walk)
{
    struct rig *rig = rig_start(c, setup);
    struct lbh_body *body = &rig->loop_step->loop->body;
    rig->user = walk;
    rig->probe = note_arguments;
    rig->plan->wrapper_services.loop_step = note_step;
    walk->adapter = body->wrapper.adapter;
    body->wrapper.adapter = adapt_noted;
    return rig;
}

lb_status walk_go(struct rig *rig, struct walk *walk)
{
    walk->steps = walk->asked_on = walk->calls = 0;
    walk->told = walk->returned[0] = walk->returned[1] = LB_OK;
    memset(walk->passed, 0, sizeof walk->passed);
    memset(rig->loop->state.loop_args, walk->fill, rig->descriptor->passes_size);
    rig->user = walk;
    return rig_call(rig, 0);
}

void walk_end(struct rig *rig, const struct walk *walk)
{
    rig->loop_step->loop->body.wrapper.adapter = walk->adapter;
    rig_end(rig);
}

void walk_whole(struct conform_case *c, int64_t fewest, struct rig_setup *setup, struct walk *walk)
{
    struct rig_setup best = {.seed = 0};
    int64_t most = -1;
    for (uint64_t seed = 0; seed < SEEDS && most < ENOUGH_STEPS; seed++) {
        const struct rig_setup tried = {.seed = seed};
        struct rig *rig = rig_new(c, &tried);
        conform_step(c, "a walk with inputs drawn from seed %llu", (unsigned long long)seed);
        int64_t steps = -1;
        if (rig_build(rig) && rig_prepare(rig) == LB_OK && rig_call(rig, 0) >= 0) steps = rig->probed;
        if (steps > most) {
            most = steps;
            best = tried;
        }
        rig_end(rig);
    }
    if (most < fewest)
        conform_skip(c, "it made no more than %lld steps with any inputs that were tried: give some in a profile",
                     (long long)most);
    *setup = best;
    *walk = (struct walk){.act_at = -1, .step_on = "loop-returns-what-ended-it"};
    struct rig *rig = walk_start(c, setup, walk);
    conform_step(c, "a whole walk");
    walk_go(rig, walk);
    walk_end(rig, walk);
}

bool walk_same(const struct rig *rig, const struct walk *expected, const struct walk *found, char *words, size_t size)
{
    const struct lbh_descriptor *d = rig->loop->descriptor;
    const int64_t both = expected->steps < found->steps ? expected->steps : found->steps;
    for (int64_t step = 0; step < both && step < WALK_STEPS; step++)
        for (size_t i = 0; i < d->pass_count; i++) {
            const struct lb_pass *pass = &d->passes[i].declared;
            if (pass->offset + pass->size > WALK_BYTES) continue;
            const void *a = &expected->passed[step][pass->offset], *b = &found->passed[step][pass->offset];
            if (memcmp(a, b, pass->size) == 0) continue;
            char *expects = lbh_value_format(d->passes[i].type.element, 0, NULL, a);
            char *finds = lbh_value_format(d->passes[i].type.element, 0, NULL, b);
            snprintf(words, size, "step %lld: expected %s=%s, found %s", (long long)step, pass->name, expects ? expects : "?",
                     finds ? finds : "?");
            free(expects);
            free(finds);
            return false;
        }
    if (expected->steps == found->steps) return true;
    snprintf(words, size, "expected %lld steps in all, found %lld", (long long)expected->steps, (long long)found->steps);
    return false;
}
