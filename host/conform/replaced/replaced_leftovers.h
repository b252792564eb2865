/* SPDX-License-Identifier: MIT */
/* What is to be done at the end of a thread or of the process, counted: functions of the C library that the program replaces. */
#ifndef LOOPBLOCKS_CONFORM_REPLACED_LEFTOVERS_H
#define LOOPBLOCKS_CONFORM_REPLACED_LEFTOVERS_H

#include <stddef.h>

/* Return how many functions wait: on any thread; of atexit, on_exit and at_quick_exit, but not the destructors of C++ objects. */
size_t replaced_thread_destructors(void);
size_t replaced_exit_handlers(void);

#endif
