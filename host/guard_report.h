/* SPDX-License-Identifier: MIT */
/* A violation in words: whose value it was, what was done with it, where, and what to do about it. */
#ifndef LBH_GUARD_REPORT_H
#define LBH_GUARD_REPORT_H

#include "guard.h"
#include "guard_fault.h"

/* Fills in the facts of an access that was caught; a null cell: it was about none. */
void lbh_guard_tell_fault(const struct lbh_instance *instance, const struct lbh_cell *cell, const struct lbh_fault *fault,
                          struct lbh_violation *violation);

/* Fills in the facts of bytes that were written so far beyond the end of a cell's value, or, negative, before its start. */
void lbh_guard_tell_traces(const struct lbh_instance *instance, const struct lbh_cell *cell, ptrdiff_t distance,
                           struct lbh_violation *violation);

/* Reports it as a failure of the instance. */
void lbh_guard_report(struct lbh_instance *instance, const struct lbh_violation *violation);

/* Writes one line about a crash in a call, with what it has violated (null: nothing that is known) and where. */
void lbh_guard_format_crash(const struct lbh_instance *instance, int number, const struct lbh_violation *violation,
                            const struct lbh_violation *place, char *text, size_t size);

#endif
