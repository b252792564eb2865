/* SPDX-License-Identifier: MIT */
/* What the threads behind the control socket do with their tasks. */
#include "control_work.h"

#include <errno.h>

#include "background.h"
#include "changer.h"
#include "control_request.h"

static void finish(struct control_work *work, struct task *task, json_t *answer)
{
    task->answer = request_write(answer);
    task_queue_put(&work->done, task);
    background_ring(work->bell);
}

static void *make_changes(void *user)
{
    struct control_work *work = user;
    struct task *task;
    while ((task = task_queue_wait(&work->changes)))
        for (struct task *next; task; task = next) {
            next = task->next;
            finish(work, task, changer_apply(work->changer, "control", task->edits));
        }
    return NULL;
}

static void *ask_for_statuses(void *user)
{
    struct control_work *work = user;
    struct task *task;
    while ((task = task_queue_wait(&work->statuses))) {
        /* It may take a second: all who wait by now get the same. */
        json_t *status = changer_status(work->changer);
        for (struct task *next; task; task = next) {
            next = task->next;
            finish(work, task,
                   status ? json_pack("{s:b, s:O}", "ok", 1, "status", status)
                          : request_refuse("the status cannot be had", NULL));
        }
        json_decref(status);
    }
    return NULL;
}

bool control_work_start(struct control_work *work, struct changer *changer, int bell)
{
    *work = (struct control_work){
        .changer = changer, .bell = bell, .changes = TASK_QUEUE_EMPTY, .statuses = TASK_QUEUE_EMPTY, .done = TASK_QUEUE_EMPTY};
    if (!background_start(&work->change_thread, make_changes, work)) return false;
    if (background_start(&work->status_thread, ask_for_statuses, work)) return true;
    const int error = errno;
    task_queue_close(&work->changes);
    pthread_join(work->change_thread, NULL);
    errno = error;
    return false;
}

void control_work_put(struct control_work *work, struct task *task)
{
    task_queue_put(task->edits ? &work->changes : &work->statuses, task);
}

struct task *control_work_take_done(struct control_work *work)
{
    return task_queue_take(&work->done);
}

void control_work_end(struct control_work *work)
{
    task_queue_close(&work->changes);
    task_queue_close(&work->statuses);
    pthread_join(work->change_thread, NULL);
    pthread_join(work->status_thread, NULL);
    for (struct task *task = control_work_take_done(work), *next; task; task = next) {
        next = task->next;
        task_free(task);
    }
}
