/* SPDX-License-Identifier: MIT */
/* How texts are made on the heap, and how UTF-8 is recognised. */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>

char *lbh_text(const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    const int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    return length < 0 ? NULL : text;
}

/* Returns the length of the character at `text`, or 0 where there is none. */
static int utf8_length(const unsigned char *text)
{
    /* By the first byte: how many follow, and what the second may be. */
    static const struct {
        unsigned char first, last, second_low, second_high;
        int length;
    } forms[] = {
        {0x01, 0x7f, 0x00, 0xff, 1}, {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (text[0] < forms[i].first || text[0] > forms[i].last) continue;
        if (text[1] < forms[i].second_low || text[1] > forms[i].second_high) return 0;
        for (int k = 2; k < forms[i].length; k++)
            if ((text[k] & 0xc0u) != 0x80u) return 0;
        return forms[i].length;
    }
    return 0;
}

bool lbh_text_is_utf8(const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at;) {
        const int length = utf8_length(at);
        if (length == 0) return false;
        at += length;
    }
    return true;
}
