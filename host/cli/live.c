/* SPDX-License-Identifier: MIT */
/* In which order the parts of a live run begin and end. */
#include "live.h"

#include "control.h"
#include "job.h"
#include "options.h"
#include "swap_log.h"
#include "watch.h"

bool live_prepare(const struct options *options, struct job *job)
{
    if (!options->watch && !options->control) return true;
    return lbh_host_copy_plugins(job->host, job->diag) == LBH_OK;
}

bool live_begin(struct live *live, const struct options *options, struct job *job, char *problem, size_t size)
{
    *live = (struct live){.changer = {.job = job, .changed_bell = -1}};
    if (options->swap_log && !(live->changer.log = swap_log_open(options->swap_log, problem, size))) return false;
    /* Before any client can change what the watch is to follow. */
    if (options->watch && !(live->watch = watch_open(&live->changer, problem, size))) return false;
    if (options->control && !(live->control = control_open(options->control, &live->changer, NULL, problem, size)))
        return false;
    return true;
}

void live_end(struct live *live)
{
    atomic_store(&live->changer.ended, true);
    control_close(live->control);
    watch_close(live->watch);
    swap_log_close(live->changer.log);
    *live = (struct live){.changer = {.changed_bell = -1}};
}
