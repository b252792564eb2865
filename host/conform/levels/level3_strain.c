/* SPDX-License-Identifier: MIT */
/* Level 3: what makes a call slow or deadly where nobody expects it: numbers next to zero, a small stack. */
#include "conform/checks.h"

#include <float.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "clock.h"
#include "conform/subject/crash.h"
#include "level3.h"

/* The stack that a call is given, and what lies below it, which nobody may touch. */
enum { STACK_SIZE = 256 * 1024, BELOW_STACK = 64 << 20 };

/* Neither makecontext nor a signal's handler can be given a pointer of ours. */
static struct little {
    struct rig *rig;
    int64_t iteration;
    lb_status status;
    char *below;
    ucontext_t there, back;
} little;

static void on_overflow(int number, siginfo_t *info, void *context)
{
    (void)context;
    struct conform_case *c = little.rig->c;
    const char *address = info->si_addr;
    crash_trace(c->verdict->trace, sizeof c->verdict->trace);
    if (address >= little.below && address < little.below + BELOW_STACK)
        conform_fail(c, "declare large working memory as a state with LB_STATE_SCRATCH, and turn recursion into a loop",
                     "its call in iteration %lld needs more than the %d KiB of stack that a thread may have",
                     (long long)little.iteration, STACK_SIZE / 1024);
    signal(number, SIG_DFL);
}

static void call_on_little(void)
{
    little.status = rig_call(little.rig, little.iteration);
}

static void call_needs_little_stack(struct conform_case *c)
{
    if (!replaced_works()) conform_skip(c, "a sanitizer is in the way in this build");
    struct sigaction action = {.sa_sigaction = on_overflow, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    little.rig = rig_start(c, &(struct rig_setup){.seed = 0});
    little.below = mmap(NULL, BELOW_STACK + STACK_SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (little.below == MAP_FAILED || mprotect(little.below + BELOW_STACK, STACK_SIZE, PROT_READ | PROT_WRITE) != 0 ||
        sigaction(SIGSEGV, &action, NULL) != 0)
        conform_fail(c, NULL, "cannot try it: out of memory");
    const int64_t count = rig_usual_iterations(little.rig);
    for (; little.iteration < count && little.status == LB_OK; little.iteration++) {
        conform_step(c, "call %lld on a stack of %d KiB", (long long)little.iteration, STACK_SIZE / 1024);
        getcontext(&little.there);
        little.there.uc_stack.ss_sp = little.below + BELOW_STACK;
        little.there.uc_stack.ss_size = STACK_SIZE;
        little.there.uc_link = &little.back;
        makecontext(&little.there, call_on_little, 0);
        swapcontext(&little.back, &little.there);
    }
}

/* Returns whether a value holds a number so small that processors slow down on it. */
static bool has_subnormal(const struct lbh_cell *cell)
{
    const struct lb_tensor *tensor = &cell->slot.tensor;
    if (!(cell->slot.flags & LB_SLOT_SET) || !tensor->data) return false;
    const int64_t count = lb_tensor_count(tensor);
    for (int64_t k = 0; k < count && cell->slot.type == LB_TYPE_F32; k++)
        if (fpclassify(((const float *)tensor->data)[k]) == FP_SUBNORMAL) return true;
    for (int64_t k = 0; k < count && cell->slot.type == LB_TYPE_F64; k++)
        if (fpclassify(((const double *)tensor->data)[k]) == FP_SUBNORMAL) return true;
    return false;
}

static bool is_real(const struct lbh_cell *cell)
{
    return cell->slot.type == LB_TYPE_F32 || cell->slot.type == LB_TYPE_F64;
}

static bool is_output(const struct lbh_descriptor *d, uint32_t slot)
{
    for (size_t i = 0; i < d->output_count; i++)
        if (d->outputs[i].declared.slot == slot) return true;
    return false;
}

/* Returns the name of a value that remembers and holds a subnormal number, or null; *count is how many remember. */
static const char *find_subnormal(const struct rig *rig, size_t *count)
{
    const struct lbh_descriptor *d = rig->descriptor;
    const char *found = NULL;
    *count = 0;
    for (size_t i = 0; i < d->state_count; i++) {
        const struct lb_state_slot *state = &d->states[i].declared;
        const struct lbh_cell *cell = rig_cell(rig, state->slot);
        if ((state->flags & LB_STATE_SCRATCH) || !is_real(cell)) continue;
        ++*count;
        if (!found && has_subnormal(cell)) found = state->name;
    }
    for (size_t i = 0; i < d->input_count; i++) {
        const struct lb_input *input = &d->inputs[i].declared;
        if (!input->name || !is_output(d, input->slot) || !is_real(rig_cell(rig, input->slot))) continue;
        ++*count;
        if (!found && has_subnormal(rig_cell(rig, input->slot))) found = input->name;
    }
    return found;
}

/* Silence: zero in every real input that admits it, but for those that are outputs, too. */
static void fill_with_zero(struct rig *rig)
{
    static const double zero = 0;
    const struct lbh_descriptor *d = rig->descriptor;
    for (size_t i = 0; i < d->input_count; i++) {
        const struct lb_input *input = &d->inputs[i].declared;
        if (!input->name || is_output(d, input->slot) || !is_real(rig_cell(rig, input->slot))) continue;
        const struct lbh_value value = {.element = LB_TYPE_F64, .bytes = sizeof zero, .data = (void *)(uintptr_t)&zero};
        if (lbh_value_check(&value, input->range, input->choices, NULL) == LBH_OK) rig_fill(rig, input->slot, DRAW_ZERO);
    }
}

static void call_leaves_no_subnormals(struct conform_case *c)
{
    enum { ITERATIONS = 10000, LOOK_EVERY = 8 };
    const int64_t budget_ns = INT64_C(5000000000), begin_ns = lbh_clock_now_ns();
    size_t count = 0;
    struct rig *rig = rig_start(c, &(struct rig_setup){.seed = 0});
    const char *before = find_subnormal(rig, &count), *name = NULL;
    if (count == 0) conform_skip(c, "it has no state of reals, and no real value that it both reads and writes");
    if (before) conform_skip(c, "\"%s\" holds subnormal numbers from the beginning", before);
    const int64_t usual = rig_usual_iterations(rig);
    for (int64_t i = 0; i < ITERATIONS; i++) {
        conform_step(c, "call %lld, with zero as input after the first", (long long)i);
        if (i == 1) fill_with_zero(rig);
        if (rig_call(rig, i < usual ? i : usual - 1) != LB_OK) return; /* that is as far as it goes */
        if (i % LOOK_EVERY == 0) name = find_subnormal(rig, &count);
        /* What takes long is called less often. */
        if (!name && i % LOOK_EVERY == 0 && lbh_clock_now_ns() - begin_ns > budget_ns) return;
        if (name)
            conform_fail(c, "set to zero what falls below FLT_MIN or DBL_MIN: processors are slow with what lies between",
                         "\"%s\" holds subnormal numbers after iteration %lld, the inputs being zero", name, (long long)i);
    }
}

static const struct check checks[] = {
    {.id = "call-needs-little-stack",
     .level = 3,
     .kinds = OF_ANY,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "can be called on a stack of 256 KiB",
     .run = call_needs_little_stack,
     .timeout_s = 60},
    {.id = "call-leaves-no-subnormals",
     .level = 3,
     .kinds = OF_BLOCK,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "leaves no subnormal numbers behind when its inputs fall silent",
     .run = call_leaves_no_subnormals,
     .timeout_s = 120},
};
const struct check_list level3_strain = CHECK_LIST(checks);
