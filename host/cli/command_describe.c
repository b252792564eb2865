/* SPDX-License-Identifier: MIT */
/* `loopblocks describe`: a plugin or a pipeline, explained. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "describe_text.h"
#include "job.h"
#include "report.h"

int command_describe(const struct options *options)
{
    struct job job;
    int code = job_open_host(&job, options);
    char *text = code == EXIT_CODE_DONE ? lbh_host_describe(job.host, job.subject, job.diag) : NULL;
    if (code == EXIT_CODE_DONE && !text) code = exit_code_of_errors(job.diag, true);
    report_errors(job.diag, job.subject, NULL);
    if (text && options->json) {
        puts(text);
    } else if (text) {
        json_t *description = json_loads(text, 0, NULL);
        if (!description) {
            report("out of memory");
            code = EXIT_CODE_FAILED;
        } else if (strcmp(describe_member(description, "kind"), "pipeline") == 0) {
            describe_pipeline(stdout, description);
        } else {
            describe_plugin(stdout, description);
        }
        json_decref(description);
    }
    free(text);
    job_close(&job);
    return code;
}
