/* SPDX-License-Identifier: MIT */
/* How a message lies in the stream: a header, which says who sent it and how long it is, then its bytes. */
#include "helper_channel.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Both sides run on one machine and come from one build: the header is sent as it lies in memory. */
struct header {
    uint32_t magic;
    uint32_t flags;
    uint64_t length;
    int32_t sender;
    uint32_t unused;
};

#define MAGIC UINT32_C(0x4c424831) /* something else in its place is a block that wrote to a descriptor not its own */
#define HAS_DESCRIPTOR 1u
#define HAS_FORKED 2u

union control {
    struct cmsghdr aligned;
    char bytes[CMSG_SPACE(sizeof(int))];
};

static bool wait_for(const struct lbh_channel *channel, short events)
{
    if (channel->wait) return channel->wait(channel->user, channel->fd, events);
    struct pollfd ready = {.fd = channel->fd, .events = events};
    return poll(&ready, 1, -1) >= 0 || errno == EINTR;
}

/* Returns whether one may try again after a send or receive that failed; `result` says what it came to where one may not. */
static bool may_try_again(const struct lbh_channel *channel, short events, enum lbh_channel_result *result)
{
    if (errno == EINTR) return true;
    *result = LBH_CHANNEL_CLOSED;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return false;
    *result = LBH_CHANNEL_GAVE_UP;
    return wait_for(channel, events);
}

static void attach(struct msghdr *parcel, union control *control, int passed)
{
    parcel->msg_control = control->bytes;
    parcel->msg_controllen = sizeof control->bytes;
    struct cmsghdr *item = CMSG_FIRSTHDR(parcel);
    item->cmsg_level = SOL_SOCKET;
    item->cmsg_type = SCM_RIGHTS;
    item->cmsg_len = CMSG_LEN(sizeof passed);
    memcpy(CMSG_DATA(item), &passed, sizeof passed);
}

enum lbh_channel_result lbh_channel_send(const struct lbh_channel *channel, bool forked, const void *bytes, size_t length,
                                         int passed)
{
    if (length > LBH_CHANNEL_MOST_BYTES) return LBH_CHANNEL_TOO_LONG;
    struct header header = {.magic = MAGIC, .length = length, .sender = getpid()};
    header.flags = (passed >= 0 ? HAS_DESCRIPTOR : 0) | (forked ? HAS_FORKED : 0);
    union control control = {0};
    struct iovec parts[2] = {{&header, sizeof header}, {(void *)(uintptr_t)bytes, length}};
    struct msghdr parcel = {.msg_iov = parts, .msg_iovlen = 2};
    if (passed >= 0) attach(&parcel, &control, passed);
    while (parts[0].iov_len + parts[1].iov_len > 0) {
        enum lbh_channel_result result;
        const ssize_t sent = sendmsg(channel->fd, &parcel, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && may_try_again(channel, POLLOUT, &result)) continue;
        if (sent < 0) return result;
        /* The descriptor went with the first byte. */
        parcel.msg_control = NULL;
        parcel.msg_controllen = 0;
        for (size_t i = 0, left = (size_t)sent; i < 2; i++) {
            const size_t part = left < parts[i].iov_len ? left : parts[i].iov_len;
            if (part > 0) parts[i].iov_base = (char *)parts[i].iov_base + part;
            parts[i].iov_len -= part;
            left -= part;
        }
    }
    return LBH_CHANNEL_OK;
}

/* Takes the descriptor that came along, if any. There is room for one: the system closes others. */
static void detach(struct msghdr *parcel, int *passed)
{
    struct cmsghdr *item = CMSG_FIRSTHDR(parcel);
    if (!item || item->cmsg_level != SOL_SOCKET || item->cmsg_type != SCM_RIGHTS) return;
    if (item->cmsg_len != CMSG_LEN(sizeof *passed)) return;
    if (*passed >= 0) close(*passed);
    memcpy(passed, CMSG_DATA(item), sizeof *passed);
}

/* Receives exactly so many bytes. A descriptor that comes along is taken or, where `passed` is null, closed by the system. */
static enum lbh_channel_result receive_bytes(const struct lbh_channel *channel, void *bytes, size_t length, int *passed)
{
    for (size_t got = 0; got < length;) {
        enum lbh_channel_result result;
        union control control;
        struct iovec part = {(char *)bytes + got, length - got};
        struct msghdr parcel = {.msg_iov = &part, .msg_iovlen = 1};
        if (passed) {
            parcel.msg_control = control.bytes;
            parcel.msg_controllen = sizeof control.bytes;
        }
        const ssize_t count = recvmsg(channel->fd, &parcel, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
        if (count == 0) return LBH_CHANNEL_CLOSED;
        if (count < 0 && may_try_again(channel, POLLIN, &result)) continue;
        if (count < 0) return result;
        if (passed) detach(&parcel, passed);
        got += (size_t)count;
    }
    return LBH_CHANNEL_OK;
}

static enum lbh_channel_result receive_body(const struct lbh_channel *channel, struct lbh_message *message)
{
    message->bytes = malloc(message->length + 1);
    if (!message->bytes) return LBH_CHANNEL_MEMORY;
    message->bytes[message->length] = 0;
    return receive_bytes(channel, message->bytes, message->length, NULL);
}

enum lbh_channel_result lbh_channel_receive(const struct lbh_channel *channel, struct lbh_message *message)
{
    struct header header;
    struct lbh_message came = {.fd = -1};
    enum lbh_channel_result result = receive_bytes(channel, &header, sizeof header, &came.fd);
    if (result == LBH_CHANNEL_OK) {
        const bool has_descriptor = header.magic == MAGIC && (header.flags & HAS_DESCRIPTOR);
        came.length = (size_t)header.length;
        came.sender = header.sender;
        came.forked = header.flags & HAS_FORKED;
        if (header.magic != MAGIC || header.length > LBH_CHANNEL_MOST_BYTES || has_descriptor != (came.fd >= 0) ||
            (has_descriptor && came.length > 0))
            result = LBH_CHANNEL_GARBAGE;
        else if (!has_descriptor)
            result = receive_body(channel, &came);
    }
    if (result == LBH_CHANNEL_OK)
        *message = came;
    else
        lbh_message_fini(&came);
    return result;
}

void lbh_message_fini(struct lbh_message *message)
{
    free(message->bytes);
    if (message->fd >= 0) close(message->fd);
    *message = (struct lbh_message){.fd = -1};
}
