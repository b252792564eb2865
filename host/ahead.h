/* SPDX-License-Identifier: MIT */
/*
 * The memory that the loop's thread will touch when a draft is published. Another processor has just written it: fetched line by
 * line as it is come across, that is most of the loop's pause; fetched all at once, it is a fraction.
 */
#ifndef LBH_AHEAD_H
#define LBH_AHEAD_H

#include "draft.h"

#define LBH_AHEAD_LINES 384 /* more would drive each other out of the first-level cache */

struct lbh_ahead {
    const void *lines[LBH_AHEAD_LINES];
    size_t count;
};

/* Lists an object; nothing, where it is null or there is no place left: it is fetched when it is needed, then. */
void lbh_ahead_add(struct lbh_ahead *ahead, const void *object, size_t bytes);

/* Lists what belongs to a draft. */
void lbh_ahead_add_draft(struct lbh_ahead *ahead, const struct lbh_draft *draft);

/* Asks the processor for all of it, and does not wait. What has been freed meanwhile does no harm. [swap] */
void lbh_ahead_fetch(const struct lbh_ahead *ahead);

#endif
