/* SPDX-License-Identifier: MIT */
/* One client of the control socket: what it has sent so far, and what it has yet to read. */
#ifndef LOOPBLOCKS_CLI_CONTROL_CONNECTION_H
#define LOOPBLOCKS_CLI_CONTROL_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How much patience there is with a client. */
struct control_limits {
    size_t line_bytes; /* the longest request */
    int64_t line_ms;   /* for a request to arrive whole, from its first byte on */
    int64_t answer_ms; /* for a client to take some more of its answer */
    size_t clients;    /* at once */
};

struct connection {
    int fd; /* without blocking; -1: gone */
    char *in;
    size_t in_begin;    /* what lies before has been taken */
    size_t in_searched; /* what lies before holds no line feed that has not been seen */
    size_t in_end;
    size_t in_room;
    int64_t half_since_ms; /* when a line that is not whole yet began; 0: there is none */
    char *out;             /* one answer; null: none */
    size_t out_sent;
    size_t out_size;
    int64_t out_since_ms; /* when some of it was last taken */
    bool busy;            /* its request is being carried out: it must not be freed */
    bool half_closed;     /* nothing more will come from it */
    bool closing;         /* to be closed once its answer has gone */
};

struct connection *connection_new(int fd);
void connection_free(struct connection *connection);

/* Closes it, and forgets what it has sent and what was to be sent. */
void connection_close(struct connection *connection);

/* Takes up what has arrived. Out of memory it closes. */
void connection_read(struct connection *connection);

/*
 * Returns the next whole line, ended by a NUL in place of its line feed and borrowed until the next read; null if there is none.
 * A longer one than `line_bytes` is not waited for: `too_long` says so.
 */
char *connection_take_line(struct connection *connection, const struct control_limits *limits, size_t *length, bool *too_long);

/* Whether a line has begun and is not whole. */
bool connection_has_half_line(const struct connection *connection);

/* Sends an answer, of one line; takes the text, which free() frees. Null closes. What cannot be sent at once, flush sends. */
void connection_answer(struct connection *connection, char *text);
void connection_flush(struct connection *connection);

/* Returns when patience with it ends; 0: never. */
int64_t connection_deadline_ms(const struct connection *connection, const struct control_limits *limits);

#endif
