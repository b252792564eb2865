/* SPDX-License-Identifier: MIT */
/* What the program's threads beside that of the pipeline need: a start without signals, a clock, a way to be woken. */
#ifndef LOOPBLOCKS_CLI_BACKGROUND_H
#define LOOPBLOCKS_CLI_BACKGROUND_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* Starts a thread that takes no signals: those are for the thread that runs the pipeline. Returns false, with errno, on failure. */
bool background_start(pthread_t *thread, void *(*function)(void *), void *user);

/* Returns milliseconds on a clock that nobody sets. Never 0. */
int64_t background_now_ms(void);

/* Makes what poll() can wait for and any thread can ring. Returns -1, with errno, on failure; else close() it. */
int background_bell(void);
void background_ring(int bell);

/* Silences a bell that rang. */
void background_hush(int bell);

#endif
