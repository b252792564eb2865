/* SPDX-License-Identifier: MIT */
/* `loopblocks check`: everything that is wrong with a pipeline, at once. */
#include <stdio.h>

#include "cli.h"
#include "job.h"
#include "report.h"

int command_check(const struct options *options)
{
    struct job job;
    int code = job_open_pipeline(&job, options);
    if (code == EXIT_CODE_DONE) code = exit_code_of(lbh_pipeline_check(job.pipeline, job.diag), job.diag, true);
    report_errors(job.diag, job.subject, NULL);
    if (options->json) {
        json_t *answer =
            json_pack("{s:s, s:o}", "status", code == EXIT_CODE_DONE ? "ok" : "invalid", "errors", errors_as_json(job.diag));
        json_dumpf(answer, stdout, JSON_INDENT(2));
        fputc('\n', stdout);
        json_decref(answer);
    } else if (code == EXIT_CODE_DONE && !options->quiet) {
        printf("%s: ok\n", job.subject);
    }
    job_close(&job);
    return code;
}
