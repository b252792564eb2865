/* SPDX-License-Identifier: MIT */
/* Level 3: how a loop wrapper ends: by its blocks' failure, by their wish, by a stop from outside, for its replacement. */
#include "conform/checks.h"

#include "level3_walk.h"
#include "loop.h"

/* Walks are large: they lie here rather than on a stack. One check a process uses them. */
static struct walk whole, other;

static const char mend[] = "return what lb_loop_step returned, unchanged and at once, unless it is LB_OK";

/* The wrapper must have returned what it was told, and asked for no step after that. The latter is seen when it is done. */
static void look_at_end(struct conform_case *c, const char *what, int64_t step)
{
    if (other.told == LB_OK) conform_skip(c, "it makes no step after the one in which %s, so that it is not told", what);
    if (other.returned[0] != other.told)
        conform_fail(c, mend, "%s in step %lld, so that lb_loop_step returned %d; it returned %d", what, (long long)step,
                     other.told, other.returned[0]);
}

static void loop_returns_what_ended_it(struct conform_case *c)
{
    static const lb_status answers[] = {LB_FAILED, LB_INVALID, LB_NO_MEMORY, LB_IO, -77, LB_STOP};
    struct rig_setup setup;
    walk_whole(c, 1, &setup, &whole);
    const int64_t steps[] = {0, whole.steps / 2, whole.steps - 1};
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++)
        for (size_t k = 0; k < sizeof steps / sizeof steps[0]; k++) {
            other = (struct walk){.act_at = steps[k], .answer = answers[i]};
            struct rig *rig = walk_start(c, &setup, &other);
            conform_step(c, "a walk whose block returns %d in step %lld", answers[i], (long long)steps[k]);
            walk_go(rig, &other);
            look_at_end(c, answers[i] == LB_STOP ? "a block returned LB_STOP" : "a block failed", steps[k]);
            walk_end(rig, &other);
        }
}

static void give_way(struct rig *rig)
{
    struct lbh_loop *loop = rig->loop_step->loop;
    loop->status = LB_HANDOVER;
    loop->attention |= LBH_ATTENTION_ENDED;
}

static void loop_hands_over(struct conform_case *c)
{
    struct rig_setup setup;
    walk_whole(c, 2, &setup, &whole);
    for (int64_t step = 0; step + 1 < whole.steps; step += whole.steps > 8 ? whole.steps / 8 : 1) {
        other = (struct walk){.act_at = step, .act = give_way};
        struct rig *rig = walk_start(c, &setup, &other);
        conform_step(c, "a walk that is to be handed over after step %lld", (long long)step);
        walk_go(rig, &other);
        look_at_end(c, "its replacement was made ready", step);
        walk_end(rig, &other);
    }
}

static void stop(struct rig *rig)
{
    lbh_pipeline_stop(rig->pipeline);
}

static void loop_honours_stop(struct conform_case *c)
{
    struct rig_setup setup;
    walk_whole(c, 2, &setup, &whole);
    for (int64_t step = 0; step + 1 < whole.steps; step += whole.steps > 8 ? whole.steps / 8 : 1) {
        other = (struct walk){.act_at = step, .act = stop};
        struct rig *rig = walk_start(c, &setup, &other);
        conform_step(c, "a run that is stopped in step %lld", (long long)step);
        lbh_pipeline_run(rig->pipeline, rig->diag);
        look_at_end(c, "the run was stopped", step);
        walk_end(rig, &other);
    }
}

static void loop_survives_failing_blocks(struct conform_case *c)
{
    static struct walk second;
    struct rig_setup setup;
    char words[256];
    walk_whole(c, 1, &setup, &whole);
    /* What a second run is like when nothing has failed: the same as the first, or that is another check's. */
    struct rig *rig = walk_start(c, &setup, &whole);
    if (rig->descriptor->flags & LB_FLAG_NOT_DETERMINISTIC)
        conform_skip(c, "its flag LB_FLAG_NOT_DETERMINISTIC says that no two runs are equal");
    walk_go(rig, &whole);
    second = whole;
    if (rig_prepare(rig) != LB_OK) conform_skip(c, "it is not prepared for another run: %s", rig_reason(rig));
    walk_go(rig, &second);
    walk_end(rig, &whole);
    const int64_t steps[] = {0, whole.steps / 2, whole.steps - 1};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        other = (struct walk){.act_at = steps[i], .answer = LB_FAILED, .step_on = "loop-returns-what-ended-it"};
        rig = walk_start(c, &setup, &other);
        conform_step(c, "a walk whose block fails in step %lld", (long long)steps[i]);
        walk_go(rig, &other);
        other.act_at = -1;
        conform_step(c, "a run after one that failed in step %lld", (long long)steps[i]);
        const char *what = rig_prepare(rig) != LB_OK ? "prepare fails" : walk_go(rig, &other) < 0 ? "it fails" : NULL;
        if (what)
            conform_fail(c, "take every call of the wrapper for a new run, whatever became of the last one",
                         "in a run after one in which a block failed, in step %lld, %s: %s", (long long)steps[i], what,
                         rig_reason(rig));
        if (!walk_same(rig, &second, &other, words, sizeof words) && !walk_same(rig, &whole, &other, words, sizeof words))
            conform_fail(c, "take every call of the wrapper for a new run, whatever became of the last one",
                         "a run after one in which a block failed, in step %lld, is not whole: %s", (long long)steps[i], words);
        walk_end(rig, &other);
    }
}

static const struct check checks[] = {
    {.id = "loop-returns-what-ended-it",
     .level = 3,
     .kinds = OF_LOOP,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "returns unchanged, and at once, with what a block ended the loop",
     .run = loop_returns_what_ended_it,
     .timeout_s = 60},
    {.id = "loop-hands-over",
     .level = 3,
     .kinds = OF_LOOP,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "returns LB_HANDOVER unchanged, and at once, so that its replacement can go on",
     .run = loop_hands_over,
     .timeout_s = 60},
    {.id = "loop-honours-stop",
     .level = 3,
     .kinds = OF_LOOP,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "returns LB_CANCELLED unchanged, and at once, when the run is stopped",
     .run = loop_honours_stop,
     .timeout_s = 60},
    {.id = "loop-survives-failing-blocks",
     .level = 3,
     .kinds = OF_LOOP,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "runs as if nothing had happened after a run in which a block failed",
     .run = loop_survives_failing_blocks,
     .timeout_s = 60},
};
const struct check_list level3_ending = CHECK_LIST(checks);
