/* SPDX-License-Identifier: MIT */
/* A helper: a process of its own, in which is tried what may crash, hang or exit. The host's side; helper_peer.h has the other. */
#ifndef LBH_HELPER_PROCESS_H
#define LBH_HELPER_PROCESS_H

#include <stddef.h>
#include <stdint.h>

#include "diag.h"

/*
 * Both sides send messages of bytes, at most 256 MiB long, and descriptors, in an order that they agree on. The helper announces
 * each step that it takes, so that a failure names the one during which it came.
 *
 * Deadlines are times of lbh_clock_now_ns; INT64_MAX: none. Whatever the helper does wrong - it dies, exits, forks, is silent
 * until the deadline, closes the channel or writes nonsense to it - is told once, as LBH_ERR_BLOCK, with its last words (the end
 * of its standard error). Then it has been killed, all further calls fail, and it is only to be ended.
 *
 * A helper is for the thread that starts it: it is killed when that thread ends, so that none outlives its host.
 */
struct lbh_helper;

/* What a helper is for. Texts outlive it. */
struct lbh_helper_role {
    const char *name;     /* in errors: "the rehearsal" */
    const char *program;  /* what it is called in lists of processes: "loopblocks-rehearse" */
    const char *variable; /* of the environment, by which another program can be named */
};

/*
 * Starts a program for this role: in a process group of its own, with this environment, no signal blocked, caught or ignored,
 * nothing to read, and no descriptor of this process but the channel, which is its number 3.
 */
enum lbh_status lbh_helper_start_as(const struct lbh_helper_role *role, const char *program, struct lbh_helper **helper,
                                    struct lbh_diag *diag);

/* The same for the rehearsal. */
enum lbh_status lbh_helper_start(const char *program, struct lbh_helper **helper, struct lbh_diag *diag);

/* Sends a message. `bytes` are the caller's. */
enum lbh_status lbh_helper_send(struct lbh_helper *helper, const void *bytes, size_t length, int64_t deadline_ns,
                                struct lbh_diag *diag);

/* Sends a descriptor, of a memfd that holds what is large, say. It stays the caller's. */
enum lbh_status lbh_helper_send_fd(struct lbh_helper *helper, int fd, int64_t deadline_ns, struct lbh_diag *diag);

/* Receives a message that is no announcement, NUL-terminated. The caller frees it. */
enum lbh_status lbh_helper_receive(struct lbh_helper *helper, int64_t deadline_ns, char **bytes, size_t *length,
                                   struct lbh_diag *diag);

/* Receives a descriptor. The caller closes it. */
enum lbh_status lbh_helper_receive_fd(struct lbh_helper *helper, int64_t deadline_ns, int *fd, struct lbh_diag *diag);

/* Returns the latest step announced, "create denoise.clip"; "" before the first. Borrowed until the next call. */
const char *lbh_helper_borrow_step(const struct lbh_helper *helper);

/*
 * Kills the helper with all that is left of its group, and frees it. Returns LBH_ERR_BLOCK, and says who, where it has left another
 * process behind; but not after a failure, beside which this matters little. Null is fine.
 */
enum lbh_status lbh_helper_end(struct lbh_helper *helper, struct lbh_diag *diag);

#endif
