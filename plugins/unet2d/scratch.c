/* SPDX-License-Identifier: MIT */
/* How a place is found: the first gap that is large enough. */
#include "scratch.h"

#include <assert.h>
#include <string.h>

size_t scratch_take(struct scratch_plan *plan, size_t bytes)
{
    const size_t rounded = (bytes + 63) / 64 * 64 + (bytes == 0 ? 64 : 0);
    size_t offset = 0, i = 0;
    for (; i < plan->count && plan->pieces[i].offset - offset < rounded; i++)
        offset = plan->pieces[i].offset + plan->pieces[i].bytes;
    assert(plan->count < SCRATCH_PIECES);
    memmove(&plan->pieces[i + 1], &plan->pieces[i], (plan->count - i) * sizeof plan->pieces[0]);
    plan->pieces[i] = (struct scratch_piece){.offset = offset, .bytes = rounded};
    plan->count++;
    if (offset + rounded > plan->peak_bytes) plan->peak_bytes = offset + rounded;
    return offset;
}

void scratch_release(struct scratch_plan *plan, size_t offset)
{
    size_t i = 0;
    while (i < plan->count && plan->pieces[i].offset != offset) i++;
    assert(i < plan->count);
    plan->count--;
    memmove(&plan->pieces[i], &plan->pieces[i + 1], (plan->count - i) * sizeof plan->pieces[0]);
}
