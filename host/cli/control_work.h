/* SPDX-License-Identifier: MIT */
/* The two threads that carry out what may take its time: one makes changes, in turn, one asks for the status. */
#ifndef LOOPBLOCKS_CLI_CONTROL_WORK_H
#define LOOPBLOCKS_CLI_CONTROL_WORK_H

#include <pthread.h>
#include <stdbool.h>

#include "task.h"

struct changer;

struct control_work {
    struct changer *changer;
    int bell; /* rung when a task is done */
    struct task_queue changes, statuses, done;
    pthread_t change_thread, status_thread;
};

/* Starts the threads. Returns false, with errno, on failure. The changer and the bell must outlive them. */
bool control_work_start(struct control_work *work, struct changer *changer, int bell);

/* Gives a task to the thread that it is for. */
void control_work_put(struct control_work *work, struct task *task);

/* Returns the tasks that are done, with their answers, linked in order; null: none. The caller owns them. */
struct task *control_work_take_done(struct control_work *work);

/* Carries out what is left, and ends the threads. Tasks that nobody took are freed. */
void control_work_end(struct control_work *work);

#endif
