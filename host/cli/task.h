/* SPDX-License-Identifier: MIT */
/* Requests that wait for a thread to carry them out, and those that wait to be answered. */
#ifndef LOOPBLOCKS_CLI_TASK_H
#define LOOPBLOCKS_CLI_TASK_H

#include <pthread.h>
#include <stdbool.h>

#include <jansson.h>

struct connection;

struct task {
    struct task *next;
    struct connection *connection; /* who asked; borrowed, and busy until the task is done */
    json_t *edits;                 /* null: it asks for the status */
    char *answer;
};

struct task *task_new(struct connection *connection, json_t *edits);
void task_free(struct task *task);

/* First in, first out, between threads. */
struct task_queue {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    struct task *first;
    struct task *last;
    bool closed;
};

#define TASK_QUEUE_EMPTY                                                                                                       \
    {                                                                                                                          \
        .mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER                                                \
    }

void task_queue_put(struct task_queue *queue, struct task *task);

/* Takes all that there are, linked in order; null if there are none. */
struct task *task_queue_take(struct task_queue *queue);

/* The same, but waits for the first one; null once the queue is closed and empty. */
struct task *task_queue_wait(struct task_queue *queue);
void task_queue_close(struct task_queue *queue);

#endif
