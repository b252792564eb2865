/* SPDX-License-Identifier: MIT */
/* One request and one answer over a socket. */
#include "control_client.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cli.h"
#include "control_socket.h"
#include "report.h"

/* Connects. Returns -1 after a message. */
static int connect_to(const char *path)
{
    char problem[256];
    struct sockaddr_un address;
    if (!control_socket_address(&address, path, problem, sizeof problem)) {
        report("%s", problem);
        return -1;
    }
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) == 0) return fd;
    const char *why = errno == ENOENT ? "there is no such socket: was the run started with --control, and has it not ended?"
                      : errno == ECONNREFUSED ? "no run listens on it any more"
                                              : strerror(errno);
    report("%s: %s", path, why);
    if (fd >= 0) close(fd);
    return -1;
}

static bool send_line(int fd, char *text)
{
    const size_t length = strlen(text) + 1;
    text[length - 1] = '\n'; /* in the place of its NUL */
    for (size_t sent = 0; sent < length;) {
        const ssize_t done = send(fd, text + sent, length - sent, MSG_NOSIGNAL);
        if (done < 0 && errno != EINTR) return false;
        if (done > 0) sent += (size_t)done;
    }
    return true;
}

/* Reads a line and parses it. Null where none comes, or none that is an answer. */
static json_t *receive_answer(int fd)
{
    FILE *in = fdopen(dup(fd), "r");
    char *line = NULL;
    size_t room = 0;
    const ssize_t length = in ? getline(&line, &room, in) : -1;
    json_t *answer = length > 0 ? json_loadb(line, (size_t)length, 0, NULL) : NULL;
    free(line);
    if (in) fclose(in);
    if (json_is_object(answer)) return answer;
    json_decref(answer);
    return NULL;
}

json_t *control_ask(const char *socket, json_t *request, int *code)
{
    char *text = request ? json_dumps(request, JSON_COMPACT) : NULL;
    json_decref(request);
    if (!text) {
        report("out of memory");
        *code = EXIT_CODE_FAILED;
        return NULL;
    }
    *code = EXIT_CODE_USAGE;
    const int fd = connect_to(socket);
    json_t *answer = NULL;
    if (fd >= 0) {
        /* Who is turned away is told why, whether or not he could send all. */
        (void)send_line(fd, text);
        answer = receive_answer(fd);
        close(fd);
        if (!answer) report("%s: the run ended the connection without an answer", socket);
        *code = answer ? EXIT_CODE_DONE : EXIT_CODE_FAILED;
    }
    free(text);
    return answer;
}
