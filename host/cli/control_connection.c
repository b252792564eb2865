/* SPDX-License-Identifier: MIT */
/* How bytes become lines and answers become bytes, at the speed of the client and never of ours. */
#include "control_connection.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "background.h"

#define CHUNK_BYTES (64 * 1024)

struct connection *connection_new(int fd)
{
    struct connection *connection = calloc(1, sizeof *connection);
    if (connection) connection->fd = fd;
    return connection;
}

void connection_close(struct connection *connection)
{
    if (connection->fd >= 0) close(connection->fd);
    connection->fd = -1;
    free(connection->in);
    free(connection->out);
    connection->in = connection->out = NULL;
    connection->in_begin = connection->in_end = connection->in_searched = connection->in_room = 0;
    connection->half_since_ms = 0;
}

void connection_free(struct connection *connection)
{
    if (!connection) return;
    connection_close(connection);
    free(connection);
}

/* Makes room for a chunk behind what there is. */
static bool make_room(struct connection *connection)
{
    const size_t used = connection->in_end - connection->in_begin;
    if (connection->in_begin > 0) memmove(connection->in, connection->in + connection->in_begin, used);
    connection->in_searched -= connection->in_begin;
    connection->in_begin = 0;
    connection->in_end = used;
    if (connection->in_room - used >= CHUNK_BYTES) return true;
    const size_t room = 2 * connection->in_room > used + CHUNK_BYTES ? 2 * connection->in_room : used + CHUNK_BYTES;
    char *grown = realloc(connection->in, room);
    if (!grown) return false;
    connection->in = grown;
    connection->in_room = room;
    return true;
}

void connection_read(struct connection *connection)
{
    if (connection->fd < 0) return;
    if (!make_room(connection)) {
        connection_close(connection);
        return;
    }
    const ssize_t got = recv(connection->fd, connection->in + connection->in_end, connection->in_room - connection->in_end, 0);
    if (got > 0)
        connection->in_end += (size_t)got;
    else if (got == 0)
        connection->half_closed = true;
    else if (errno != EAGAIN && errno != EINTR)
        connection_close(connection);
}

/* Gives back the room that a long line took. Nothing may be in it. */
static void drop_room(struct connection *connection)
{
    if (connection->in_room <= 2 * CHUNK_BYTES) return;
    free(connection->in);
    connection->in = NULL;
    connection->in_begin = connection->in_end = connection->in_searched = connection->in_room = 0;
}

char *connection_take_line(struct connection *connection, const struct control_limits *limits, size_t *length, bool *too_long)
{
    *too_long = false;
    if (connection->in_begin == connection->in_end) {
        connection->half_since_ms = 0;
        drop_room(connection);
        return NULL;
    }
    char *begin = connection->in + connection->in_begin;
    /* What has been searched is not searched again: a long line may come a byte at a time. */
    char *end = memchr(connection->in + connection->in_searched, '\n', connection->in_end - connection->in_searched);
    connection->in_searched = end ? (size_t)(end - connection->in) + 1 : connection->in_end;
    *length = end ? (size_t)(end - begin) : connection->in_end - connection->in_begin;
    *too_long = *length > limits->line_bytes;
    if (*too_long) return NULL;
    if (!end) {
        if (connection->half_since_ms == 0) connection->half_since_ms = background_now_ms();
        return NULL;
    }
    *end = '\0';
    connection->in_begin = connection->in_searched;
    connection->half_since_ms = 0;
    return begin;
}

bool connection_has_half_line(const struct connection *connection)
{
    return connection->half_since_ms > 0;
}

void connection_answer(struct connection *connection, char *text)
{
    if (connection->fd < 0 || !text) {
        free(text);
        connection_close(connection);
        return;
    }
    free(connection->out);
    connection->out = text;
    connection->out_sent = 0;
    connection->out_size = strlen(text) + 1;
    connection->out_since_ms = background_now_ms();
    /* Its NUL's place is the line feed's. */
    text[connection->out_size - 1] = '\n';
    connection_flush(connection);
}

void connection_flush(struct connection *connection)
{
    while (connection->fd >= 0 && connection->out) {
        const ssize_t sent = send(connection->fd, connection->out + connection->out_sent,
                                  connection->out_size - connection->out_sent, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0 && errno == EAGAIN) return;
        if (sent < 0) {
            connection_close(connection);
            return;
        }
        connection->out_sent += (size_t)sent;
        connection->out_since_ms = background_now_ms();
        if (connection->out_sent < connection->out_size) continue;
        free(connection->out);
        connection->out = NULL;
    }
}

int64_t connection_deadline_ms(const struct connection *connection, const struct control_limits *limits)
{
    if (connection->fd < 0) return 0;
    if (connection->out) return connection->out_since_ms + limits->answer_ms;
    return connection->half_since_ms > 0 && !connection->busy ? connection->half_since_ms + limits->line_ms : 0;
}
