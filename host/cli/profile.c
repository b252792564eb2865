/* SPDX-License-Identifier: MIT */
/* The lines and members of a profile. */
#include "profile.h"

#include <stdio.h>
#include <string.h>

#include "progress_text.h"

/* A path's depth: blocks within a loop are indented under it. */
static int depth_of(const char *path)
{
    int depth = 0;
    for (; *path; path++) depth += *path == '.';
    return depth;
}

static int width_of(const struct lbh_profile *profiles, size_t count)
{
    int width = (int)strlen("block");
    for (size_t i = 0; i < count; i++) {
        const char *dot = strrchr(profiles[i].path, '.');
        const int own = 2 * depth_of(profiles[i].path) + (int)strlen(dot ? dot + 1 : profiles[i].path);
        if (own > width) width = own;
    }
    return width;
}

/* A time with three digits: "1.23 ms". */
static const char *format_short(double seconds, char *buffer, size_t size)
{
    if (seconds < 999.5e-9)
        snprintf(buffer, size, "%.0f ns", seconds * 1e9);
    else if (seconds < 999.5e-6)
        snprintf(buffer, size, "%.3g us", seconds * 1e6);
    else if (seconds < 1)
        snprintf(buffer, size, "%.3g ms", seconds * 1e3);
    else
        format_duration(seconds, buffer, size);
    return buffer;
}

void profile_print(const struct lbh_pipeline *pipeline, double seconds)
{
    size_t count = 0;
    const struct lbh_profile *profiles = lbh_pipeline_borrow_profile(pipeline, &count);
    const int width = width_of(profiles, count);
    fprintf(stderr, "%-*s %10s %10s %10s %7s %10s\n", width, "block", "calls", "total", "mean", "share", "prepare");
    for (size_t i = 0; i < count; i++) {
        const struct lbh_profile *profile = &profiles[i];
        char total[32], mean[32], prepare[32];
        const char *dot = strrchr(profile->path, '.');
        const int indent = 2 * depth_of(profile->path);
        const double spent = (double)profile->call_ns * 1e-9;
        fprintf(stderr, "%*s%-*s %10lld %10s %10s %6.1f%% %10s\n", indent, "", width - indent, dot ? dot + 1 : profile->path,
                (long long)profile->calls, format_short(spent, total, sizeof total),
                format_short(profile->calls ? spent / (double)profile->calls : 0, mean, sizeof mean),
                seconds > 0 ? 100 * spent / seconds : 0,
                format_short((double)profile->prepare_ns * 1e-9, prepare, sizeof prepare));
    }
}

json_t *profile_as_json(const struct lbh_pipeline *pipeline)
{
    size_t count = 0;
    const struct lbh_profile *profiles = lbh_pipeline_borrow_profile(pipeline, &count);
    if (!profiles) return NULL;
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_pack("{s:s, s:s, s:I, s:I, s:I, s:I}", "path", profiles[i].path, "plugin",
                                              profiles[i].plugin, "calls", (json_int_t)profiles[i].calls, "call_ns",
                                              (json_int_t)profiles[i].call_ns, "prepares", (json_int_t)profiles[i].prepares,
                                              "prepare_ns", (json_int_t)profiles[i].prepare_ns));
    return list;
}
