/* SPDX-License-Identifier: MIT */
/* A check's process: made, confined, watched, and judged by how it ends. Whatever a block does, it does to that process alone. */
#ifndef LOOPBLOCKS_CONFORM_SUBJECT_H
#define LOOPBLOCKS_CONFORM_SUBJECT_H

#include <stddef.h>

#include "conform/case.h"

/*
 * Runs a check in a child and fills its verdict, which lies in shared memory. A child that crashes, hangs, stops, exits, leaves a
 * process behind or tries to start one fails its check. In a process with one thread.
 */
void subject_run(const struct job *job, const struct check *check, struct verdict *verdict);

/* Within the child: how much was printed to standard output and error so far, and its beginning. */
size_t subject_printed(char *text, size_t size);

#endif
