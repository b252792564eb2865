/* SPDX-License-Identifier: MIT */
/* What is said with one client of the control socket. */
#ifndef LOOPBLOCKS_CLI_CONTROL_DIALOGUE_H
#define LOOPBLOCKS_CLI_CONTROL_DIALOGUE_H

#include <stdint.h>

struct connection;
struct control_limits;
struct control_work;

/*
 * Goes on with a client as far as it can be gone on with now: one request at a time, the next when its answer has gone. What takes
 * its time is given to those who work; whoever has gone, or is to go, is closed.
 */
void dialogue_advance(struct control_work *work, struct connection *connection, const struct control_limits *limits);

/* Ends it with a client whose time is up. */
void dialogue_lose_patience(struct connection *connection, const struct control_limits *limits, int64_t now_ms);

/* Tells one that cannot be served why, and closes `fd`. He may have hung up before he hears it. `mend` may be null. */
void dialogue_turn_away(int fd, const char *text, const char *mend);

#endif
