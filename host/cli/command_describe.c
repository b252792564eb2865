/* SPDX-License-Identifier: MIT */
/* `loopblocks describe`: a plugin or a pipeline, explained; or a plugin's manifest, written. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "describe_text.h"
#include "job.h"
#include "report.h"

static int explain(struct job *job, const struct options *options)
{
    char *text = lbh_host_describe(job->host, job->subject, job->diag);
    int code = text ? EXIT_CODE_DONE : exit_code_of_errors(job->diag, true);
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
    return code;
}

/* Writes a plugin's manifest beside it, to a file, or to standard output. */
static int write_manifest(struct job *job, const struct options *options)
{
    const char *file = options->output_file;
    const bool prints = file && strcmp(file, "-") == 0;
    char *result = prints ? lbh_host_block_manifest(job->host, job->subject, job->diag)
                          : lbh_host_write_block_manifest(job->host, job->subject, file, job->diag);
    if (!result) {
        /* What could not be written says nothing against the plugin. */
        const struct lbh_error *error = lbh_diag_borrow_error(job->diag, 0);
        return exit_code_of_errors(job->diag, !error || error->status != LBH_ERR_IO);
    }
    if (prints)
        puts(result);
    else if (!options->quiet)
        printf("wrote %s\n", result);
    free(result);
    return EXIT_CODE_DONE;
}

int command_describe(const struct options *options)
{
    struct job job;
    if (options->output_file && !options->manifest) {
        report_usage("describe", "--output goes with --manifest");
        return EXIT_CODE_USAGE;
    }
    int code = job_open_host(&job, options);
    if (code == EXIT_CODE_DONE) code = options->manifest ? write_manifest(&job, options) : explain(&job, options);
    report_errors(job.diag, job.subject, NULL);
    job_close(&job);
    return code;
}
