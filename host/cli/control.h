/* SPDX-License-Identifier: MIT */
/* The control socket of a run: clients ask for changes, for the status, for a pause or the end; docs/loopblocks.1 has the form. */
#ifndef LOOPBLOCKS_CLI_CONTROL_H
#define LOOPBLOCKS_CLI_CONTROL_H

#include <stddef.h>

#include "control_connection.h"

struct changer;
struct control;

/*
 * Makes the socket, and starts the threads that serve it: one speaks with all clients, one carries out changes, in turn, one asks
 * for the status, so that none waits for another. `limits` may be null. Returns null, and why in `problem`, on failure. The changer
 * must outlive it.
 */
struct control *control_open(const char *path, struct changer *changer, const struct control_limits *limits, char *problem,
                             size_t size);

/*
 * Ends it: removes the socket, answers what has been asked, closes. What has not begun by then is up to the changer, which should
 * have been told that the run is over. Null is fine.
 */
void control_close(struct control *control);

#endif
