/* SPDX-License-Identifier: MIT */
/* Two processors: one for the thread that is watched, the others for those that disturb it. */
#ifndef BENCH_APART_H
#define BENCH_APART_H

#include <stdbool.h>

/*
 * Keeps the calling thread, and who is begun by it, on the one or on the other side. Call it on the other side first. A thread that
 * works on the watched one's own processor stops it for as long as it works: the scheduler's pause, and nobody else's.
 */
void apart_keep(bool watched);

/* Returns the median time, in nanoseconds, that a changed word takes from the one side to the other. Called on the other side. */
double apart_distance_ns(void);

#endif
