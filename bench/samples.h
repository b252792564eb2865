/* SPDX-License-Identifier: MIT */
/* Repeated measurements of one thing, and what is reported of them: the least and the median. */
#ifndef BENCH_SAMPLES_H
#define BENCH_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

#define MAX_SAMPLES 256

struct samples {
    double values[MAX_SAMPLES];
    size_t count;
};

void samples_add(struct samples *samples, double value);

/* NaN where there are none. */
double samples_min(const struct samples *samples);
double samples_median(const struct samples *samples);

/* The value that so large a part of them does not exceed; NaN where there are none. */
double samples_quantile(const struct samples *samples, double part);

/* Returns CLOCK_MONOTONIC in nanoseconds: the same clock in every process. */
int64_t now_ns(void);

#endif
