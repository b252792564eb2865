/* SPDX-License-Identifier: MIT */
/* How the suite is ended from outside: it dies of the signal, all of its processes die with it, and nobody else does. */
#ifndef LOOPBLOCKS_CONFORM_SIGNALS_H
#define LOOPBLOCKS_CONFORM_SIGNALS_H

/*
 * Takes SIGINT and SIGTERM away from Check, whose handler passes them on to the whole group of processes that it is in: make's, a
 * script's. Before the first test.
 */
void signals_begin(void);

/* In a test's process: signals are as they were before, and the process is killed when that of the suite ends. */
void signals_in_child(void);

#endif
