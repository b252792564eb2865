/* SPDX-License-Identifier: MIT */
/* Level 3: what shows only in the long run: a little more with every call. */
#include "conform/checks.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "clock.h"
#include "level3.h"

/* What a process has. */
struct possessions {
    int64_t bytes, pieces, mappings, threads, descriptors;
};

static int64_t count_entries(const char *path)
{
    int64_t count = 0;
    DIR *folder = opendir(path);
    while (folder && readdir(folder)) count++;
    if (folder) closedir(folder);
    return count;
}

static int64_t count_lines(const char *path)
{
    char text[4096];
    ssize_t got = 0;
    int64_t count = 0;
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    while (file >= 0 && (got = read(file, text, sizeof text)) > 0)
        for (ssize_t i = 0; i < got; i++) count += text[i] == '\n';
    if (file >= 0) close(file);
    return count;
}

static struct possessions count_possessions(void)
{
    struct possessions own = {.threads = count_entries("/proc/self/task"),
                              .descriptors = count_entries("/proc/self/fd"),
                              .mappings = count_lines("/proc/self/maps")};
    own.bytes = replaced_live_bytes();
    own.pieces = replaced_live_pieces();
    return own;
}

/* One iteration, from the first values again when the subject has come to its end. Returns why it is no use; null: it went well. */
static const char *iterate(struct rig *rig, int64_t *next)
{
    bool fresh = *next == 0;
    for (;; fresh = true) {
        if (fresh) {
            lbh_diag_truncate(rig->diag, 0);
            *next = 0;
            if (rig_prepare(rig) != LB_OK) return rig_reason(rig);
        }
        const lb_status status = rig_call(rig, (*next)++);
        if (status == LB_OK) break;
        if (status == LB_STOP) *next = 0;
        if (status == LB_STOP) break;
        if (fresh) return rig_reason(rig);
    }
    if (*next >= rig_usual_iterations(rig)) *next = 0;
    return NULL;
}

static void compare(struct conform_case *c, const char *what, int64_t before, int64_t after, int64_t first, int64_t last)
{
    if (after <= before) return;
    conform_fail(c, "give back what is taken in each call and in each prepare, or take it once, in create",
                 "%s: %lld after %lld iterations, %lld after %lld", what, (long long)before, (long long)first, (long long)after,
                 (long long)last);
}

static void memory_does_not_grow(struct conform_case *c)
{
    if (!replaced_works()) conform_skip(c, "a sanitizer is in the way in this build");
    enum { ITERATIONS = 5000, FEWEST = 50, SAMPLE = 10 };
    const int64_t budget_ns = INT64_C(5000000000);
    struct rig *rig = rig_start(c, &(struct rig_setup){.seed = 0});
    struct possessions before = {0};
    const char *reason = NULL;
    int64_t next = 0, last = ITERATIONS, i = 0;
    const int64_t begin_ns = lbh_clock_now_ns();
    for (; i < last && !reason; i++) {
        conform_step(c, "call %lld", (long long)i);
        /* What takes long is called less often; the comparison is the same. */
        if (i == SAMPLE) {
            const int64_t each_ns = (lbh_clock_now_ns() - begin_ns) / SAMPLE + 1;
            if (each_ns * last > budget_ns) last = budget_ns / each_ns > FEWEST ? budget_ns / each_ns : FEWEST;
        }
        if (i == last / 10) before = count_possessions();
        reason = iterate(rig, &next);
    }
    if (reason) conform_skip(c, "it does not go on from iteration %lld: %s", (long long)i - 1, reason);
    const struct possessions after = count_possessions();
    const int64_t first = last / 10;
    compare(c, "bytes of memory that it has not given back", before.bytes, after.bytes, first, last);
    compare(c, "mappings", before.mappings, after.mappings, first, last);
    compare(c, "threads", before.threads, after.threads, first, last);
    compare(c, "open descriptors", before.descriptors, after.descriptors, first, last);
}

static const struct check checks[] = {
    {.id = "memory-does-not-grow",
     .level = 3,
     .kinds = OF_ANY,
     .wants = WANTS_LIBRARY | WANTS_RUN,
     .promise = "has no more memory, mappings, threads and descriptors after thousands of calls",
     .run = memory_does_not_grow,
     .timeout_s = 120},
};
const struct check_list level3_growth = CHECK_LIST(checks);
