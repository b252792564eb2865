/* SPDX-License-Identifier: MIT */
/* What the progress of loops looks like, on a terminal and elsewhere, and how fast they are. */
#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "progress_text.h"
#include "report.h"
#include "text.h"

#define TERMINAL_INTERVAL_MS 100
#define PLAIN_INTERVAL_MS 2000

double progress_now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

void progress_init(struct progress *progress)
{
    *progress = (struct progress){.on_terminal = is_terminal(stderr)};
}

int progress_interval_ms(const struct progress *progress)
{
    return progress->on_terminal ? TERMINAL_INTERVAL_MS : PLAIN_INTERVAL_MS;
}

static void meter_restart(struct progress_meter *meter, const char *path, int64_t parent_iterations, int64_t count)
{
    *meter = (struct progress_meter){
        .parent_iterations = parent_iterations, .first_count = count, .count = count, .since_s = progress_now_s()};
    snprintf(meter->path, sizeof meter->path, "%s", path);
}

/* Brings the meter of the loop at `depth` up to date. It starts anew where the loop itself has done so. */
static void meter_update(struct progress_meter *meter, const struct lbh_loop_position *loops, size_t depth)
{
    const struct lbh_loop_position *loop = &loops[depth];
    const int64_t parent_iterations = depth > 0 ? loops[depth - 1].iterations : 0;
    const int64_t count = loop_count_done(loop);
    const bool same = strncmp(meter->path, loop->path, sizeof meter->path - 1) == 0;
    if (!same || meter->parent_iterations != parent_iterations || count < meter->count)
        meter_restart(meter, loop->path, parent_iterations, count);
    meter->count = count;
}

static double meter_rate(const struct progress_meter *meter)
{
    const double seconds = progress_now_s() - meter->since_s;
    return seconds > 0 ? (double)(meter->count - meter->first_count) / seconds : 0;
}

/* Writes "17 of 50, 12.3/s, 2.7 s left" into buffer. */
static void describe(const struct progress_meter *meter, const struct lbh_loop_position *loop, char *buffer, size_t size)
{
    char count[64], rate[32], left[32];
    const double per_second = meter_rate(meter);
    format_count(loop, count, sizeof count);
    format_rate(per_second, rate, sizeof rate);
    const bool has_end = loop->total > loop->done && per_second > 0;
    if (has_end) format_duration((double)(loop->total - loop->done) / per_second, left, sizeof left);
    snprintf(buffer, size, "%s%s%s%s%s%s", count, *rate ? ", " : "", rate, has_end ? ", " : "", has_end ? left : "",
             has_end ? " left" : "");
}

/* Returns a loop's name within its parent, from a dotted path. */
static const char *last_name(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot ? dot + 1 : path;
}

/* Prints a bar, cut off where the terminal's line ends. */
static void print_bar(const struct progress_meter *meter, const struct lbh_loop_position *loop, int indent, int label_width)
{
    char bar[48], details[160], line[512], percent[16] = "";
    const int columns = text_columns(stderr);
    const int room = columns - label_width - 50;
    format_bar(loop, loop->total > 0 ? (room > 30 ? 30 : room) : 0, bar, sizeof bar);
    describe(meter, loop, details, sizeof details);
    if (loop->total > 0) snprintf(percent, sizeof percent, "%3.0f%%  ", 100.0 * (double)loop->done / (double)loop->total);
    snprintf(line, sizeof line, "%*s%-*s  %s%s%s%s", indent, "", label_width - indent, last_name(loop->path), bar,
             *bar ? " " : "", percent, details);
    fprintf(stderr, "%.*s", columns > 1 ? columns - 1 : 1, line);
}

/* Puts the cursor where the first bar begins. */
static void go_to_first_bar(const struct progress *progress)
{
    if (progress->drawn_lines > 1) fprintf(stderr, "\033[%dA", progress->drawn_lines - 1);
    fputc('\r', stderr);
}

void progress_clear(struct progress *progress)
{
    if (progress->drawn_lines == 0) return;
    go_to_first_bar(progress);
    fputs("\033[J", stderr);
    progress->drawn_lines = 0;
}

/* Draws over the bars that are there, line by line, so that nothing flickers. */
static void draw_bars(struct progress *progress, const struct lbh_loop_position *loops, size_t count)
{
    int label_width = 0;
    for (size_t depth = 0; depth < count; depth++) {
        const int width = (int)(2 * depth + strlen(last_name(loops[depth].path)));
        if (width > label_width) label_width = width;
    }
    go_to_first_bar(progress);
    for (size_t depth = 0; depth < count; depth++) {
        print_bar(&progress->meters[depth], &loops[depth], (int)(2 * depth), label_width);
        fputs(depth + 1 < count ? "\033[K\n" : "\033[J", stderr);
    }
    progress->drawn_lines = (int)count;
}

static void print_line(const struct progress *progress, const struct lbh_loop_position *loops, size_t count)
{
    fputs("loopblocks: ", stderr);
    for (size_t depth = 0; depth < count; depth++) {
        char details[160];
        describe(&progress->meters[depth], &loops[depth], details, sizeof details);
        fprintf(stderr, "%s%s: %s", depth > 0 ? "; " : "", last_name(loops[depth].path), details);
    }
    fputc('\n', stderr);
}

static void show(struct progress *progress, const struct lbh_loop_position *loops, size_t count)
{
    for (size_t depth = 0; depth < count; depth++) meter_update(&progress->meters[depth], loops, depth);
    if (progress->on_terminal)
        draw_bars(progress, loops, count);
    else
        print_line(progress, loops, count);
    fflush(stderr);
}

void progress_show(struct progress *progress, const struct lbh_event *event)
{
    const size_t count = event->loop_count < PROGRESS_DEPTH ? event->loop_count : PROGRESS_DEPTH;
    if (event->kind == LBH_EVENT_PROGRESS) {
        if (count > 0) show(progress, event->loops, count);
        return;
    }
    /* Loops within loops may begin and end a million times: only the outermost's beginning and end are shown. */
    const bool listed = count > 0 && strcmp(event->loops[event->loop_count - 1].path, event->path) == 0;
    if (event->loop_count > (listed ? 1 : 0)) return;
    if (event->kind == LBH_EVENT_LOOP_BEGIN) {
        meter_restart(&progress->meters[0], event->path, 0, 0);
    } else if (listed) {
        show(progress, event->loops, 1);
        if (progress->on_terminal) fputc('\n', stderr);
        progress->drawn_lines = 0;
    }
}
