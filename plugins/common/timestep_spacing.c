/* SPDX-License-Identifier: MIT */
/* The arithmetic of each spacing, rounded to whole timesteps (ties to even) just as NumPy does it. */
#include "timestep_spacing.h"

#include <math.h>
#include <string.h>

enum timestep_spacing timestep_spacing_named(const char *name)
{
    if (strcmp(name, "linspace") == 0) return SPACING_LINSPACE;
    return strcmp(name, "trailing") == 0 ? SPACING_TRAILING : SPACING_LEADING;
}

static void fill_leading(int64_t train_timesteps, int64_t steps, int64_t offset, double *timesteps)
{
    const int64_t ratio = train_timesteps / steps;
    for (int64_t i = 0; i < steps; i++) timesteps[i] = (double)((steps - 1 - i) * ratio + offset);
}

static void fill_linspace(int64_t train_timesteps, int64_t steps, double *timesteps)
{
    const double last = (double)(train_timesteps - 1);
    const double step = steps > 1 ? last / (double)(steps - 1) : 0.0;
    for (int64_t i = 0; i < steps; i++) timesteps[i] = rint((double)(steps - 1 - i) * step);
    if (steps > 1) timesteps[0] = last;
}

/*
 * numpy.arange takes the difference of its first two values for the step. For some numbers of steps (61 of 1000) it goes one value
 * too far, to timestep -1, at which there is no noise level: that one is left out here.
 */
static void fill_trailing(int64_t train_timesteps, int64_t steps, double *timesteps)
{
    const double start = (double)train_timesteps;
    const double step = (start - start / (double)steps) - start;
    for (int64_t i = 0; i < steps; i++) timesteps[i] = rint(start + (double)i * step) - 1;
}

void timestep_spacing_fill(enum timestep_spacing spacing, int64_t train_timesteps, int64_t steps, int64_t offset,
                           double *timesteps)
{
    switch (spacing) {
    case SPACING_LEADING: fill_leading(train_timesteps, steps, offset, timesteps); break;
    case SPACING_LINSPACE: fill_linspace(train_timesteps, steps, timesteps); break;
    case SPACING_TRAILING: fill_trailing(train_timesteps, steps, timesteps); break;
    }
}
