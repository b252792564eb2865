/* SPDX-License-Identifier: MIT */
/* The words in front of an error, and its place. */
#include "failure.h"

#include <stdio.h>
#include <stdlib.h>

/* Errors of one run that are kept together. */
#define MOST_OF_A_RUN 32

void lbh_failure_blame(const struct lbh_instance *instance, const char *member, struct lbh_diag *diag, size_t first)
{
    char *place = NULL;
    const bool component = instance->descriptor && instance->descriptor->is_component;
    lbh_diag_prefix(diag, first, "%s \"%s\" (%s)", component ? "component" : "block", instance->path,
                    instance->descriptor ? instance->descriptor->name : "?");
    if (!member || asprintf(&place, "%s%s", instance->json_path, member) < 0) return;
    lbh_manifest_locate(instance->plan->graph->manifest, place, diag, first);
    free(place);
}

void lbh_failure_count(struct lbh_instance *instance)
{
    instance->plan->failures++;
    instance->plan->failed = instance;
}

lb_status lbh_failure_v(struct lbh_instance *instance, const char *format, va_list arguments)
{
    struct lbh_plan *plan = instance->plan;
    /* A block may say that it fails, in every iteration, and go on: the latest word must have its place. */
    if (plan->running && lbh_diag_count(plan->diag) >= plan->errors_before + MOST_OF_A_RUN)
        lbh_diag_truncate(plan->diag, plan->errors_before);
    const size_t first = lbh_diag_count(plan->diag);
    lbh_failure_count(instance);
    lbh_diag_vadd(plan->diag, plan->running ? LBH_ERR_BLOCK : LBH_ERR_INVALID, format, arguments);
    lbh_failure_blame(instance, "", plan->diag, first);
    return LB_FAILED;
}

lb_status lbh_failure(struct lbh_instance *instance, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    lbh_failure_v(instance, format, arguments);
    va_end(arguments);
    return LB_FAILED;
}
