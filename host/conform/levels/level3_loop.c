/* SPDX-License-Identifier: MIT */
/* Level 3: what a loop wrapper passes, where it starts, how often it steps, what it says of that. */
#include "conform/checks.h"

#include <string.h>
#include <unistd.h>

#include "level3.h"
#include "level3_walk.h"
#include "loop.h"

/* Walks are large: they lie here rather than on a stack. One check a process uses them. */
static struct walk whole, other;

static void skip_random(struct conform_case *c, const struct rig *rig)
{
    if (rig->descriptor->flags & LB_FLAG_NOT_DETERMINISTIC)
        conform_skip(c, "its flag LB_FLAG_NOT_DETERMINISTIC says that no two runs are equal");
}

/* Has another wrapper take over, which is the same one again: it is called anew, from the next iteration on. */
static void hand_over_to_itself(struct rig *rig)
{
    struct lbh_loop *loop = rig->loop_step->loop;
    loop->status = LB_HANDOVER;
    loop->attention |= LBH_ATTENTION_ENDED;
    loop->successor = loop;
}

static void loop_starts_at_first(struct conform_case *c)
{
    struct rig_setup setup;
    char words[256];
    walk_whole(c, 2, &setup, &whole);
    const int64_t after[] = {1, whole.steps / 2, whole.steps - 1};
    for (size_t i = 0; i < sizeof after / sizeof after[0]; i++) {
        other = (struct walk){.act_at = after[i] - 1, .act = hand_over_to_itself, .step_on = "loop-hands-over"};
        struct rig *rig = walk_start(c, &setup, &other);
        skip_random(c, rig);
        conform_step(c, "a walk that is called anew with lb_loop_first %lld", (long long)after[i]);
        walk_go(rig, &other);
        if (!walk_same(rig, &whole, &other, words, sizeof words))
            conform_fail(c,
                         "begin at lb_loop_first(state) and not at 0; what the wrapper has to remember beside it belongs into "
                         "its states",
                         "called anew after %lld of %lld steps, as after a swap, it does not go on where it was: %s",
                         (long long)after[i], (long long)whole.steps, words);
        walk_end(rig, &other);
    }
}

/* Walks from arguments that are filled with a byte. */
static struct rig *walk_over(struct conform_case *c, const struct rig_setup *setup, unsigned char fill, struct walk *walk)
{
    *walk = (struct walk){.act_at = -1, .fill = fill, .step_on = "loop-returns-what-ended-it"};
    struct rig *rig = walk_start(c, setup, walk);
    conform_step(c, "a walk over arguments that held 0x%02x", (unsigned)fill);
    walk_go(rig, walk);
    return rig;
}

static bool is_filled(const unsigned char *bytes, uint32_t size, unsigned char fill)
{
    for (uint32_t i = 0; i < size; i++)
        if (bytes[i] != fill) return false;
    return true;
}

static void loop_passes_what_it_declares(struct conform_case *c)
{
    enum { ONE = 0xa5, ANOTHER = 0x5a };
    struct rig_setup setup;
    walk_whole(c, 1, &setup, &whole);
    const struct rig *rig = walk_over(c, &setup, ONE, &whole);
    if (rig->descriptor->pass_count == 0) conform_skip(c, "it passes nothing");
    walk_over(c, &setup, ANOTHER, &other);
    for (int64_t step = 0; step < whole.steps && step < other.steps && step < WALK_STEPS; step++)
        for (size_t i = 0; i < rig->descriptor->pass_count; i++) {
            const struct lb_pass *pass = &rig->descriptor->passes[i].declared;
            if (pass->offset + pass->size > WALK_BYTES) continue;
            if (!is_filled(&whole.passed[step][pass->offset], pass->size, ONE) ||
                !is_filled(&other.passed[step][pass->offset], pass->size, ANOTHER))
                continue;
            conform_fail(c, "set every member that is declared in passes before the first lb_loop_step",
                         "it declares that it passes \"%s\", and has not set it when it makes step %lld", pass->name,
                         (long long)step);
        }
}

