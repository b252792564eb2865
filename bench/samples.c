/* SPDX-License-Identifier: MIT */
/* Order statistics of a few numbers. */
#include "samples.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void samples_add(struct samples *samples, double value)
{
    if (samples->count < MAX_SAMPLES) samples->values[samples->count++] = value;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double samples_min(const struct samples *samples)
{
    double least = NAN;
    for (size_t i = 0; i < samples->count; i++) least = fmin(least, samples->values[i]);
    return least;
}

double samples_median(const struct samples *samples)
{
    if (samples->count == 0) return NAN;
    struct samples sorted = *samples;
    qsort(sorted.values, sorted.count, sizeof sorted.values[0], compare);
    const size_t half = sorted.count / 2;
    return sorted.count % 2 ? sorted.values[half] : (sorted.values[half - 1] + sorted.values[half]) / 2;
}

double samples_quantile(const struct samples *samples, double part)
{
    if (samples->count == 0) return NAN;
    struct samples sorted = *samples;
    qsort(sorted.values, sorted.count, sizeof sorted.values[0], compare);
    const size_t rank = (size_t)ceil(part * (double)sorted.count);
    return sorted.values[rank > 0 ? rank - 1 : 0];
}

int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}
