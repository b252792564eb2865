/* SPDX-License-Identifier: MIT */
/* How errors are kept and told: copies of every text, in the order in which they were found. */
#include "diag.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More than anybody reads; a manifest with ten thousand mistakes ends here. */
#define MAX_ERRORS 200

struct lbh_diag {
    struct lbh_error *errors;
    size_t count;
    size_t room;
    size_t dropped;
    char *text;
};

static void free_error(struct lbh_error *error)
{
    free((char *)(uintptr_t)error->file);
    free((char *)(uintptr_t)error->path);
    free((char *)(uintptr_t)error->text);
    free((char *)(uintptr_t)error->mend);
}

/* Makes room for one more error. */
static bool grow(struct lbh_diag *diag)
{
    if (diag->count == MAX_ERRORS) {
        diag->dropped++;
        return false;
    }
    if (diag->count < diag->room) return true;
    const size_t room = diag->room ? 2 * diag->room : 4;
    struct lbh_error *errors = realloc(diag->errors, room * sizeof *errors);
    if (!errors) return false;
    diag->errors = errors;
    diag->room = room;
    return true;
}

struct lbh_diag *lbh_diag_new(void)
{
    return calloc(1, sizeof(struct lbh_diag));
}

void lbh_diag_free(struct lbh_diag *diag)
{
    if (!diag) return;
    lbh_diag_clear(diag);
    free(diag->errors);
    free(diag->text);
    free(diag);
}

void lbh_diag_clear(struct lbh_diag *diag)
{
    lbh_diag_truncate(diag, 0);
}

void lbh_diag_truncate(struct lbh_diag *diag, size_t first)
{
    if (!diag) return;
    while (diag->count > first) free_error(&diag->errors[--diag->count]);
    diag->dropped = 0;
}

void lbh_diag_append(struct lbh_diag *diag, struct lbh_diag *other)
{
    for (size_t i = 0; other && i < other->count; i++) {
        if (diag && grow(diag))
            diag->errors[diag->count++] = other->errors[i];
        else
            free_error(&other->errors[i]);
    }
    if (other) other->count = 0;
}

void lbh_diag_restate(struct lbh_diag *diag, size_t first, enum lbh_status status)
{
    for (size_t i = first; diag && i < diag->count; i++) diag->errors[i].status = status;
}

size_t lbh_diag_count(const struct lbh_diag *diag)
{
    return diag ? diag->count : 0;
}

const struct lbh_error *lbh_diag_borrow_error(const struct lbh_diag *diag, size_t index)
{
    return diag && index < diag->count ? &diag->errors[index] : NULL;
}

LB_PRINTF(1, 0) static char *format_text(const char *format, va_list arguments)
{
    char *text = NULL;
    return vasprintf(&text, format, arguments) < 0 ? NULL : text;
}

enum lbh_status lbh_diag_vadd(struct lbh_diag *diag, enum lbh_status status, const char *format, va_list arguments)
{
    if (!diag || !grow(diag)) return status;
    /* First the text: guard mode may leave in the midst of it, where it reads an argument that a block must not read. */
    const char *text = format_text(format, arguments);
    diag->errors[diag->count++] = (struct lbh_error){.status = status, .text = text};
    return status;
}

enum lbh_status lbh_diag_add(struct lbh_diag *diag, enum lbh_status status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    lbh_diag_vadd(diag, status, format, arguments);
    va_end(arguments);
    return status;
}

void lbh_diag_mend(struct lbh_diag *diag, const char *format, ...)
{
    if (!diag || diag->count == 0 || diag->dropped) return;
    struct lbh_error *error = &diag->errors[diag->count - 1];
    va_list arguments;
    va_start(arguments, format);
    free((char *)(uintptr_t)error->mend);
    error->mend = format_text(format, arguments);
    va_end(arguments);
}

void lbh_diag_prefix(struct lbh_diag *diag, size_t first, const char *format, ...)
{
    if (!diag || diag->count <= first) return;
    va_list arguments;
    va_start(arguments, format);
    char *prefix = format_text(format, arguments);
    va_end(arguments);
    for (size_t i = first; prefix && i < diag->count; i++) {
        char *text = NULL;
        if (asprintf(&text, "%s: %s", prefix, diag->errors[i].text ? diag->errors[i].text : "") < 0) continue;
        free((char *)(uintptr_t)diag->errors[i].text);
        diag->errors[i].text = text;
    }
    free(prefix);
}

void lbh_diag_locate(struct lbh_diag *diag, size_t first, const char *file, int line, int column, const char *path)
{
    if (!diag) return;
    for (size_t i = first; i < diag->count; i++) {
        struct lbh_error *error = &diag->errors[i];
        if (error->file || error->path) continue;
        error->file = file ? strdup(file) : NULL;
        error->path = path && *path ? strdup(path) : NULL;
        error->line = line;
        error->column = column;
    }
}

/* Writes one error as it is shown. */
static void print_error(FILE *out, const struct lbh_error *error)
{
    if (error->file) fprintf(out, "%s:", error->file);
    if (error->line > 0) fprintf(out, "%d:%d:", error->line, error->column);
    if (error->file) fputc(' ', out);
    if (error->path) fprintf(out, "%s: ", error->path);
    fprintf(out, "%s\n", error->text ? error->text : "out of memory");
    if (error->mend) fprintf(out, "    %s\n", error->mend);
}

const char *lbh_diag_text(struct lbh_diag *diag)
{
    if (!diag) return "";
    size_t size = 0;
    free(diag->text);
    diag->text = NULL;
    FILE *out = open_memstream(&diag->text, &size);
    if (!out) return "out of memory\n";
    for (size_t i = 0; i < diag->count; i++) print_error(out, &diag->errors[i]);
    if (diag->dropped) fprintf(out, "... and %zu more\n", diag->dropped);
    return fclose(out) == 0 && diag->text ? diag->text : "out of memory\n";
}
