/* SPDX-License-Identifier: MIT */
/* The file of `--swap-log`: a JSON object a line for each change that was asked for. */
#ifndef LOOPBLOCKS_CLI_SWAP_LOG_H
#define LOOPBLOCKS_CLI_SWAP_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

struct swap_log;

/* Opens the file to append to it. Returns null, and why in `problem`, on failure. */
struct swap_log *swap_log_open(const char *file, char *problem, size_t size);
void swap_log_close(struct swap_log *log);

/*
 * Writes a line: when, who asked (`by`: "control", "watch"), the edits, each with the sha256 and the generation of what now runs as
 * its path by the pipeline's `status` (null: not known), and what became of it. From any thread. Returns false where the line could
 * not be written, with errno.
 */
bool swap_log_write(struct swap_log *log, const char *by, const json_t *edits, const json_t *answer, const json_t *status);

#endif