static void loop_writes_its_arguments_alone(struct conform_case *c)
{
    enum { FILL = 0xc7 };
    struct rig_setup setup;
    walk_whole(c, 1, &setup, &whole);
    other = (struct walk){.act_at = -1, .step_on = "loop-returns-what-ended-it"};
    struct rig *rig = walk_start(c, &setup, &other);
    const size_t page = (size_t)sysconf(_SC_PAGESIZE), size = rig->descriptor->passes_size, room = page + size + page;
    unsigned char *around = level3_share(c, room);
    memset(around, FILL, room);
    /* The block in the loop takes no argument, so that nothing was bound to the old place. */
    rig->loop->state.loop_args = around + page;
    conform_step(c, "a walk with guarded arguments");
    walk_go(rig, &other);
    for (size_t i = 0; i < room; i++)
        if ((i < page || i >= page + size) && around[i] != FILL)
            conform_fail(c, "write only members of the struct whose size LB_PASS has declared",
                         "it wrote at the offset %lld of its loop arguments, which are %zu bytes",
                         (long long)i - (long long)page, size);
}

static void loop_steps_are_repeatable(struct conform_case *c)
{
    struct rig_setup setup;
    char words[256];
    walk_whole(c, 1, &setup, &whole);
    struct rig *rig = walk_start(c, &setup, &whole);
    skip_random(c, rig);
    for (size_t i = 0; i < rig->descriptor->state_count; i++)
        if (!(rig->descriptor->states[i].declared.flags & LB_STATE_SCRATCH))
            conform_skip(c, "it has states, which a second run begins with as the first one left them");
    walk_go(rig, &whole);
    for (int run = 2; run <= 3; run++) {
        conform_step(c, "run %d of one pipeline", run);
        other = whole;
        if (rig_prepare(rig) != LB_OK) conform_skip(c, "it is not prepared for another run: %s", rig_reason(rig));
        walk_go(rig, &other);
        if (!walk_same(rig, &whole, &other, words, sizeof words))
            conform_fail(c, "keep nothing from one call of the wrapper to the next but in declared states",
                         "run %d differs from the first, with the same inputs: %s", run, words);
    }
}

/* What was reported when a step was asked for, or the call had ended. */
static int64_t last_done, reports;

static void look_at_progress(struct rig *rig)
{
    const int64_t done = rig->loop->state.progress_done, total = rig->loop->state.progress_total;
    const long long step = (long long)((struct walk *)rig->user)->steps;
    const char *mend = "call lb_loop_progress with what is done so far, and with how much there is in all, or 0";
    if (done < 0 || total < 0)
        conform_fail(rig->c, mend, "after %lld steps it reports %lld of %lld", step, (long long)done, (long long)total);
    if (done < last_done)
        conform_fail(rig->c, mend, "after %lld steps it reports that %lld are done, after it had been %lld", step,
                     (long long)done, (long long)last_done);
    if (total > 0 && done > total)
        conform_fail(rig->c, mend, "after %lld steps it reports more than there is: %lld of %lld", step, (long long)done,
                     (long long)total);
    if (done > 0 || total > 0) reports++;
    last_done = done;
}

static void loop_reports_progress_in_order(struct conform_case *c)
{
    struct rig_setup setup;
    walk_whole(c, 1, &setup, &whole);
    other = (struct walk){.act_at = -1, .step = look_at_progress, .step_on = "loop-returns-what-ended-it"};
    struct rig *rig = walk_start(c, &setup, &other);
    conform_step(c, "a whole walk");
    walk_go(rig, &other);
    if (reports == 0) conform_skip(c, "it reports no progress");
}

static const struct check checks[] = {
    {.id = "loop-starts-at-first",
     .level = 3,
     .kinds = OF_LOOP,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "starts with the iteration that lb_loop_first says",
     .run = loop_starts_at_first,
     .timeout_s = 60},
    {.id = "loop-passes-what-it-declares",
     .level = 3,
     .kinds = OF_LOOP,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "sets every loop argument that it declares before it steps",
     .run = loop_passes_what_it_declares,
     .timeout_s = 60},
    {.id = "loop-writes-its-arguments-alone",
     .level = 3,
     .kinds = OF_LOOP,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "writes nothing beside the struct of its loop arguments",
     .run = loop_writes_its_arguments_alone,
     .timeout_s = 60},
    {.id = "loop-steps-are-repeatable",
     .level = 3,
     .kinds = OF_LOOP,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "makes the same steps in every run with the same inputs",
     .run = loop_steps_are_repeatable,
     .timeout_s = 60},
    {.id = "loop-reports-progress-in-order",
     .level = 3,
     .kinds = OF_LOOP,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "reports progress that only grows, and to no more than there is",
     .run = loop_reports_progress_in_order,
     .timeout_s = 60},
};
const struct check_list level3_loop = CHECK_LIST(checks);
