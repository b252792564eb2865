/* SPDX-License-Identifier: MIT */
/* A thread that promises to ask the system for nothing: no memory, no file, no library. */
#ifndef BENCH_FRUGAL_H
#define BENCH_FRUGAL_H

/*
 * From now on the calling thread may wait, wake others, tell the time and end, as a lock or a pause needs it; any other system call
 * ends the program with a message that names it. Other threads are not affected. Returns 0, or -1 where the system has no seccomp.
 */
int frugal_begin(void);

#endif
