/* SPDX-License-Identifier: MIT */
/* A helper's own side: it hears what it is to do, says which step it takes, and answers. helper_process.h has the host's side. */
#ifndef LBH_HELPER_PEER_H
#define LBH_HELPER_PEER_H

#include <stdbool.h>
#include <stddef.h>

struct lbh_peer;

/*
 * Takes the channel that this process was started with, and makes it a helper: it dies with its host, leaves no core file, is the
 * first to go when memory runs out, and every fork is seen. Announces "start". Returns null, with errno, where there is no channel.
 * Once a process.
 */
struct lbh_peer *lbh_peer_open(void);
void lbh_peer_close(struct lbh_peer *peer);

/* Each of these returns false when the host is gone, or sends something else: then there is nothing more to do. */

/* Receives a message, NUL-terminated. The caller frees it. */
bool lbh_peer_receive(struct lbh_peer *peer, char **bytes, size_t *length);

/* Receives a descriptor. The caller closes it. */
bool lbh_peer_receive_fd(struct lbh_peer *peer, int *fd);

/* Sends a message; it may not begin with '!'. */
bool lbh_peer_send(struct lbh_peer *peer, const void *bytes, size_t length);

/* Sends a descriptor. It stays the caller's. */
bool lbh_peer_send_fd(struct lbh_peer *peer, int fd);

/*
 * Waits for the host to end this process, whatever it still sends: one that has answered early, and went, would seem to have failed
 * to a host that is about to send more. Returns when the host is gone.
 */
void lbh_peer_await_end(struct lbh_peer *peer);

/* Says what comes next, before it is done: "create", "denoise.clip". `path` may be null. */
bool lbh_peer_announce(struct lbh_peer *peer, const char *step, const char *path);

#endif
