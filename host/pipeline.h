/* SPDX-License-Identifier: MIT */
/* What a pipeline of the public API consists of. */
#ifndef LBH_PIPELINE_H
#define LBH_PIPELINE_H

#include <pthread.h>

#include "events.h"
#include "plan.h"

struct lbh_history;
struct lbh_work;

struct lbh_pipeline {
    struct lbh_host *host;
    struct lbh_plan plan;
    _Atomic bool planned;
    bool failed;     /* a check has failed: there is nothing to run */
    bool given_anew; /* inputs were set since the last run */
    size_t changes;  /* that the last run's beginning knew of: later ones may hold inputs of before */
    struct lbh_subscription *subscriptions;
    size_t subscription_count;
    pthread_mutex_t changing; /* one change at a time */
    struct lbh_work *works;   /* of changes: what is still in use, the oldest first */
    struct lbh_history *history;
};

#endif
