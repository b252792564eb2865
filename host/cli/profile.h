/* SPDX-License-Identifier: MIT */
/* Where a run's time went, as a table for people and as JSON for programs. */
#ifndef LOOPBLOCKS_CLI_PROFILE_H
#define LOOPBLOCKS_CLI_PROFILE_H

#include <jansson.h>

#include <loopblocks/host.h>

/* Prints a line a block to standard error: calls, their total and mean time, the share of `seconds`; then what prepare took. */
void profile_print(const struct lbh_pipeline *pipeline, double seconds);

/* Returns the same as a list of objects; null where no time was taken. The caller owns it. */
json_t *profile_as_json(const struct lbh_pipeline *pipeline);

#endif
