/* SPDX-License-Identifier: MIT */
/* Records of what a subject produced, and processes to produce it in. */
#include "level3.h"

#include <dlfcn.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conform/subject/lockdown.h"

static const void *base_of(const struct lbh_descriptor *descriptor)
{
    Dl_info info;
    return descriptor && dladdr(descriptor->name, &info) ? info.dli_fbase : NULL;
}

struct replaced_subject level3_subject(const struct rig *rig)
{
    struct replaced_subject subject = {.base = base_of(rig->descriptor)};
    const struct lbh_graph *graph = rig->plan->graph;
    const size_t room = sizeof subject.others / sizeof subject.others[0];
    for (size_t i = 0; i < graph->component_count && subject.other_count < room; i++) {
        const void *base = base_of(graph->components[i]->descriptor);
        if (base && base != subject.base) subject.others[subject.other_count++] = base;
    }
    return subject;
}

void level3_warm_memory(void)
{
    enum { ROOM = 16 << 20 };
    mallopt(M_MMAP_THRESHOLD, ROOM);
    mallopt(M_TRIM_THRESHOLD, 4 * ROOM);
    mallopt(M_TOP_PAD, ROOM);
    void *volatile room = malloc(ROOM / 2);
    free(room);
}

/* The numbering of values: outputs, then states without scratch. Null behind the last. */
static const char *value_at(const struct rig *rig, size_t index, uint32_t *slot)
{
    const struct lbh_descriptor *d = rig->descriptor;
    if (index < d->output_count) {
        *slot = d->outputs[index].declared.slot;
        return d->outputs[index].declared.name;
    }
    index -= d->output_count;
    if (index >= d->state_count) return NULL;
    *slot = d->states[index].declared.slot;
    return d->states[index].declared.name;
}

static uint64_t digest_of(const struct lbh_cell *cell)
{
    const struct lb_tensor *tensor = &cell->slot.tensor;
    if (!(cell->slot.flags & LB_SLOT_SET) || !tensor->data) return 1;
    const unsigned char *bytes = tensor->data;
    const size_t size = (size_t)lb_tensor_count(tensor) * lbh_element_size(cell->slot.type);
    uint64_t digest = UINT64_C(0xcbf29ce484222325) + size;
    for (size_t i = 0; i < size; i++) digest = (digest ^ bytes[i]) * UINT64_C(0x100000001b3); /* FNV-1a */
    return digest;
}

void level3_note(const struct rig *rig, lb_status status, struct level3_record *record)
{
    if (status < 0) {
        record->failed = status;
        snprintf(record->reason, sizeof record->reason, "%s", rig_reason(rig));
        return;
    }
    if (record->made == LEVEL3_ITERATIONS) return;
    uint32_t slot = 0;
    record->all[record->made] = rig_digest(rig);
    for (size_t i = 0; i < LEVEL3_VALUES && value_at(rig, i, &slot); i++)
        record->values[record->made][i] = digest_of(rig_cell(rig, slot));
    record->made++;
}

bool level3_same(const struct rig *rig, const struct level3_record *a, const struct level3_record *b, char *where, size_t size)
{
    const int64_t both = a->made < b->made ? a->made : b->made;
    for (int64_t i = 0; i < both; i++) {
        if (a->all[i] == b->all[i]) continue;
        const char *name = NULL;
        uint32_t slot = 0;
        for (size_t k = 0; k < LEVEL3_VALUES && (name = value_at(rig, k, &slot)) != NULL; k++)
            if (a->values[i][k] != b->values[i][k]) break;
        if (name)
            snprintf(where, size, "\"%s\" after iteration %lld", name, (long long)i);
        else
            snprintf(where, size, "%s in iteration %lld",
                     rig->descriptor->kind == LB_KIND_LOOP ? "what it passed" : "what its methods answered", (long long)i);
        return false;
    }
    if (a->made == b->made) return true;
    snprintf(where, size, "the number of iterations, %lld or %lld%s%s", (long long)a->made, (long long)b->made,
             *a->reason || *b->reason ? ": " : "", *a->reason ? a->reason : b->reason);
    return false;
}

void *level3_share(struct conform_case *c, size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) conform_fail(c, NULL, "cannot try it: out of memory");
    return memory;
}

/* What a part's process ends with that has done its part: a block that calls exit would hardly say the same. */
enum { PART_DONE = 113 };

static _Noreturn void be_part(struct conform_case *c, void (*function)(struct conform_case *c, void *user), void *user)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int error = lockdown_base();
    if (error)
        conform_fail(c, "allow seccomp filters here, or check it elsewhere", "cannot confine the block: %s", strerror(error));
    function(c, user);
    _exit(PART_DONE);
}

void level3_apart(struct conform_case *c, void (*function)(struct conform_case *c, void *user), void *user)
{
    int status = 0;
    const pid_t pid = fork();
    if (pid == 0) be_part(c, function, user);
    if (pid < 0 || waitpid(pid, &status, 0) != pid) conform_fail(c, NULL, "cannot try it: no process can be started");
    /* What it had to say stands in the verdict already, which is shared. */
    if (c->verdict->outcome != OUTCOME_UNKNOWN || c->verdict->system_call >= 0) _exit(0);
    if (WIFSIGNALED(status))
        conform_fail(c, "run it under valgrind or with -fsanitize=address: the same seed does the same again",
                     "it died of %s in: %s", strsignal(WTERMSIG(status)), c->verdict->step);
    if (WEXITSTATUS(status) != PART_DONE)
        conform_fail(c, "report what is wrong with lb_fail, and return what it returns", "it called exit(%d) in: %s",
                     WEXITSTATUS(status), c->verdict->step);
}
