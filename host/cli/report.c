/* SPDX-License-Identifier: MIT */
/* How errors and messages look on standard error, and which exit code they lead to. */
#include "report.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "text.h"

bool is_terminal(FILE *file)
{
    const char *term = getenv("TERM");
    return isatty(fileno(file)) && term && *term && strcmp(term, "dumb") != 0;
}

static bool is_coloured(FILE *file)
{
    const char *no_color = getenv("NO_COLOR");
    return !(no_color && *no_color) && is_terminal(file);
}

const char *colour_begin(FILE *file, const char *sequence)
{
    return is_coloured(file) ? sequence : "";
}

const char *colour_end(FILE *file)
{
    return is_coloured(file) ? "\033[0m" : "";
}

void report(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("loopblocks: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

void report_usage(const char *command, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "loopblocks%s%s: ", command ? " " : "", command ? command : "");
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\nTry: loopblocks %s%s--help\n", command ? command : "", command ? " " : "");
    va_end(arguments);
}

void report_errors(struct lbh_diag *diag, const char *subject, const char *conclusion)
{
    const size_t count = lbh_diag_count(diag);
    if (count == 0) return;
    const char *text = lbh_diag_text(diag);
    text_print_clean(stderr, text);
    if (*text && text[strlen(text) - 1] != '\n') fputc('\n', stderr);
    char counted[32];
    snprintf(counted, sizeof counted, "%zu error%s", count, count == 1 ? "" : "s");
    fprintf(stderr, "%sloopblocks: %s: %s%s\n", colour_begin(stderr, COLOUR_RED), subject, conclusion ? conclusion : counted,
            colour_end(stderr));
}

void report_log(int32_t level, const char *path, const char *text)
{
    const char *word = level >= LB_LOG_WARNING ? "warning" : level == LB_LOG_INFO ? "info" : "debug";
    fprintf(stderr, "loopblocks: %s%s:%s ", level >= LB_LOG_WARNING ? colour_begin(stderr, COLOUR_YELLOW) : "", word,
            level >= LB_LOG_WARNING ? colour_end(stderr) : "");
    if (path && *path) fprintf(stderr, "%s: ", path);
    text_print_clean(stderr, text);
    fputc('\n', stderr);
}

static const char *status_word(enum lbh_status status)
{
    switch (status) {
    case LBH_OK: return "ok";
    case LBH_ERR_BLOCK: return "block";
    case LBH_ERR_USAGE: return "usage";
    case LBH_ERR_INVALID: return "invalid";
    case LBH_ERR_IO: return "io";
    case LBH_ERR_MEMORY: return "memory";
    case LBH_STOPPED: return "stopped";
    }
    return "unknown";
}

/* Returns how many bytes the character at `text` has; 0 where it is no UTF-8. */
static size_t character_bytes(const char *text)
{
    for (size_t bytes = 1; bytes <= 4; bytes++) {
        if (!text[bytes - 1]) return 0;
        json_t *one = json_stringn(text, bytes);
        json_decref(one);
        if (one) return bytes;
    }
    return 0;
}

json_t *json_from_text(const char *text)
{
    static const char unknown[] = "\xef\xbf\xbd";
    json_t *whole = json_string(text);
    if (whole) return whole;
    char *clean = malloc(3 * strlen(text) + 1);
    if (!clean) return NULL;
    char *end = clean;
    while (*text) {
        const size_t bytes = character_bytes(text);
        end = mempcpy(end, bytes > 0 ? text : unknown, bytes > 0 ? bytes : 3);
        text += bytes > 0 ? bytes : 1;
    }
    *end = '\0';
    whole = json_string(clean);
    free(clean);
    return whole;
}

json_t *errors_as_json(const struct lbh_diag *diag)
{
    json_t *errors = json_array();
    for (size_t k = 0; k < lbh_diag_count(diag); k++) {
        const struct lbh_error *error = lbh_diag_borrow_error(diag, k);
        json_t *object = json_pack("{s:s, s:o}", "status", status_word(error->status), "text", json_from_text(error->text));
        if (error->file) json_object_set_new(object, "file", json_from_text(error->file));
        if (error->line > 0) json_object_set_new(object, "line", json_integer(error->line));
        if (error->line > 0) json_object_set_new(object, "column", json_integer(error->column));
        if (error->path) json_object_set_new(object, "path", json_from_text(error->path));
        if (error->mend) json_object_set_new(object, "mend", json_from_text(error->mend));
        json_array_append_new(errors, object);
    }
    return errors;
}

static int exit_code_of_one(enum lbh_status status, bool before_run)
{
    switch (status) {
    case LBH_OK: return EXIT_CODE_DONE;
    case LBH_ERR_BLOCK:
    case LBH_ERR_IO: return before_run ? EXIT_CODE_INVALID : EXIT_CODE_FAILED;
    case LBH_ERR_USAGE: return EXIT_CODE_USAGE;
    case LBH_ERR_INVALID: return EXIT_CODE_INVALID;
    case LBH_ERR_MEMORY: return EXIT_CODE_FAILED;
    case LBH_STOPPED: return EXIT_CODE_STOPPED;
    }
    return EXIT_CODE_FAILED;
}

int exit_code_of_errors(const struct lbh_diag *diag, bool before_run)
{
    /* Of several errors an invalid manifest weighs most; a wrong --set least, as it may only follow from the others. */
    int code = 0;
    for (size_t k = 0; k < lbh_diag_count(diag); k++) {
        const int other = exit_code_of_one(lbh_diag_borrow_error(diag, k)->status, before_run);
        if (code == 0 || other == EXIT_CODE_INVALID || (other == EXIT_CODE_FAILED && code == EXIT_CODE_USAGE)) code = other;
    }
    /* Only what had no memory left for its error gives none. */
    return code == 0 ? EXIT_CODE_FAILED : code;
}

int exit_code_of(enum lbh_status status, const struct lbh_diag *diag, bool before_run)
{
    if (status == LBH_OK || status == LBH_STOPPED || lbh_diag_count(diag) == 0) return exit_code_of_one(status, before_run);
    return exit_code_of_errors(diag, before_run);
}
