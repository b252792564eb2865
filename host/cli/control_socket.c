/* SPDX-License-Identifier: MIT */
/* How a control socket comes into its folder and out of it, and how a peer is known. */
#include "control_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BACKLOG 128
#define LOCK_TRIES 50

bool control_socket_address(struct sockaddr_un *address, const char *path, char *problem, size_t size)
{
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    const size_t length = strlen(path), longest = sizeof address->sun_path - 1;
    if (length == 0 || length > longest) {
        snprintf(problem, size, "a socket's path has 1 to %zu bytes, found %zu: \"%s\"", longest, length, path);
        return false;
    }
    memcpy(address->sun_path, path, length + 1);
    return true;
}

/*
 * Keeps other runs from judging the same path until the descriptor that is returned is closed. Somebody else's lock must not hold us
 * up for ever; without ours, two runs that find the same remains at the same moment could each take the other's socket for them.
 */
static int lock_folder(const char *path)
{
    char folder[sizeof((struct sockaddr_un *)0)->sun_path];
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash) slash[slash == folder ? 1 : 0] = '\0';
    const int fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const struct timespec pause = {.tv_nsec = 10 * 1000 * 1000};
    for (int k = 0; fd >= 0 && k < LOCK_TRIES && flock(fd, LOCK_EX | LOCK_NB) != 0; k++) nanosleep(&pause, NULL);
    return fd;
}

/* Removes a socket of ours that nobody listens on. Returns false, and why, if something else is there. */
static bool clear_remains(const struct sockaddr_un *address, char *problem, size_t size)
{
    const char *path = address->sun_path;
    struct stat status;
    if (lstat(path, &status) != 0) {
        if (errno == ENOENT) return true;
        snprintf(problem, size, "cannot make the control socket \"%s\": %s", path, strerror(errno));
        return false;
    }
    const char *why = NULL;
    if (!S_ISSOCK(status.st_mode)) {
        why = "a file that is no socket is there";
    } else if (status.st_uid != geteuid()) {
        why = "another user's socket is there";
    } else {
        const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        const bool connected = fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof *address) == 0;
        /* Whoever is too busy to be connected to, or speaks otherwise, is there all the same. */
        if (connected || errno != ECONNREFUSED) why = "another program listens on it";
        if (fd >= 0) close(fd);
    }
    if (!why && unlink(path) != 0 && errno != ENOENT) why = strerror(errno);
    if (why) snprintf(problem, size, "cannot make the control socket \"%s\": %s", path, why);
    return !why;
}

/* Makes and binds the socket. Returns its descriptor, or -1 with errno. */
static int bind_private(const struct sockaddr_un *address)
{
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return -1;
    /* The file gets the socket's mode. Were it changed afterwards, others could connect in between. */
    if (fchmod(fd, S_IRUSR | S_IWUSR) == 0 && bind(fd, (const struct sockaddr *)address, sizeof *address) == 0) return fd;
    const int error = errno;
    close(fd);
    errno = error;
    return -1;
}

bool control_socket_open(struct control_socket *sock, const char *path, char *problem, size_t size)
{
    *sock = (struct control_socket){.fd = -1};
    struct sockaddr_un address;
    if (!control_socket_address(&address, path, problem, size)) return false;
    const int lock = lock_folder(path);
    const bool clear = clear_remains(&address, problem, size);
    if (clear) sock->fd = bind_private(&address);
    struct stat status;
    if (sock->fd >= 0 && lstat(path, &status) == 0) {
        memcpy(sock->path, address.sun_path, sizeof sock->path);
        sock->device = status.st_dev;
        sock->inode = status.st_ino;
    }
    const bool private = sock->fd >= 0 && sock->path[0] && (status.st_mode & (S_IRWXG | S_IRWXO)) == 0;
    const bool listens = private && listen(sock->fd, BACKLOG) == 0;
    if (clear && !listens)
        snprintf(problem, size, "cannot make the control socket \"%s\": %s", path,
                 sock->fd >= 0 && !private ? "it cannot be kept from other users here" : strerror(errno));
    if (!listens) control_socket_close(sock);
    if (lock >= 0) close(lock);
    return listens;
}

void control_socket_close(struct control_socket *sock)
{
    if (sock->fd < 0) return;
    struct stat status;
    if (sock->path[0] && lstat(sock->path, &status) == 0 && status.st_dev == sock->device && status.st_ino == sock->inode)
        unlink(sock->path);
    close(sock->fd);
    sock->fd = -1;
}

bool control_socket_admits(uid_t peer, uid_t owner)
{
    return peer == owner || peer == 0;
}

bool control_socket_admits_peer(int fd, uid_t *peer)
{
    struct ucred credentials;
    socklen_t size = sizeof credentials;
    *peer = (uid_t)-1;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return false;
    *peer = credentials.uid;
    return control_socket_admits(*peer, geteuid());
}
