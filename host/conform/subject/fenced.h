/* SPDX-License-Identifier: MIT */
/* Memory that ends where a page ends, and behind which there is none: reading one byte too many is a crash. */
#ifndef LOOPBLOCKS_CONFORM_FENCED_H
#define LOOPBLOCKS_CONFORM_FENCED_H

#include <stddef.h>

/* Returns so many bytes, aligned as far as their number allows, filled with zeros. Null when out of memory. They stay until the process ends. */
void *fenced_new(size_t bytes);

#endif
