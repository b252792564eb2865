/* SPDX-License-Identifier: MIT */
/* `loopblocks status`: what a run is doing and what it is made of, as tables. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "control_client.h"
#include "progress_text.h"
#include "report.h"
#include "text.h"

#define MOST_COLUMNS 8
#define CELL_BYTES 32

struct column {
    const char *title;
    const char *key;
    const char *or_key; /* where the first one is missing */
};

static const struct column of_running[] = {{"PATH", "path", NULL},
                                           {"PLUGIN", "plugin", NULL},
                                           {"VERSION", "version", NULL},
                                           {"GENERATION", "generation", NULL},
                                           {"FILE", "source", "file"}};
static const struct column of_retired[] = {
    {"PATH", "path", NULL},     {"PLUGIN", "plugin", NULL},       {"GENERATION", "generation", NULL},
    {"BYTES", "size", NULL},    {"ITERATION", "iteration", NULL}, {"TIMES", "times", NULL},
    {"REASON", "reason", NULL}, {"FILE", "file", "source"}};

static int64_t number_of(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* Returns a cell's text; a number is written into `buffer`. */
static const char *cell_of(const json_t *entry, const struct column *column, char buffer[CELL_BYTES])
{
    const json_t *value = json_object_get(entry, column->key);
    if (column->or_key && (!value || json_is_null(value))) value = json_object_get(entry, column->or_key);
    if (!json_is_integer(value)) return json_string_value(value);
    snprintf(buffer, CELL_BYTES, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    return buffer;
}

/* Prints entries as a table under a title. Prints nothing where there are none. */
static void print_entries(const char *title, const json_t *entries, const struct column *columns, size_t column_count)
{
    const size_t rows = json_array_size(entries) + 1;
    const char **cells = calloc(rows * MOST_COLUMNS, sizeof *cells);
    char(*numbers)[CELL_BYTES] = calloc(rows * MOST_COLUMNS, sizeof *numbers);
    if (rows > 1 && cells && numbers) {
        size_t index;
        json_t *entry;
        for (size_t k = 0; k < column_count; k++) cells[k] = columns[k].title;
        json_array_foreach(entries, index, entry) for (size_t k = 0; k < column_count; k++)
        {
            const size_t cell = (index + 1) * column_count + k;
            cells[cell] = cell_of(entry, &columns[k], numbers[cell]);
        }
        printf("\n%s\n", title);
        text_print_table(stdout, cells, rows, column_count);
    }
    free(cells);
    free(numbers);
}

static void print_loops(const json_t *loops)
{
    size_t index;
    json_t *entry;
    json_array_foreach(loops, index, entry)
    {
        const struct lbh_loop_position loop = {.path = text_of(entry, "path"),
                                               .iterations = number_of(entry, "iterations"),
                                               .done = number_of(entry, "done"),
                                               .total = number_of(entry, "total")};
        char count[64];
        printf("%*s", (int)(2 * index), "");
        text_print_clean(stdout, loop.path);
        printf(": %s\n", format_count(&loop, count, sizeof count));
    }
}

static void print_status(const json_t *status)
{
    const json_t *loops = json_object_get(status, "loops");
    text_print_clean(stdout, text_of(status, "state"));
    fputc('\n', stdout);
    print_loops(loops);
    if (!loops) puts("no boundary was reached within a second: what runs is not known now");
    print_entries("Components", json_object_get(status, "components"), of_running, sizeof of_running / sizeof of_running[0]);
    print_entries("Blocks", json_object_get(status, "blocks"), of_running, sizeof of_running / sizeof of_running[0]);
    print_entries("Retired", json_object_get(status, "retired"), of_retired, sizeof of_retired / sizeof of_retired[0]);
}

int command_status(const struct options *options)
{
    int code = EXIT_CODE_FAILED;
    json_t *answer = control_ask(options->operands.items[0], json_pack("{s:s}", "do", "status"), &code);
    const json_t *status = json_object_get(answer, "status");
    if (answer && !status) {
        report("%s: there is no status: %s", options->operands.items[0],
               text_of(json_array_get(json_object_get(answer, "errors"), 0), "text"));
        code = EXIT_CODE_FAILED;
    } else if (status && options->json) {
        json_dumpf(status, stdout, JSON_INDENT(2));
        fputc('\n', stdout);
    } else if (status) {
        print_status(status);
    }
    json_decref(answer);
    return code;
}
