/* SPDX-License-Identifier: MIT */
/* How two processes speak: messages of bytes, or with a descriptor, over a Unix stream socket. Both sides of a helper use it. */
#ifndef LBH_HELPER_CHANNEL_H
#define LBH_HELPER_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* No message is longer; what is goes through a descriptor. */
#define LBH_CHANNEL_MOST_BYTES ((size_t)256 << 20)

enum lbh_channel_result {
    LBH_CHANNEL_OK,
    LBH_CHANNEL_CLOSED,   /* the other side has closed it, or has ended */
    LBH_CHANNEL_GARBAGE,  /* what came is no message */
    LBH_CHANNEL_GAVE_UP,  /* `wait` said so */
    LBH_CHANNEL_TOO_LONG, /* more than a message may have */
    LBH_CHANNEL_MEMORY
};

struct lbh_channel {
    int fd;
    /* Waits until the socket is ready for these events of poll(), or returns false to give up. Null: as long as it takes. */
    bool (*wait)(void *user, int fd, short events);
    void *user;
};

struct lbh_message {
    char *bytes; /* NUL-terminated; null in a message that only carries a descriptor. The receiver frees it. */
    size_t length;
    int fd;       /* -1: none. The receiver closes it. */
    pid_t sender; /* the process that sent it */
    bool forked;  /* the sender had called fork() by then */
};

/* Sends bytes, or, where `passed` is not -1, this descriptor; it stays the caller's. Raises no SIGPIPE. */
enum lbh_channel_result lbh_channel_send(const struct lbh_channel *channel, bool forked, const void *bytes, size_t length,
                                         int passed);

/* Receives one message. On failure nothing is kept, and the channel is of no more use. */
enum lbh_channel_result lbh_channel_receive(const struct lbh_channel *channel, struct lbh_message *message);

/* Frees what the message holds. */
void lbh_message_fini(struct lbh_message *message);

#endif
