/* SPDX-License-Identifier: MIT */
/* Many libraries out of one: copies, each with an inode of its own, as the dynamic linker tells them apart. */
#ifndef BENCH_LIBRARIES_H
#define BENCH_LIBRARIES_H

#include <stdbool.h>

/* Copies a library. Returns false, after a message, on failure. */
bool library_copy(const char *from, const char *to);

#endif
