/* SPDX-License-Identifier: MIT */
/* What the program says on standard error, and what it then exits with. */
#ifndef LOOPBLOCKS_CLI_REPORT_H
#define LOOPBLOCKS_CLI_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include <jansson.h>

#include <loopblocks/host.h>

/* Says a line after the program's name. */
void report(const char *format, ...) LB_PRINTF(1, 2);

/* Says what is wrong with a command's arguments, and where they are explained. A null command: the program itself. */
void report_usage(const char *command, const char *format, ...) LB_PRINTF(2, 3);

/*
 * Says every error, then of `subject` (a manifest, a folder) how it failed: the conclusion, or where that is null, how many
 * errors there are. Says nothing where there are none.
 */
void report_errors(struct lbh_diag *diag, const char *subject, const char *conclusion);

/* Says what a block logged. */
void report_log(int32_t level, const char *path, const char *text);

/* Returns every error as a JSON array, or null when out of memory. The caller owns it. */
json_t *errors_as_json(const struct lbh_diag *diag);

/* Returns a text as JSON, each byte that is no UTF-8 as U+FFFD: names of files may have any. Null when out of memory. */
json_t *json_from_text(const char *text);

/*
 * Return the exit code for what was found: for a status and its errors, and for a call that returned nothing but errors.
 * `before_run` says that nothing was run, so that a file that cannot be read, or a block that cannot be created, makes the
 * manifest invalid.
 */
int exit_code_of(enum lbh_status status, const struct lbh_diag *diag, bool before_run);
int exit_code_of_errors(const struct lbh_diag *diag, bool before_run);

/* Returns the escape sequences around what should stand out: "" where `file` is no terminal or NO_COLOR is set. */
const char *colour_begin(FILE *file, const char *sequence);
const char *colour_end(FILE *file);
#define COLOUR_BOLD "\033[1m"
#define COLOUR_RED "\033[1;31m"
#define COLOUR_YELLOW "\033[33m"

/* Returns whether `file` is a terminal that understands escape sequences. */
bool is_terminal(FILE *file);

#endif
