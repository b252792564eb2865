/* SPDX-License-Identifier: MIT */
/* Durations, rates, counts and bars as text. */
#include "progress_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *format_duration(double seconds, char *buffer, size_t size)
{
    const int64_t whole = (int64_t)(seconds + 0.5);
    if (seconds < 0.9995)
        snprintf(buffer, size, "%.*f ms", seconds < 0.01 ? 1 : 0, seconds * 1e3);
    else if (seconds < 59.95)
        snprintf(buffer, size, "%.1f s", seconds);
    else if (whole < 3600)
        snprintf(buffer, size, "%" PRId64 ":%02" PRId64, whole / 60, whole % 60);
    else
        snprintf(buffer, size, "%" PRId64 ":%02" PRId64 ":%02" PRId64, whole / 3600, whole / 60 % 60, whole % 60);
    return buffer;
}

const char *format_rate(double per_second, char *buffer, size_t size)
{
    if (!(per_second > 0))
        buffer[0] = '\0';
    else if (per_second < 1)
        snprintf(buffer, size, "%.3g s each", 1 / per_second);
    else if (per_second < 99.95)
        snprintf(buffer, size, "%.1f/s", per_second);
    else if (per_second < 9999.5)
        snprintf(buffer, size, "%.0f/s", per_second);
    else if (per_second < 999500)
        snprintf(buffer, size, "%.0fk/s", per_second / 1e3);
    else
        snprintf(buffer, size, "%.1fM/s", per_second / 1e6);
    return buffer;
}

int64_t loop_count_done(const struct lbh_loop_position *loop)
{
    return loop->total > 0 ? loop->done : loop->iterations;
}

const char *format_count(const struct lbh_loop_position *loop, char *buffer, size_t size)
{
    if (loop->total > 0)
        snprintf(buffer, size, "%" PRId64 " of %" PRId64, loop->done, loop->total);
    else
        snprintf(buffer, size, "%" PRId64 " iteration%s", loop->iterations, loop->iterations == 1 ? "" : "s");
    return buffer;
}

const char *format_bar(const struct lbh_loop_position *loop, int width, char *buffer, size_t size)
{
    double part = loop->total > 0 ? (double)loop->done / (double)loop->total : 0;
    part = part < 0 ? 0 : part > 1 ? 1 : part;
    if (width < 1 || (size_t)width + 3 > size) {
        buffer[0] = '\0';
        return buffer;
    }
    const int filled = (int)(part * width);
    buffer[0] = '[';
    memset(buffer + 1, ' ', (size_t)width);
    memset(buffer + 1, '=', (size_t)filled);
    if (filled < width) buffer[1 + filled] = '>';
    memcpy(buffer + 1 + width, "]", 2);
    return buffer;
}
