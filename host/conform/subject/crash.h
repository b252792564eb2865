/* SPDX-License-Identifier: MIT */
/* How a dying process says where: signals that a block brings upon itself are caught, told, and then take their course. */
#ifndef LOOPBLOCKS_CONFORM_CRASH_H
#define LOOPBLOCKS_CONFORM_CRASH_H

#include <stddef.h>

#include "conform/verdict.h"

/* Called for a system call that is not allowed; it ends the process, or lets it go on as if the call had failed. */
typedef void (*crash_system_call)(struct verdict *verdict, int number);

/* Catches crashes and forbidden system calls, which are noted in the verdict. Once a process. */
void crash_watch(struct verdict *verdict);

/* Has somebody else told of forbidden system calls; null: they are noted, and the process ends. */
void crash_set_system_call(crash_system_call function);

/* Writes the functions that this thread is in into `trace`, innermost first, without the suite's own and the host's. */
void crash_trace(char *trace, size_t size);

#endif
