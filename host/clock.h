/* SPDX-License-Identifier: MIT */
/* The clock by which times are taken. */
#ifndef LBH_CLOCK_H
#define LBH_CLOCK_H

#include <stdint.h>

/* Returns the time of a steady clock, in nanoseconds. */
int64_t lbh_clock_now_ns(void);

#endif
