/* SPDX-License-Identifier: MIT */
/* Level 4: what grows with every instance that comes and goes. */
#include <malloc.h>
#include <stdio.h>
#include <string.h>

#include "conform/checks.h"
#include "conform/replaced/replaced.h"
#include "conform/rig/rig.h"

/* The first rounds may fill what serves all that follow. */
enum { FIRST_ROUNDS = 3, ROUNDS = 5 };

/* Returns the bytes that are mapped, but for the heap, in which free memory is not given back, and the stack. */
static int64_t mapped_bytes(void)
{
    char line[4352];
    int64_t sum = 0;
    FILE *maps = fopen("/proc/self/maps", "re");
    while (maps && fgets(line, sizeof line, maps)) {
        unsigned long long first, end;
        if (sscanf(line, "%llx-%llx", &first, &end) != 2 || strstr(line, "[heap]") || strstr(line, "[stack")) continue;
        sum += (int64_t)(end - first);
    }
    if (maps) fclose(maps);
    return sum;
}

static void live_once(struct conform_case *c)
{
    struct rig *rig = rig_start(c, &(struct rig_setup){.extent = 0});
    rig_must_call(rig, 0);
    conform_step(c, "destroy");
    rig_end(rig);
}

/* Fails if every one of the later rounds adds something. What is added now and then is no leak. */
static void check_growth(struct conform_case *c, int64_t (*measure)(void), const char *what, const char *mend)
{
    int64_t before = 0, least = INT64_MAX;
    for (int round = 0; round < FIRST_ROUNDS + ROUNDS; round++) {
        live_once(c);
        const int64_t now = measure();
        if (round >= FIRST_ROUNDS && now - before < least) least = now - before;
        before = now;
    }
    if (least > 0)
        conform_fail(c, mend, "expected=as %s after destroy as before create, found=%lld bytes more each time, %d times", what,
                     (long long)least, ROUNDS);
}

static int64_t live_bytes(void)
{
    return replaced_live_bytes();
}

/* Memory from the heap is another check's, also where the C library has mapped it. */
static int64_t other_mapped_bytes(void)
{
    return mapped_bytes() - (int64_t)mallinfo2().hblkhd;
}

static void leaves_no_mapping(struct conform_case *c)
{
    check_growth(c, other_mapped_bytes, "much mapped",
                 "munmap in destroy what mmap has given; delete what lives in shared memory");
}

static void leaves_no_memory(struct conform_case *c)
{
    if (!replaced_works()) conform_skip(c, "a sanitizer keeps the memory of this build: it looks for leaks itself");
    check_growth(c, live_bytes, "much allocated",
                 "free in destroy all that create and prepare have taken; valgrind --leak-check=full tells where");
}

static const struct check checks[] = {
    {"leaves-no-mapping", 4, OF_ANY, WANTS_LIBRARY | WANTS_RUN, "leaves no memory mapped", leaves_no_mapping, 60},
    {"leaves-no-memory", 4, OF_ANY, WANTS_LIBRARY | WANTS_RUN, "leaves no memory allocated", leaves_no_memory, 60},
};
const struct check_list level4_grows = CHECK_LIST(checks);
