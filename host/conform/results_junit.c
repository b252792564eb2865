/* SPDX-License-Identifier: MIT */
/* Results as the XML that JUnit's readers take: one suite a level. */
#include "results.h"

/* XML has no control characters at all. */
static void write_escaped(FILE *file, const char *text)
{
    for (; *text; text++) {
        const unsigned char c = (unsigned char)*text;
        if (c == '<')
            fputs("&lt;", file);
        else if (c == '>')
            fputs("&gt;", file);
        else if (c == '&')
            fputs("&amp;", file);
        else if (c == '"')
            fputs("&quot;", file);
        else
            fputc(c < ' ' && c != '\n' && c != '\t' ? '?' : c, file);
    }
}

static void write_case(FILE *file, const struct results *results, const struct told *told)
{
    const struct verdict *verdict = told->verdict;
    fprintf(file, "    <testcase classname=\"");
    write_escaped(file, results->job->stem);
    fprintf(file, ".level-%d\" name=\"%s\" time=\"%.3f\"", told->check->level, told->check->id,
            (double)verdict->time_ns * 1e-9);
    if (told->result == RESULT_PASSED) {
        fprintf(file, "/>\n");
        return;
    }
    const char *allowance = told->result == RESULT_ALLOWED ? result_allowance(results->job, told->check) : NULL;
    fprintf(file, ">\n      <%s message=\"", told->result == RESULT_FAILED ? "failure" : "skipped");
    if (allowance) {
        fputs("allowed: ", file);
        write_escaped(file, allowance);
        fputs(": ", file);
    }
    write_escaped(file, verdict->reason);
    fputs("\">", file);
    write_escaped(file, verdict->trace);
    write_escaped(file, verdict->mend);
    fprintf(file, "</%s>\n    </testcase>\n", told->result == RESULT_FAILED ? "failure" : "skipped");
}

void junit_write(FILE *file, const struct results *results)
{
    const struct job *job = results->job;
    fprintf(file, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for (int level = job->first_level; level <= job->last_level; level++) {
        const size_t *counts = results->tally->by_level[level];
        fprintf(file, "  <testsuite name=\"level-%d\" tests=\"%zu\" failures=\"%zu\" skipped=\"%zu\">\n", level,
                counts[RESULT_PASSED] + counts[RESULT_FAILED] + counts[RESULT_ALLOWED] + counts[RESULT_SKIPPED],
                counts[RESULT_FAILED], counts[RESULT_ALLOWED] + counts[RESULT_SKIPPED]);
        for (size_t i = 0; i < results->count; i++)
            if (results->items[i].check->level == level) write_case(file, results, &results->items[i]);
        fprintf(file, "  </testsuite>\n");
    }
    fprintf(file, "</testsuites>\n");
}
