/* SPDX-License-Identifier: MIT */
/* What a block's process may ask of the system. Limits of resources do not bind root; a filter of system calls does. */
#ifndef LOOPBLOCKS_CONFORM_LOCKDOWN_H
#define LOOPBLOCKS_CONFORM_LOCKDOWN_H

#include <stdbool.h>

/*
 * From now on this process starts no other one, becomes no other program, signals and traces none but itself, and stays in its group
 * and session: each such call raises SIGSYS. Threads may be started. Returns 0 or an errno.
 */
int lockdown_base(void);

/*
 * From now on every system call raises SIGSYS but those by which the process ends and returns from signals, writing to no file, and
 * those in `allowed`, which ends with -1.
 */
int lockdown_all(const int *allowed);

/* From now on these system calls raise SIGSYS; the list ends with -1. */
int lockdown_these(const int *numbers);

#endif
