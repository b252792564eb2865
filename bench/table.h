/* SPDX-License-Identifier: MIT */
/* How results are shown: a table of what was measured beside what it is compared with, or the same as JSON. */
#ifndef BENCH_TABLE_H
#define BENCH_TABLE_H

#include <stdbool.h>

#include "samples.h"

struct row {
    char what[64];
    struct samples ours;
    struct samples other;
    char note[64];
    double target; /* the most that the median may be; 0: none */
};

struct table {
    const char *title;
    const char *unit;
    const char *other; /* what the second pair of columns holds; null: there is none */
    const struct row *rows;
    size_t row_count;
};

/* Prints each row's minimum and median, and the ratio of the medians. */
void table_print(const struct table *table, bool json);

#endif
