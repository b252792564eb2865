/* SPDX-License-Identifier: MIT */
/* How texts are made on the heap. */
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
