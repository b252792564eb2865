/* SPDX-License-Identifier: MIT */
/* What the timed loop and a host of ten lines must agree on: its slots and its loop arguments. */
#ifndef BENCH_TIMED_LOOP_H
#define BENCH_TIMED_LOOP_H

#include <stdint.h>

enum { NUM_STEPS, NANOSECONDS, TIMED_LOOP_SLOTS };

struct timed_loop_args {
    int64_t i;
    int32_t j;
};

#endif
