/* SPDX-License-Identifier: MIT */
/* The thread that speaks with all clients of a control socket, and never waits for one. */
#include "control.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "background.h"
#include "control_dialogue.h"
#include "control_socket.h"
#include "control_work.h"

#define FAREWELL_MS 1000     /* for answers to be taken, once nothing more is done */
#define NO_DESCRIPTOR_MS 100 /* until a client is accepted after there was no descriptor left for one */

static const struct control_limits usual_limits = {
    .line_bytes = 1024 * 1024, .line_ms = 10 * 1000, .answer_ms = 10 * 1000, .clients = 256};

struct control {
    struct control_limits limits;
    struct control_socket socket;
    struct changer *changer;
    struct connection **connections; /* limits.clients of them */
    struct pollfd *polls;            /* room for two more */
    size_t count;
    int64_t accept_after_ms; /* 0: at once */
    int64_t farewell_ms;     /* when patience ends at the end; 0: not yet */
    int bell;                /* rung for what is done, and at the end */
    atomic_bool ending;
    pthread_t server;
    struct control_work work;
};

static void welcome(struct control *control, int fd)
{
    char text[128];
    uid_t peer;
    if (!control_socket_admits_peer(fd, &peer)) {
        snprintf(text, sizeof text, "this run is for the user %ld, found the user %ld", (long)geteuid(), (long)peer);
        dialogue_turn_away(fd, text, NULL);
        return;
    }
    if (control->count == control->limits.clients) {
        snprintf(text, sizeof text, "%zu clients are connected, and no more are served", control->count);
        dialogue_turn_away(fd, text, "try again when one of them has gone");
        return;
    }
    struct connection *connection = connection_new(fd);
    if (connection)
        control->connections[control->count++] = connection;
    else
        close(fd);
}

static void accept_clients(struct control *control)
{
    while (control->socket.fd >= 0) {
        const int fd = accept4(control->socket.fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            welcome(control, fd);
            continue;
        }
        if (errno == EINTR || errno == ECONNABORTED) continue;
        /* Without a descriptor to spare the client stays in line, and poll would say so for ever. */
        if (errno != EAGAIN) control->accept_after_ms = background_now_ms() + NO_DESCRIPTOR_MS;
        return;
    }
}

static void answer_done(struct control *control)
{
    background_hush(control->bell);
    for (struct task *task = control_work_take_done(&control->work), *next; task; task = next) {
        next = task->next;
        task->connection->busy = false;
        connection_answer(task->connection, task->answer);
        task->answer = NULL;
        task_free(task);
    }
}

/* Frees those that are gone and that nobody works for. */
static void forget_gone(struct control *control)
{
    size_t kept = 0;
    for (size_t k = 0; k < control->count; k++) {
        struct connection *connection = control->connections[k];
        if (connection->fd >= 0 || connection->busy)
            control->connections[kept++] = connection;
        else
            connection_free(connection);
    }
    control->count = kept;
}

/* At the end: takes up what has been asked by now, and lets go whoever has nothing to wait for. Returns whether anyone has. */
static bool say_farewell(struct control *control)
{
    bool busy = false;
    if (control->socket.fd >= 0) {
        control->accept_after_ms = 0;
        accept_clients(control);
        control_socket_close(&control->socket);
        for (size_t k = 0; k < control->count; k++) {
            connection_read(control->connections[k]);
            dialogue_advance(&control->work, control->connections[k], &control->limits);
        }
    }
    const int64_t now = background_now_ms();
    for (size_t k = 0; k < control->count; k++) {
        struct connection *connection = control->connections[k];
        busy = busy || connection->busy;
        if (!connection->busy && (!connection->out || (control->farewell_ms > 0 && now >= control->farewell_ms)))
            connection_close(connection);
    }
    forget_gone(control);
    if (!busy && control->farewell_ms == 0) control->farewell_ms = now + FAREWELL_MS;
    return control->count > 0;
}

static void wait_for(struct pollfd *entry, int fd, short events)
{
    *entry = (struct pollfd){.fd = fd, .events = events};
}

