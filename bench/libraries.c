/* SPDX-License-Identifier: MIT */
/* Copying a file. */
#include "libraries.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

bool library_copy(const char *from, const char *to)
{
    char buffer[1 << 16];
    FILE *in = fopen(from, "rb"), *out = in ? fopen(to, "wb") : NULL;
    bool fine = out != NULL;
    for (size_t read; fine && (read = fread(buffer, 1, sizeof buffer, in)) > 0;) fine = fwrite(buffer, 1, read, out) == read;
    if (in) fclose(in);
    if (out && fclose(out) != 0) fine = false;
    if (!fine) fprintf(stderr, "bench: cannot copy %s to %s: %s\n", from, to, strerror(errno));
    return fine;
}
