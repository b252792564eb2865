/* SPDX-License-Identifier: MIT */
/* Texts made on the heap from a format, and whether bytes are text at all. */
#ifndef LBH_TEXT_H
#define LBH_TEXT_H

#include <stdbool.h>

#include <loopblocks/abi.h>

/* Formats a text. The caller frees it. Null when out of memory. */
char *lbh_text(const char *format, ...) LB_PRINTF(1, 2);

/* Returns whether the bytes are UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. */
bool lbh_text_is_utf8(const char *text);

#endif
