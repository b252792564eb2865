/* SPDX-License-Identifier: MIT */
/* Progress of a run on standard error: bars on a terminal, a line now and then elsewhere. */
#ifndef LOOPBLOCKS_CLI_PROGRESS_H
#define LOOPBLOCKS_CLI_PROGRESS_H

#include <stdbool.h>

#include <loopblocks/host.h>

/* Loops within loops that are shown. Deeper ones are left out. */
#define PROGRESS_DEPTH 8

/* Since when a loop has been seen, so that its rate is known. */
struct progress_meter {
    char path[128];            /* cut off where it is longer */
    int64_t parent_iterations; /* in another iteration of its parent it is another run of the loop */
    int64_t first_count;
    int64_t count;
    double since_s;
};

struct progress {
    bool on_terminal;
    int drawn_lines; /* bars on the terminal now, the cursor at the end of the last */
    struct progress_meter meters[PROGRESS_DEPTH];
};

void progress_init(struct progress *progress);

/* Returns how often progress should be asked for. */
int progress_interval_ms(const struct progress *progress);

/* Shows what an event tells. Listens to PROGRESS_EVENTS. */
#define PROGRESS_EVENTS (LBH_EVENT_LOOP_BEGIN | LBH_EVENT_LOOP_END | LBH_EVENT_PROGRESS)
void progress_show(struct progress *progress, const struct lbh_event *event);

/* Clears the bars away, so that something else can be said; the next event draws them again. */
void progress_clear(struct progress *progress);

/* Returns seconds by a clock that only goes forward. */
double progress_now_s(void);

#endif
