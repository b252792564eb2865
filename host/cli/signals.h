/* SPDX-License-Identifier: MIT */
/* Signals while a pipeline runs: Ctrl-C asks it to stop, a timer asks it for progress. */
#ifndef LOOPBLOCKS_CLI_SIGNALS_H
#define LOOPBLOCKS_CLI_SIGNALS_H

#include <stdbool.h>

#include <loopblocks/host.h>

/* From here on SIGINT and SIGTERM stop the pipeline, the second one the program. An interval of 0 asks for no progress. */
void signals_begin(struct lbh_pipeline *pipeline, int progress_interval_ms);
void signals_end(void);

/* Returns whether SIGINT or SIGTERM came since signals_begin. */
bool signals_stop_asked(void);

#endif