static void sooner(int64_t *earliest, int64_t other)
{
    if (other > 0 && (*earliest == 0 || other < *earliest)) *earliest = other;
}

/* Waits until something is to be done. Returns how many clients were asked about. */
static size_t wait_for_something(struct control *control, bool ending)
{
    int64_t deadline = ending ? control->farewell_ms : 0;
    const int64_t before = background_now_ms();
    if (control->accept_after_ms <= before) control->accept_after_ms = 0;
    sooner(&deadline, control->accept_after_ms);
    wait_for(&control->polls[0], control->bell, POLLIN);
    wait_for(&control->polls[1], control->accept_after_ms > 0 ? -1 : control->socket.fd, POLLIN);
    for (size_t k = 0; k < control->count; k++) {
        const struct connection *connection = control->connections[k];
        /* Whoever is being worked for is not listened to: not even for that he has gone, which poll would repeat all the while. */
        const short events = connection->out ? POLLOUT : POLLIN;
        wait_for(&control->polls[k + 2], connection->busy ? -1 : connection->fd, events);
        sooner(&deadline, connection_deadline_ms(connection, &control->limits));
    }
    const int64_t left = deadline - before;
    const int timeout = deadline == 0 ? -1 : left < 0 ? 0 : left > 60 * 1000 ? 60 * 1000 : (int)left;
    if (poll(control->polls, control->count + 2, timeout) < 0) return 0;
    return control->count;
}

static void *serve(void *user)
{
    struct control *control = user;
    for (;;) {
        const bool ending = atomic_load(&control->ending);
        if (ending && !say_farewell(control)) return NULL;
        const size_t asked = wait_for_something(control, ending);
        if (control->polls[0].revents) answer_done(control);
        const int64_t now = background_now_ms();
        for (size_t k = 0; k < asked; k++) {
            struct connection *connection = control->connections[k];
            if (control->polls[k + 2].revents && connection->out)
                connection_flush(connection);
            else if (control->polls[k + 2].revents)
                connection_read(connection);
            dialogue_advance(&control->work, connection, &control->limits);
            dialogue_lose_patience(connection, &control->limits, now);
        }
        forget_gone(control);
        if (control->polls[1].revents && !ending) accept_clients(control);
    }
}

static void free_control(struct control *control)
{
    control_socket_close(&control->socket);
    if (control->bell >= 0) close(control->bell);
    free(control->connections);
    free(control->polls);
    free(control);
}

/* Starts the threads. Returns false, with errno, on failure. */
static bool start_threads(struct control *control)
{
    if (!control_work_start(&control->work, control->changer, control->bell)) return false;
    if (background_start(&control->server, serve, control)) return true;
    const int error = errno;
    control_work_end(&control->work);
    errno = error;
    return false;
}

struct control *control_open(const char *path, struct changer *changer, const struct control_limits *limits, char *problem,
                             size_t size)
{
    struct control *control = malloc(sizeof *control);
    if (!control) {
        snprintf(problem, size, "out of memory");
        return NULL;
    }
    *control = (struct control){
        .limits = limits ? *limits : usual_limits, .socket = {.fd = -1}, .changer = changer, .bell = background_bell()};
    control->connections = calloc(control->limits.clients, sizeof(struct connection *));
    control->polls = calloc(control->limits.clients + 2, sizeof *control->polls);
    if (control->bell < 0 || !control->connections || !control->polls) {
        snprintf(problem, size, "cannot serve the control socket: %s", strerror(errno));
    } else if (control_socket_open(&control->socket, path, problem, size)) {
        if (start_threads(control)) return control;
        snprintf(problem, size, "cannot serve the control socket: %s", strerror(errno));
    }
    free_control(control);
    return NULL;
}

void control_close(struct control *control)
{
    if (!control) return;
    atomic_store(&control->ending, true);
    background_ring(control->bell);
    pthread_join(control->server, NULL);
    control_work_end(&control->work);
    free_control(control);
}
