/* SPDX-License-Identifier: MIT */
/* The folder in which the program keeps what it found out of plugins. */
#ifndef LOOPBLOCKS_CLI_CACHE_H
#define LOOPBLOCKS_CLI_CACHE_H

#include <loopblocks/host.h>

/*
 * Tells the host: LOOPBLOCKS_CACHE, which may be empty for none; else $XDG_CACHE_HOME/loopblocks; else ~/.cache/loopblocks. Fails
 * only when out of memory.
 */
enum lbh_status cache_set(struct lbh_host *host, struct lbh_diag *diag);

#endif
