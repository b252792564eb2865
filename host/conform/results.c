/* SPDX-License-Identifier: MIT */
/* Results for people. */
#include "results.h"

#include <stdlib.h>
#include <string.h>

#include "cli/report.h"
#include "cli/text.h"

static const char *const level_names[] = {"", "loads", "keeps its contract", "behaves in a loop", "can be swapped", "survives"};

const char *result_name(enum result result)
{
    switch (result) {
    case RESULT_PASSED: return "ok";
    case RESULT_FAILED: return "FAILED";
    case RESULT_ALLOWED: return "allowed";
    case RESULT_SKIPPED: return "skipped";
    case RESULT_NOT_RUN: break;
    }
    return "not run";
}

const char *result_allowance(const struct job *job, const struct check *check)
{
    for (size_t i = 0; i < job->allowance_count; i++)
        if (strcmp(job->allowances[i].id, check->id) == 0) return job->allowances[i].reason;
    return NULL;
}

/* Prints a text of several lines, each indented. */
static void print_lines(FILE *file, const char *label, const char *text)
{
    while (*text) {
        const size_t length = strcspn(text, "\n");
        char *line = strndup(text, length);
        fprintf(file, "            %s", label);
        if (line) text_print_clean(file, line);
        fputc('\n', file);
        free(line);
        text += length + (text[length] == '\n');
    }
}

void table_tell(void *user, const struct check *check, const struct verdict *verdict, enum result result)
{
    struct table *table = user;
    FILE *file = table->file;
    if (check->level != table->level) {
        fprintf(file, "%s%slevel %d: %s%s\n", table->level ? "\n" : "", colour_begin(file, COLOUR_BOLD), check->level,
                level_names[check->level], colour_end(file));
        table->level = check->level;
    }
    const char *colour = result == RESULT_FAILED ? COLOUR_RED : result == RESULT_ALLOWED ? COLOUR_YELLOW : NULL;
    fprintf(file, "  %s%-8s%s  %-36s  %s\n", colour ? colour_begin(file, colour) : "", result_name(result),
            colour ? colour_end(file) : "", check->id, check->promise);
    if (result == RESULT_SKIPPED) print_lines(file, "because ", verdict->reason);
    if (result != RESULT_FAILED && result != RESULT_ALLOWED) return;
    print_lines(file, "", verdict->reason);
    if (result == RESULT_ALLOWED) {
        print_lines(file, "allowed: ", result_allowance(table->job, check));
        return;
    }
    print_lines(file, "at ", verdict->trace);
    if (*verdict->mend) print_lines(file, "mend: ", verdict->mend);
    fprintf(file, "            again: loopblocks conform --only %s --seed %llu %s\n", check->id,
            (unsigned long long)verdict->seed, table->job->file);
}

void score_write(FILE *file, const struct results *results)
{
    fputc('\n', file);
    for (int level = results->job->first_level; level <= results->job->last_level; level++) {
        const size_t *counts = results->tally->by_level[level];
        const size_t tried = counts[RESULT_PASSED] + counts[RESULT_FAILED] + counts[RESULT_ALLOWED];
        fprintf(file, "level %d, %-19s %3zu of %zu", level, level_names[level], counts[RESULT_PASSED], tried);
        if (counts[RESULT_FAILED]) fprintf(file, ", %zu FAILED", counts[RESULT_FAILED]);
        if (counts[RESULT_ALLOWED]) fprintf(file, ", %zu allowed", counts[RESULT_ALLOWED]);
        if (counts[RESULT_SKIPPED]) fprintf(file, ", %zu skipped", counts[RESULT_SKIPPED]);
        fputc('\n', file);
    }
}

void badge_write(FILE *file, const struct results *results)
{
    const struct findings *findings = results->findings;
    const size_t *counts = results->tally->counts;
    const bool whole = results->job->first_level == 1 && results->job->only_count == 0;
    fprintf(file, "%s%s%s: ", *findings->name ? findings->name : results->job->stem, *findings->version ? " " : "",
            findings->version);
    if (counts[RESULT_FAILED])
        fprintf(file, "FAILED %zu of %zu checks", counts[RESULT_FAILED],
                counts[RESULT_FAILED] + counts[RESULT_PASSED] + counts[RESULT_ALLOWED]);
    else
        fprintf(file, "passed %zu checks", counts[RESULT_PASSED]);
    if (whole && results->tally->level) fprintf(file, ", holds level %d", results->tally->level);
    if (counts[RESULT_ALLOWED]) fprintf(file, ", %zu allowed", counts[RESULT_ALLOWED]);
    fprintf(file, " (Loopblocks SDK %d.%d, seed %llu, sha256 %.12s)\n", LB_ABI_MAJOR, LB_ABI_MINOR,
            (unsigned long long)results->job->seed, findings->sha256);
}
