/* SPDX-License-Identifier: MIT */
/* Texts made on the heap from a format. */
#ifndef LBH_TEXT_H
#define LBH_TEXT_H

#include <loopblocks/abi.h>

/* Formats a text. The caller frees it. Null when out of memory. */
char *lbh_text(const char *format, ...) LB_PRINTF(1, 2);

#endif
