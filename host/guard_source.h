/* SPDX-License-Identifier: MIT */
/* Where an instruction comes from: the library that holds it, and the line of source that it was made of. */
#ifndef LBH_GUARD_SOURCE_H
#define LBH_GUARD_SOURCE_H

#include <stddef.h>

/*
 * Finds the source of an address of code; `is_return` where it is one that a call returns to. Without debug information, or without
 * libdw, `line` is 0 and `source` "".
 */
void lbh_source_find(const void *address, int is_return, char *source, size_t size, int *line);

#endif
