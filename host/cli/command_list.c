/* SPDX-License-Identifier: MIT */
/* `loopblocks list`: the plugins that are found, as a table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "job.h"
#include "report.h"
#include "text.h"

#define COLUMNS 5

static const char *member(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

/* Prints the array as a table: what cannot be loaded has its error where others have a description. */
static bool print_table(const json_t *plugins)
{
    const size_t rows = json_array_size(plugins) + 1;
    const char **cells = calloc(rows * COLUMNS, sizeof *cells);
    if (!cells) return false;
    const char **cell = cells;
    *cell++ = "KIND";
    *cell++ = "NAME";
    *cell++ = "VERSION";
    *cell++ = "DESCRIPTION";
    *cell++ = "FILE";
    size_t index;
    json_t *plugin;
    json_array_foreach(plugins, index, plugin)
    {
        const char *error = member(plugin, "error");
        *cell++ = member(plugin, "kind");
        *cell++ = member(plugin, "name");
        *cell++ = member(plugin, "version");
        *cell++ = error ? error : member(plugin, "description");
        *cell++ = member(plugin, "file");
    }
    text_print_table(stdout, cells, rows, COLUMNS);
    free(cells);
    return true;
}

int command_list(const struct options *options)
{
    struct job job;
    int code = job_open_host(&job, options);
    char *text = code == EXIT_CODE_DONE ? lbh_host_list(job.host, job.diag) : NULL;
    if (code == EXIT_CODE_DONE && !text) code = exit_code_of_errors(job.diag, true);
    report_errors(job.diag, job.subject, NULL);
    if (text && options->json) {
        puts(text);
    } else if (text) {
        json_t *plugins = json_loads(text, 0, NULL);
        if (!plugins || !print_table(plugins)) {
            report("out of memory");
            code = EXIT_CODE_FAILED;
        }
        json_decref(plugins);
    }
    free(text);
    job_close(&job);
    return code;
}
