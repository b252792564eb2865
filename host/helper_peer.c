/* SPDX-License-Identifier: MIT */
/* What makes a process a helper, and its end of the channel. */
#include "helper_peer.h"

#include "helper_channel.h"
#include "helper_spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

struct lbh_peer {
    struct lbh_channel channel;
};

/* Global, because pthread_atfork's functions take no argument. */
static atomic_bool forked;

static void note_fork(void)
{
    atomic_store(&forked, true);
}

/* The child of a fork would answer the host in its parent's place. */
static void end_child(void)
{
    _exit(127);
}

/* A crash here is expected, and nobody wants to be told of it by a core file or by the service that collects those. */
static void leave_no_core(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_CORE, &limit) != 0) return;
    /* One byte is too little for a file; and it is what Linux takes for "no core" where a program collects them. */
    limit.rlim_cur = limit.rlim_max < 1 ? limit.rlim_max : 1;
    setrlimit(RLIMIT_CORE, &limit);
}

/* When memory runs out, the rehearsal is to go, not the run. */
static void go_first(void)
{
    const int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd < 0) return;
    const ssize_t written = write(fd, "1000", 4);
    (void)written; /* it may go later, then */
    close(fd);
}

/* A sanitizer's handlers would make an exit of a death by signal. */
static void die_plainly(void)
{
    static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) signal(signals[i], SIG_DFL);
}

struct lbh_peer *lbh_peer_open(void)
{
    int type = 0;
    socklen_t size = sizeof type;
    if (getsockopt(LBH_HELPER_FD, SOL_SOCKET, SO_TYPE, &type, &size) != 0) return NULL;
    errno = ENOTSOCK;
    if (type != SOCK_STREAM) return NULL;
    fcntl(LBH_HELPER_FD, F_SETFD, FD_CLOEXEC);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    leave_no_core();
    go_first();
    die_plainly();
    if ((errno = pthread_atfork(note_fork, NULL, end_child)) != 0) return NULL;
    struct lbh_peer *peer = calloc(1, sizeof *peer);
    if (!peer) return NULL;
    peer->channel.fd = LBH_HELPER_FD;
    if (lbh_peer_announce(peer, "start", NULL)) return peer;
    errno = EPIPE;
    lbh_peer_close(peer);
    return NULL;
}

void lbh_peer_close(struct lbh_peer *peer)
{
    if (peer) close(peer->channel.fd);
    free(peer);
}

bool lbh_peer_receive(struct lbh_peer *peer, char **bytes, size_t *length)
{
    struct lbh_message message;
    if (lbh_channel_receive(&peer->channel, &message) != LBH_CHANNEL_OK) return false;
    *bytes = message.bytes;
    *length = message.length;
    if (message.bytes) return true;
    lbh_message_fini(&message);
    return false;
}

bool lbh_peer_receive_fd(struct lbh_peer *peer, int *fd)
{
    struct lbh_message message;
    if (lbh_channel_receive(&peer->channel, &message) != LBH_CHANNEL_OK) return false;
    *fd = message.fd;
    if (message.fd >= 0) return true;
    lbh_message_fini(&message);
    return false;
}

void lbh_peer_await_end(struct lbh_peer *peer)
{
    struct lbh_message message;
    while (lbh_channel_receive(&peer->channel, &message) == LBH_CHANNEL_OK) lbh_message_fini(&message);
}

bool lbh_peer_send(struct lbh_peer *peer, const void *bytes, size_t length)
{
    return lbh_channel_send(&peer->channel, atomic_load(&forked), bytes, length, -1) == LBH_CHANNEL_OK;
}

bool lbh_peer_send_fd(struct lbh_peer *peer, int fd)
{
    return lbh_channel_send(&peer->channel, atomic_load(&forked), NULL, 0, fd) == LBH_CHANNEL_OK;
}

bool lbh_peer_announce(struct lbh_peer *peer, const char *step, const char *path)
{
    char text[300];
    snprintf(text, sizeof text, "!%s%s%s", step, path ? " " : "", path ? path : "");
    return lbh_peer_send(peer, text, strlen(text));
}
