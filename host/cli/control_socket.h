/* SPDX-License-Identifier: MIT */
/* The file of a control socket: made for its owner alone, and removed by nobody but who made it. */
#ifndef LOOPBLOCKS_CLI_CONTROL_SOCKET_H
#define LOOPBLOCKS_CLI_CONTROL_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/un.h>

struct control_socket {
    int fd; /* listening, without blocking; -1: none */
    char path[sizeof((struct sockaddr_un *)0)->sun_path];
    dev_t device; /* the file that was made: another one under its name is left alone */
    ino_t inode;
};

/*
 * Makes the socket, mode 0600, and listens. What a run that was killed left behind is replaced; any other file is not. Returns
 * false, and why in `problem`, on failure.
 */
bool control_socket_open(struct control_socket *sock, const char *path, char *problem, size_t size);

/* Removes the file and closes the socket. May be called again. */
void control_socket_close(struct control_socket *sock);

/* Writes the address of a path. Returns false, and why in `problem`, if it is too long to be one. */
bool control_socket_address(struct sockaddr_un *address, const char *path, char *problem, size_t size);

/* Returns whether a user may use a socket of `owner`: himself and root may. */
bool control_socket_admits(uid_t peer, uid_t owner);

/* Returns whether who is connected to `fd` may use our socket; his user id in `peer`. */
bool control_socket_admits_peer(int fd, uid_t *peer);

#endif
