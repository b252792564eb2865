/* SPDX-License-Identifier: MIT */
/* A program that runs a pipeline: opens a manifest, sets an input, runs, reads an output, says what went wrong. */
#include <inttypes.h>
#include <loopblocks/host.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    struct lbh_diag *diag = lbh_diag_new();
    struct lbh_host *host = lbh_host_new();
    struct lbh_pipeline *pipeline = lbh_pipeline_open(host, argc > 1 ? argv[1] : "count.json", diag);
    int64_t x = 0;
    if (pipeline && lbh_pipeline_set(pipeline, "num_steps", "1000", diag) == LBH_OK &&
        lbh_pipeline_run(pipeline, diag) == LBH_OK && lbh_pipeline_get_i64(pipeline, "x", &x, diag) == LBH_OK)
        printf("x = %" PRId64 "\n", x);
    const int failed = lbh_diag_count(diag) > 0;
    fputs(lbh_diag_text(diag), stderr);
    lbh_pipeline_free(pipeline), lbh_host_free(host), lbh_diag_free(diag);
    return failed;
}
