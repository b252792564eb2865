/* SPDX-License-Identifier: MIT */
/* The edit distance between two short words. */
#include "nearest.h"

#include <string.h>

#define LONGEST 32

/* Levenshtein's distance, by rows. Longer words are as far away as can be. */
static size_t distance(const char *a, const char *b)
{
    const size_t rows = strlen(a), columns = strlen(b);
    if (rows > LONGEST || columns > LONGEST) return LONGEST;
    size_t row[LONGEST + 1];
    for (size_t j = 0; j <= columns; j++) row[j] = j;
    for (size_t i = 1; i <= rows; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= columns; j++) {
            size_t least = diagonal + (a[i - 1] != b[j - 1]);
            if (row[j] + 1 < least) least = row[j] + 1;
            if (row[j - 1] + 1 < least) least = row[j - 1] + 1;
            diagonal = row[j];
            row[j] = least;
        }
    }
    return row[columns];
}

const char *nearest(const char *name, const char *const *candidates, size_t count)
{
    const char *best = NULL;
    size_t least = strlen(name) / 3 + 1;
    if (least < 2) least = 2;
    for (size_t k = 0; k < count; k++) {
        const size_t edits = distance(name, candidates[k]);
        if (edits <= least && edits < strlen(candidates[k]) && (!best || edits < least)) {
            best = candidates[k];
            least = edits;
        }
    }
    return best;
}
