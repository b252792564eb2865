/* SPDX-License-Identifier: MIT */
/* What a pipeline of the public API consists of. */
#ifndef LBH_PIPELINE_H
#define LBH_PIPELINE_H

#include "events.h"
#include "plan.h"

struct lbh_pipeline {
    struct lbh_host *host;
    struct lbh_manifest *manifest;
    struct lbh_plan plan;
    bool planned;
    bool failed;     /* a check has failed: there is nothing to run */
    bool given_anew; /* inputs were set since the last run */
    struct lbh_subscription *subscriptions;
    size_t subscription_count;
};

#endif
