/* SPDX-License-Identifier: MIT */
/* The command line of `loopblocks conform`. */
#ifndef LOOPBLOCKS_CONFORM_ARGUMENTS_H
#define LOOPBLOCKS_CONFORM_ARGUMENTS_H

#include "job.h"

/*
 * Reads the arguments and the profile into the job. Returns false, after a message on standard error, where they are wrong; *code is
 * the exit code then. Free the job in either case.
 */
bool arguments_read(struct job *job, int argc, char **argv, int *code);
void job_free(struct job *job);

/* Prints how the command is used. */
void arguments_print_help(void);

#endif
