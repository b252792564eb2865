/* SPDX-License-Identifier: MIT */
/* Measures what a change costs the loop that it is made in: every iteration in which the loop's thread does something for it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apart.h"
#include "changes.h"

#define TARGET_NS 2000 /* of a loop of ten trivial blocks */
#define MIB (INT64_C(1) << 20)

static const struct kind kinds[] = {
    {"replace a block", "tick", NULL, "loop.block0", REPLACE, 0, 250, false, TARGET_NS},
    {"replace a block, rehearsed", "tick", NULL, "loop.block0", REPLACE, 0, 250, true, TARGET_NS},
    {"replace a block by one never seen before", "tick", NULL, "loop.block0", REPLACE_EACH_ANEW, 0, 250, false, TARGET_NS},
    {"insert a block, remove it again", "tick", NULL, "loop.extra", INSERT_AND_REMOVE, 0, 250, false, TARGET_NS},
    {"replace a component", "tick-through", "adder", "adder", REPLACE, 0, 250, false, TARGET_NS},
    {"replace a block, state of 8 B", "hoard", NULL, "loop.block0", REPLACE, 8, 250, false, TARGET_NS},
    {"replace a block, state of 1 MiB", "hoard", NULL, "loop.block0", REPLACE, MIB, 250, false, 0},
    {"replace a block, state of 1 MiB, rehearsed", "hoard", NULL, "loop.block0", REPLACE, MIB, 100, true, 0},
    {"replace a block, state of 64 MiB", "hoard", NULL, "loop.block0", REPLACE, 64 * MIB, 30, false, 0},
    {"replace a block, state of 64 MiB, rehearsed", "hoard", NULL, "loop.block0", REPLACE, 64 * MIB, 10, true, 0},
};

static const char *const names[CHANGE_ROWS] = {
    [LOOK] = "look",
    [PUBLISH] = "publish, first call",
    [CALL] = "second, third call",
    [SETTLE] = "settle",
    [ASKED_AGAIN] = "asked again",
    [LONGEST] = "longest",
    [LONGEST_WARM] = "longest, undisturbed",
    [SUM] = "sum",
    [BESIDE] = "long ones beside",
};

static void report(const struct changes *changes, bool json)
{
    static struct row rows[CHANGE_ROWS];
    const struct rusage *before = &changes->before, *after = &changes->after;
    char title[256];
    size_t count = 0;
    for (int k = 0; k < CHANGE_ROWS; k++) {
        struct row *row = &rows[count];
        if (changes->rows[k].count == 0) continue;
        *row = (struct row){.ours = changes->rows[k]};
        if (k == BESIDE) row->other = changes->quiet;
        if (k == LONGEST || k == LONGEST_WARM) row->target = changes->kind->target;
        snprintf(row->what, sizeof row->what, "%s", names[k]);
        snprintf(row->note, sizeof row->note, "%zu, 99 of 100 within %.0f", row->ours.count,
                 samples_quantile(&row->ours, 0.99));
        count++;
    }
    snprintf(title, sizeof title, "A loop's pause: %s; plain iteration %.0f ns, 99 of 100 within %.0f; above that",
             changes->kind->title, changes->plain_ns, changes->plain_99th_ns);
    const struct table table = {title, "ns", "as long without", rows, count};
    table_print(&table, json);
    if (json) return;
    printf("The loop's thread: %s; %ld page faults, %ld waits, %ld times interrupted. A word to the other processor: %.0f ns\n",
           changes->watched ? "no system call but to wait and wake" : "system calls were not watched",
           after->ru_minflt + after->ru_majflt - before->ru_minflt - before->ru_majflt, after->ru_nvcsw - before->ru_nvcsw,
           after->ru_nivcsw - before->ru_nivcsw, changes->distance_ns);
    fflush(stdout);
}

static void remove_scratch(const char *scratch)
{
    static const char *const versions[] = {"adder-0", "adder-1", "hoard-0", "hoard-1", "tick-0", "tick-1"};
    char name[512];
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        snprintf(name, sizeof name, "%s/%s.so", scratch, versions[i]);
        unlink(name);
    }
    rmdir(scratch);
}

int main(int argc, char **argv)
{
    static struct changes all[sizeof kinds / sizeof kinds[0]];
    const bool json = argc > 1 && strcmp(argv[1], "--json") == 0;
    const char *build = getenv("LOOPBLOCKS_BUILDDIR");
    char scratch[] = "/tmp/loopblocks-bench.XXXXXX";
    if (!mkdtemp(scratch)) {
        perror(scratch);
        return 1;
    }
    bool fine = true;
    apart_keep(false);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0] && fine; i++) {
        all[i] = (struct changes){.kind = &kinds[i], .build = build ? build : ".", .scratch = scratch};
        fine = changes_make(&all[i]);
        if (fine) report(&all[i], json);
    }
    remove_scratch(scratch);
    return fine ? 0 : 1;
}
