/* SPDX-License-Identifier: MIT */
/* How far two names are apart: edits, where two neighbours exchanged count as one and letters' case does not count. */
#include "nearest.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Longer names are compared by what they contain only. */
#define MAX_LENGTH 63
#define MAX_BEST 8

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static int letter(const char *name, size_t index)
{
    return tolower((unsigned char)name[index]);
}

/* Optimal string alignment: insertions, deletions, substitutions and transpositions of neighbours. */
static size_t edit_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t rows[3][MAX_LENGTH + 1];
    size_t *before = rows[0];
    size_t *above = rows[1];
    size_t *row = rows[2];
    for (size_t j = 0; j <= b_length; j++) row[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *free_row = before;
        before = above;
        above = row;
        row = free_row;
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            const bool same = letter(a, i - 1) == letter(b, j - 1);
            row[j] = smaller(above[j - 1] + (same ? 0 : 1), smaller(above[j], row[j - 1]) + 1);
            const bool crossed = i > 1 && j > 1 && letter(a, i - 1) == letter(b, j - 2) && letter(a, i - 2) == letter(b, j - 1);
            if (crossed) row[j] = smaller(row[j], before[j - 2] + 1);
        }
    }
    return row[b_length];
}

/* Returns whether the candidate may be meant, and how far it is. */
static bool is_near(const char *name, const char *candidate, size_t *distance)
{
    const size_t length = strlen(name);
    const size_t other = strlen(candidate);
    const size_t longer = length > other ? length : other;
    const size_t shorter = smaller(length, other);
    if (longer <= MAX_LENGTH) {
        const size_t allowed = length / 3 > 2 ? length / 3 : 2;
        *distance = edit_distance(name, length, candidate, other);
        if (*distance <= allowed && *distance < longer) return true;
    }
    *distance = longer - shorter;
    return shorter >= 3 && (strstr(name, candidate) || strstr(candidate, name));
}

size_t lbh_nearest(const char *name, const char *const *candidates, size_t count, const char **best, size_t room)
{
    size_t distances[MAX_BEST];
    size_t used = 0;
    if (room > MAX_BEST) room = MAX_BEST;
    for (size_t i = 0; i < count && room > 0; i++) {
        size_t distance = 0;
        if (!candidates[i] || !is_near(name, candidates[i], &distance)) continue;
        size_t at = used;
        while (at > 0 && distances[at - 1] > distance) at--;
        if (at == room) continue;
        if (used < room) used++;
        for (size_t j = used - 1; j > at; j--) {
            distances[j] = distances[j - 1];
            best[j] = best[j - 1];
        }
        distances[at] = distance;
        best[at] = candidates[i];
    }
    return used;
}

const char *lbh_nearest_text(const char *name, const char *const *candidates, size_t count, char *buffer, size_t size)
{
    const char *best[2] = {NULL, NULL};
    const size_t found = lbh_nearest(name, candidates, count, best, 2);
    if (size == 0) return buffer;
    buffer[0] = '\0';
    if (found == 1) snprintf(buffer, size, "did you mean \"%s\"?", best[0]);
    if (found == 2) snprintf(buffer, size, "did you mean \"%s\" or \"%s\"?", best[0], best[1]);
    return buffer;
}
