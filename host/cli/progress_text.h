/* SPDX-License-Identifier: MIT */
/* How a loop's progress is put into words. */
#ifndef LOOPBLOCKS_CLI_PROGRESS_TEXT_H
#define LOOPBLOCKS_CLI_PROGRESS_TEXT_H

#include <stddef.h>

#include <loopblocks/host.h>

/* A time such as "12 ms", "2.7 s", "3:05", "1:02:03". Returns buffer. */
const char *format_duration(double seconds, char *buffer, size_t size);

/* A rate such as "12.3/s", "251k/s"; below one a second "3.2 s each"; "" where it is 0, not known. Returns buffer. */
const char *format_rate(double per_second, char *buffer, size_t size);

/* What has been done: "17 of 50", or "17 iterations" where the total is not known. Returns buffer. */
const char *format_count(const struct lbh_loop_position *loop, char *buffer, size_t size);

/* A bar such as "[=====>     ]", `width` characters between the brackets. Returns buffer. */
const char *format_bar(const struct lbh_loop_position *loop, int width, char *buffer, size_t size);

/* Returns what the loop counts: what its wrapper reports, else its iterations. */
int64_t loop_count_done(const struct lbh_loop_position *loop);

#endif
