/* SPDX-License-Identifier: MIT */
/* Traces that people can read: the functions and lines of source behind addresses in a library. */
#ifndef LOOPBLOCKS_CONFORM_TRACE_H
#define LOOPBLOCKS_CONFORM_TRACE_H

#include <stddef.h>

/*
 * Rewrites a trace of crash_trace's: "call at scale.c:12 in scale.so" in place of "scale.so+0x1142", for lines that are in `file`, as
 * far as that has symbols and debug information; and cuts off what called the suite itself. Outside of the process that was traced:
 * files are read, and memory is taken.
 */
void trace_explain(const char *file, char *trace, size_t size);

#endif
