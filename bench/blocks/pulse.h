/* SPDX-License-Identifier: MIT */
/* What the loop that times its iterations shares with the program that disturbs it: memory of the program's. */
#ifndef BENCH_PULSE_H
#define BENCH_PULSE_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#define PULSE_LONG_NS 500 /* an iteration of trivial blocks that takes longer was disturbed by somebody */
#define PULSE_FOLLOWING 8 /* iterations that are noted after one in which something was pending: more than a trial has calls */
#define PULSE_BEATS (1 << 17)

/* An iteration that was not a plain one. */
struct pulse_beat {
    int64_t i;
    int64_t ns;
    uint32_t pending; /* what was, as it began */
};

struct pulse {
    const _Atomic uint32_t *pending; /* the word that the host looks at in every iteration */
    void (*begun)(void);             /* called on the loop's thread, after some iterations */
    void (*ending)(void);
    _Atomic int64_t iterations;
    _Atomic int64_t stop;
    _Atomic size_t beat_count;
    uint32_t plain[PULSE_LONG_NS + 1]; /* how many plain iterations took so many nanoseconds */
    struct pulse_beat beats[PULSE_BEATS];
};

#endif
