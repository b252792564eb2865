/* SPDX-License-Identifier: MIT */
/* The sentences about changes, from the answers of the control socket. */
#include "change_text.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "text.h"

#define MOST_SUBJECTS 4

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* Writes one edit. Of a swap its path says enough: it is what is swapped most of the time. */
static int write_edit(const json_t *edit, char *buffer, size_t size)
{
    const char *what = text_of(edit, "do"), *path = text_of(edit, "path");
    if (strcmp(what, "swap") == 0) return snprintf(buffer, size, "%s", path);
    if (strcmp(what, "set") == 0) return snprintf(buffer, size, "set %s.%s", text_of(edit, "owner"), text_of(edit, "key"));
    return snprintf(buffer, size, "%s %s", what, path);
}

const char *change_subject(const json_t *edits, char *buffer, size_t size)
{
    size_t used = 0, index;
    json_t *edit;
    buffer[0] = '\0';
    json_array_foreach(edits, index, edit)
    {
        if (used >= size) break;
        int written = index > 0 ? snprintf(buffer + used, size - used, ", ") : 0;
        if (written > 0) used += (size_t)written;
        if (used >= size) break;
        const size_t left = json_array_size(edits) - index;
        if (index + 1 >= MOST_SUBJECTS && left > 1) {
            snprintf(buffer + used, size - used, "%zu more", left);
            break;
        }
        written = write_edit(edit, buffer + used, size - used);
        if (written > 0) used += (size_t)written;
    }
    return buffer;
}

/* Prints where it is, as the library's errors do: `FILE:LINE:COLUMN: PATH: TEXT`. */
static void print_reason(FILE *file, const json_t *error)
{
    const char *name = text_of(error, "file"), *path = text_of(error, "path"), *mend = text_of(error, "mend");
    const json_int_t line = json_integer_value(json_object_get(error, "line"));
    const json_int_t column = json_integer_value(json_object_get(error, "column"));
    if (*name) text_print_clean(file, name);
    if (*name && line > 0) fprintf(file, ":%" JSON_INTEGER_FORMAT ":%" JSON_INTEGER_FORMAT, line, column);
    if (*name) fputs(": ", file);
    if (*path) text_print_clean(file, path);
    if (*path) fputs(": ", file);
    text_print_clean(file, text_of(error, "text"));
    if (*mend) fputs("\n    ", file);
    if (*mend) text_print_clean(file, mend);
}

static void print_reasons(FILE *file, const json_t *errors)
{
    const bool one = json_array_size(errors) == 1;
    size_t index;
    json_t *error;
    if (json_array_size(errors) > 0) fputs(one ? ": " : ":", file);
    json_array_foreach(errors, index, error)
    {
        if (!one) fputs("\n  ", file);
        print_reason(file, error);
    }
}

static void print_place(FILE *file, const json_t *answer, const char *preposition)
{
    const char *loop = text_of(answer, "loop");
    const json_int_t iteration = json_integer_value(json_object_get(answer, "iteration"));
    if (*loop) fprintf(file, " %s iteration %" JSON_INTEGER_FORMAT " of ", preposition, iteration);
    text_print_clean(file, loop);
}

void change_print(FILE *file, const char *subject, const json_t *answer)
{
    const char *outcome = text_of(answer, "outcome"), *note = text_of(answer, "note");
    const json_int_t calls = json_integer_value(json_object_get(answer, "trial_calls"));
    const bool done = strcmp(outcome, "done") == 0, on_trial = strcmp(outcome, "on trial") == 0;
    text_print_clean(file, subject);
    fputs(": ", file);
    text_print_clean(file, *outcome ? outcome : json_is_true(json_object_get(answer, "ok")) ? "done" : "refused");
    if (!done && !on_trial && *text_of(answer, "step")) {
        fputs(" in ", file);
        text_print_clean(file, text_of(answer, "step"));
    }
    const bool refused = !done && !on_trial && strcmp(outcome, "rolled back") != 0;
    if (!refused) print_place(file, answer, on_trial ? "since" : "at");
    if (done && !*text_of(answer, "loop")) fputs(", no loop was running", file);
    if (calls > 0 && !refused) fprintf(file, ", %" JSON_INTEGER_FORMAT " call%s on trial", calls, calls == 1 ? "" : "s");
    if (*note) {
        fputs(" (", file);
        text_print_clean(file, note);
        fputc(')', file);
    }
    print_reasons(file, json_object_get(answer, "errors"));
    fputc('\n', file);
}
