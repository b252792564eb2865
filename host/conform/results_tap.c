/* SPDX-License-Identifier: MIT */
/* Results as TAP version 13: https://testanything.org. */
#include <string.h>

#include "results.h"

/* Writes a text of several lines as the lines of a YAML block. */
static void write_block(FILE *file, const char *key, const char *text)
{
    if (!*text) return;
    fprintf(file, "  %s: |\n", key);
    while (*text) {
        const size_t length = strcspn(text, "\n");
        fprintf(file, "    %.*s\n", (int)length, text);
        text += length + (text[length] == '\n');
    }
}

void tap_write(FILE *file, const struct results *results)
{
    fprintf(file, "TAP version 13\n1..%zu\n", results->count);
    for (size_t i = 0; i < results->count; i++) {
        const struct told *told = &results->items[i];
        const bool failed = told->result == RESULT_FAILED || told->result == RESULT_ALLOWED;
        fprintf(file, "%s %zu - %s", failed ? "not ok" : "ok", i + 1, told->check->id);
        if (told->result == RESULT_SKIPPED) fprintf(file, " # SKIP %s", told->verdict->reason);
        if (told->result == RESULT_ALLOWED) fprintf(file, " # TODO %s", result_allowance(results->job, told->check));
        fputc('\n', file);
        if (!failed) continue;
        fprintf(file, "  ---\n  level: %d\n  seed: %llu\n", told->check->level, (unsigned long long)told->verdict->seed);
        write_block(file, "message", told->verdict->reason);
        write_block(file, "at", told->verdict->trace);
        write_block(file, "mend", told->verdict->mend);
        fprintf(file, "  ...\n");
    }
}
