/* SPDX-License-Identifier: MIT */
/* A control socket that is served beside an endless run, and clients of it. */
#ifndef TESTS_INTEGRATION_CONTROL_FIXTURE_H
#define TESTS_INTEGRATION_CONTROL_FIXTURE_H

#include <dirent.h>
#include <errno.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "cli/control.h"
#include "cli/control_socket.h"
#include "live_fixture.h"

#define PATIENT_MS 20000
#define LINE_BYTES (1024 * 1024)

static struct control *control;

static inline void open_control_with(const struct control_limits *limits)
{
    char problem[256] = "";
    control = control_open("socket", &live_changer, limits, problem, sizeof problem);
    ck_assert_msg(control != NULL, "%s", problem);
}

static inline void open_control(void)
{
    const struct control_limits limits = {
        .line_bytes = LINE_BYTES, .line_ms = PATIENT_MS, .answer_ms = PATIENT_MS, .clients = 128};
    open_control_with(&limits);
}

static inline void close_control(void)
{
    atomic_store(&live_changer.ended, true);
    control_close(control);
    control = NULL;
}

static inline void setup(void)
{
    live_setup();
    live_open(ENDLESS);
    control = NULL;
}

static inline void setup_served(void)
{
    setup();
    open_control();
}

static inline void teardown(void)
{
    live_stop();
    close_control();
    live_teardown();
}

/* --- a client --- */

static inline int connect_client(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "socket"};
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_ge(fd, 0);
    ck_assert_msg(connect(fd, (const struct sockaddr *)&address, sizeof address) == 0, "%s", strerror(errno));
    const struct timeval patience = {.tv_sec = PATIENT_MS / 1000};
    ck_assert_int_eq(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
    return fd;
}

static inline void send_bytes(int fd, const char *bytes, size_t size)
{
    for (size_t sent = 0; sent < size;) {
        const ssize_t done = send(fd, bytes + sent, size - sent, MSG_NOSIGNAL);
        ck_assert_msg(done > 0, "%s", strerror(errno));
        sent += (size_t)done;
    }
}

/* Sends lines written with ' for ". */
static inline void say(int fd, const char *lines)
{
    char *text = strdup(lines);
    for (char *c = text; *c; c++)
        if (*c == '\'') *c = '"';
    send_bytes(fd, text, strlen(text));
    free(text);
}

/* Returns the next answer, which the caller owns; null where the connection has ended. */
static inline json_t *hear(int fd)
{
    size_t size = 0, room = 0;
    char *line = NULL;
    for (;;) {
        if (size == room) line = realloc(line, room += 4096);
        const ssize_t got = recv(fd, line + size, 1, 0);
        if (got < 0 && errno == EINTR) continue;
        ck_assert_msg(got >= 0 || errno == ECONNRESET, "%s", strerror(errno));
        if (got <= 0 || line[size] == '\n') break;
        size++;
    }
    json_error_t error;
    json_t *answer = size > 0 ? json_loadb(line, size, 0, &error) : NULL;
    ck_assert_msg(size == 0 || answer, "no JSON: %.*s", (int)size, line);
    free(line);
    return answer;
}

static inline void hear_ok(int fd)
{
    json_t *answer = hear(fd);
    char *text = answer ? json_dumps(answer, 0) : NULL;
    ck_assert_msg(json_is_true(json_object_get(answer, "ok")), "found %s", text ? text : "the end");
    free(text);
    json_decref(answer);
}

/* Expects a refusal whose errors, as JSON, hold these words. */
static inline void hear_wrong(int fd, const char *words)
{
    json_t *answer = hear(fd);
    ck_assert_msg(json_is_false(json_object_get(answer, "ok")), "expected a refusal: %s", words);
    char *text = json_dumps(json_object_get(answer, "errors"), 0);
    for (char *c = text; *c; c++)
        if (*c == '\\') memmove(c, c + 1, strlen(c));
    ck_assert_msg(strstr(text, words) != NULL, "expected %s, found %s", words, text);
    free(text);
    json_decref(answer);
}

static inline void hear_end(int fd)
{
    json_t *answer = hear(fd);
    ck_assert_ptr_null(answer);
    close(fd);
}

/* The server is well: a new client is answered. */
static inline void assert_served(void)
{
    const int fd = connect_client();
    say(fd, "{'do': 'status'}\n");
    hear_ok(fd);
    close(fd);
}

static inline size_t count_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    ck_assert_ptr_nonnull(folder);
    size_t count = 0;
    while (readdir(folder)) count++;
    closedir(folder);
    return count;
}

/* Waits until as many descriptors are open. */
static inline void assert_descriptors(size_t count)
{
    for (int waited = 0; waited < PATIENT_MS && count_descriptors() != count; waited += 10) sleep_ms(10);
    ck_assert_uint_eq(count_descriptors(), count);
}

static inline int64_t processor_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

#endif
