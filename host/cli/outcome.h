/* SPDX-License-Identifier: MIT */
/* How a run ended: told to people as text, to programs as one JSON object. */
#ifndef LOOPBLOCKS_CLI_OUTCOME_H
#define LOOPBLOCKS_CLI_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>

#include "job.h"

/*
 * Writes where the latest run ended: at a boundary `after iteration 17 of loop "denoise" (17 of 50)`, else `in iteration 18 of
 * loop "denoise" (17 of 50 done)`, or "" where no loop was running. Returns buffer.
 */
const char *outcome_where(const struct lbh_pipeline *pipeline, bool at_boundary, char *buffer, size_t size);

/* Prints every output that is set as "name = value". Returns LBH_OK, or what kept one from being read. */
enum lbh_status outcome_print(struct job *job);

/*
 * Prints the object: status, outputs (where the run came to an end or was stopped), seconds, loops, errors. `code` is the exit
 * code; `problem` an error that the diag does not hold, or "". Returns LBH_OK, or what kept an output from being read.
 */
enum lbh_status outcome_print_json(struct job *job, int code, double seconds, const char *problem);

#endif
