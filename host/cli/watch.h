/* SPDX-License-Identifier: MIT */
/* `run --watch`: follows the files of what runs, and has each that was written anew take the place of the old one. */
#ifndef LOOPBLOCKS_CLI_WATCH_H
#define LOOPBLOCKS_CLI_WATCH_H

#include <stddef.h>

struct changer;
struct watch;

/*
 * Starts to follow the files of the changer's pipeline, which has been checked; also those that changes bring. Returns null, and why
 * in `problem`, on failure. The changer must outlive it.
 */
struct watch *watch_open(struct changer *changer, char *problem, size_t size);

/* Ends it, after the change that it may be about. Null is fine. */
void watch_close(struct watch *watch);

#endif
