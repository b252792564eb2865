/* SPDX-License-Identifier: MIT */
/* What a file is, told without running any of it. */
#ifndef LOOPBLOCKS_CONFORM_FILE_KIND_H
#define LOOPBLOCKS_CONFORM_FILE_KIND_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Returns whether the file is a shared object of this machine that defines lb_block or lb_component, as whatever kind of symbol. If not,
 * says what it is, what was expected, and what to name in its place.
 */
bool file_kind_is_block(const char *file, char *reason, size_t size);

#endif
