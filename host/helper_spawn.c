/* SPDX-License-Identifier: MIT */
/* The one place that starts a process. By posix_spawn: a fork of a program with threads hangs, and writes into what is shared. */
#include "helper_spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

extern char **environ;

/* The ends of the two connections: [0] is ours, [1] the helper's. */
struct ends {
    int channel[2];
    int words[2];
};

static void close_ends(int ends[2])
{
    for (int i = 0; i < 2; i++)
        if (ends[i] >= 0) close(ends[i]);
}

/* Moves a descriptor above those that the helper gets: a program may have closed its own standard ones. */
static int move_up(int *fd)
{
    const int moved = fcntl(*fd, F_DUPFD_CLOEXEC, LBH_HELPER_FD + 1);
    if (moved < 0) return errno;
    close(*fd);
    *fd = moved;
    return 0;
}

static int open_ends(struct ends *ends)
{
    int error = 0;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends->channel) != 0) return errno;
    if (pipe2(ends->words, O_CLOEXEC) != 0) return errno;
    for (int i = 0; i < 2 && error == 0; i++) {
        error = move_up(&ends->channel[i]);
        if (error == 0) error = move_up(&ends->words[i]);
    }
    if (error == 0 && fcntl(ends->words[0], F_SETFL, O_NONBLOCK) != 0) error = errno;
    return error;
}

/* Says which descriptors it gets: these four, and none that others forgot to mark as close-on-exec. */
static int add_descriptors(posix_spawn_file_actions_t *actions, const struct ends *ends)
{
    int error = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (error == 0) error = posix_spawn_file_actions_addopen(actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    if (error == 0) error = posix_spawn_file_actions_adddup2(actions, ends->words[1], STDERR_FILENO);
    if (error == 0) error = posix_spawn_file_actions_adddup2(actions, ends->channel[1], LBH_HELPER_FD);
    if (error == 0) error = posix_spawn_file_actions_addclosefrom_np(actions, LBH_HELPER_FD + 1);
    return error;
}

static int set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int error = posix_spawnattr_setpgroup(attributes, 0);
    if (error == 0) error = posix_spawnattr_setsigmask(attributes, &none);
    if (error == 0) error = posix_spawnattr_setsigdefault(attributes, &all);
    if (error == 0)
        error = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    return error;
}

static int spawn(const char *program, const char *name, const struct ends *ends, pid_t *pid)
{
    char *arguments[] = {(char *)(uintptr_t)name, NULL}; /* nobody writes to it */
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int error = posix_spawn_file_actions_init(&actions);
    if (error) return error;
    error = posix_spawnattr_init(&attributes);
    if (error == 0) {
        error = add_descriptors(&actions, ends);
        if (error == 0) error = set_attributes(&attributes);
        if (error == 0) error = posix_spawn(pid, program, &actions, &attributes, arguments, environ);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

int lbh_helper_spawn(const char *program, const char *name, pid_t *pid, int *channel_fd, int *words_fd)
{
    struct ends ends = {{-1, -1}, {-1, -1}};
    int error = open_ends(&ends);
    if (error == 0) error = spawn(program, name, &ends, pid);
    if (error == 0) {
        *channel_fd = ends.channel[0];
        *words_fd = ends.words[0];
        ends.channel[0] = ends.words[0] = -1;
    }
    close_ends(ends.channel);
    close_ends(ends.words);
    return error;
}
