/* SPDX-License-Identifier: MIT */
/* The step that normalises in groups, adds the time embedding before or applies it after, and activates, in one pass. */
#ifndef UNET2D_NORMALISATION_H
#define UNET2D_NORMALISATION_H

#include "network.h"
#include "slice.h"

enum time_use { TIME_UNUSED, TIME_ADDED, TIME_SCALES_AND_SHIFTS };

/* Reads one tensor, or two as if they were one, and writes one whose channels keep the order of blocks. */
struct normalisation {
    size_t part_count;
    struct feature_map parts[2]; /* as they were before this step: those not yet measured, it measures */
    size_t output;               /* may be the first part's data, where the precisions are equal */
    enum precision precision;    /* of the output */
    size_t coefficients;         /* [images][2][channels, rounded up] */
    struct norm norm;
    double epsilon;
    enum time_use time_use;
    size_t time_column;
    enum activation activation;
};

/* [step] */
void normalisation_run(const struct normalisation *step, const struct slice *slice);

#endif
