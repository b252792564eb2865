/* SPDX-License-Identifier: MIT */
/* `loopblocks run`: the course of a run, from the manifest to the outputs. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "guarding.h"
#include "job.h"
#include "live.h"
#include "outcome.h"
#include "profile.h"
#include "progress.h"
#include "progress_text.h"
#include "report.h"
#include "signals.h"

struct run {
    struct job job;
    struct live live;
    struct progress progress;
    double seconds;
    char problem[512]; /* what the diag does not hold, as that nothing can be saved; "": none */
    char failure[512]; /* where the run failed; "": it did not */
};

/* Finds out, before hours of work, whether the outputs can be saved. What only writing shows, as a full disk, comes later. */
static bool find_place(struct run *run, const char *file)
{
    struct stat status;
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s", file);
    char *slash = strrchr(folder, '/');
    if (slash) slash[slash == folder ? 1 : 0] = '\0';
    const char *place = slash ? folder : ".";
    const bool exists = stat(file, &status) == 0;
    const char *why = NULL;
    if (exists && S_ISDIR(status.st_mode))
        why = "it is a folder";
    else if (exists)
        why = access(file, W_OK) == 0 ? NULL : strerror(errno);
    else if (stat(place, &status) != 0)
        why = "its folder does not exist";
    else if (!S_ISDIR(status.st_mode))
        why = "what should be its folder is a file";
    else if (access(place, W_OK | X_OK) != 0)
        why = strerror(errno);
    if (why) snprintf(run->problem, sizeof run->problem, "cannot save to \"%s\": %s", file, why);
    return !why;
}

/* Does everything that comes before the first step. Returns an exit code. */
static int prepare(struct run *run, const struct options *options)
{
    struct job *job = &run->job;
    int code = job_open_pipeline(job, options);
    if (code == EXIT_CODE_DONE && options->guard)
        code = exit_code_of(lbh_pipeline_set_guard(job->pipeline, job->diag), job->diag, true);
    if (code == EXIT_CODE_DONE && !live_prepare(options, job)) code = exit_code_of_errors(job->diag, false);
    if (code == EXIT_CODE_DONE) code = exit_code_of(lbh_pipeline_check(job->pipeline, job->diag), job->diag, true);
    if (!options->save) return code;
    if (!find_place(run, options->save)) return code == EXIT_CODE_DONE ? EXIT_CODE_FAILED : code;
    if (code == EXIT_CODE_DONE && lbh_pipeline_output_count(job->pipeline) == 0) {
        snprintf(run->problem, sizeof run->problem,
                 "there is nothing to save: the manifest names no outputs; add --output NAME");
        return EXIT_CODE_USAGE;
    }
    return code;
}

static int on_event(void *user, struct lbh_pipeline *pipeline, const struct lbh_event *event)
{
    (void)pipeline;
    struct run *run = user;
    /* A stop that came before the run began is not the pipeline's to remember. */
    if (event->kind == LBH_EVENT_RUN_BEGIN) return signals_stop_asked();
    job_show_progress(&run->job, event);
    return 0;
}

/* Runs the pipeline and says how it ended. Returns an exit code. */
static int walk(struct run *run, const struct options *options)
{
    struct job *job = &run->job;
    progress_init(&run->progress);
    const uint32_t events = LBH_EVENT_RUN_BEGIN | (options->quiet ? 0 : PROGRESS_EVENTS);
    enum lbh_status status = lbh_pipeline_listen(job->pipeline, events, on_event, run, job->diag);
    if (status == LBH_OK && options->profile) status = lbh_pipeline_set_profiling(job->pipeline, job->diag);
    if (status != LBH_OK) return exit_code_of(status, job->diag, false);

    if (!live_begin(&run->live, options, job, run->problem, sizeof run->problem)) {
        live_end(&run->live);
        return EXIT_CODE_FAILED;
    }
    const double begin_s = progress_now_s();
    signals_begin(job->pipeline, options->quiet ? 0 : progress_interval_ms(&run->progress));
    job_console_begin(job);
    if (!options->quiet && !run->progress.on_terminal) report("%s: running", job->subject);
    job_console_end(job);
    job_set_progress(job, &run->progress);
    if (options->guard) guarding_begin(job->pipeline);
    status = lbh_pipeline_run(job->pipeline, job->diag);
    if (options->guard) guarding_end();
    run->seconds = progress_now_s() - begin_s;
    /* With the signals still caught: one that came now would leave the socket behind. */
    live_end(&run->live);
    signals_end();
    job_set_progress(job, NULL);

    if (options->profile && !options->json) profile_print(job->pipeline, run->seconds);
    char where[448], duration[32];
    if (status == LBH_STOPPED) {
        report("%s: stopped %s", job->subject, outcome_where(job->pipeline, true, where, sizeof where));
    } else if (status != LBH_OK) {
        outcome_where(job->pipeline, false, where, sizeof where);
        snprintf(run->failure, sizeof run->failure, "failed%s%s", *where ? " " : "", where);
    } else if (!options->quiet) {
        report("%s: done in %s", job->subject, format_duration(run->seconds, duration, sizeof duration));
    }
    return exit_code_of(status, job->diag, false);
}

int command_run(const struct options *options)
{
    struct run run = {0};
    if (options->swap_log && !options->watch && !options->control) {
        report_usage("run", "--swap-log has nothing to record without --watch or --control");
        return EXIT_CODE_USAGE;
    }
    int code = prepare(&run, options);
    if (code == EXIT_CODE_DONE) code = walk(&run, options);
    const bool ended_well = code == EXIT_CODE_DONE || code == EXIT_CODE_STOPPED;
    if (ended_well && options->save) {
        const enum lbh_status saved = lbh_pipeline_save(run.job.pipeline, options->save, run.job.diag);
        if (saved != LBH_OK) code = exit_code_of(saved, run.job.diag, false);
    }
    if (ended_well && !options->json && outcome_print(&run.job) != LBH_OK) code = EXIT_CODE_FAILED;
    report_errors(run.job.diag, run.job.subject, run.failure[0] ? run.failure : NULL);
    if (run.problem[0]) report("%s", run.problem);
    if (options->json && outcome_print_json(&run.job, code, run.seconds, run.problem) != LBH_OK) code = EXIT_CODE_FAILED;
    job_close(&run.job);
    return code;
}
