/* SPDX-License-Identifier: MIT */
/* A queue under a mutex. */
#include "task.h"

#include <stdlib.h>

struct task *task_new(struct connection *connection, json_t *edits)
{
    struct task *task = calloc(1, sizeof *task);
    if (!task) return NULL;
    task->connection = connection;
    task->edits = edits;
    return task;
}

void task_free(struct task *task)
{
    if (!task) return;
    json_decref(task->edits);
    free(task->answer);
    free(task);
}

void task_queue_put(struct task_queue *queue, struct task *task)
{
    task->next = NULL;
    pthread_mutex_lock(&queue->mutex);
    if (queue->last)
        queue->last->next = task;
    else
        queue->first = task;
    queue->last = task;
    pthread_cond_signal(&queue->changed);
    pthread_mutex_unlock(&queue->mutex);
}

static struct task *take_locked(struct task_queue *queue)
{
    struct task *first = queue->first;
    queue->first = queue->last = NULL;
    return first;
}

struct task *task_queue_take(struct task_queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    struct task *first = take_locked(queue);
    pthread_mutex_unlock(&queue->mutex);
    return first;
}

struct task *task_queue_wait(struct task_queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    while (!queue->first && !queue->closed) pthread_cond_wait(&queue->changed, &queue->mutex);
    struct task *first = take_locked(queue);
    pthread_mutex_unlock(&queue->mutex);
    return first;
}

void task_queue_close(struct task_queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    queue->closed = true;
    pthread_cond_broadcast(&queue->changed);
    pthread_mutex_unlock(&queue->mutex);
}
