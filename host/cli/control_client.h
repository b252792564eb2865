/* SPDX-License-Identifier: MIT */
/* The other end of the control socket: asks a run for something. */
#ifndef LOOPBLOCKS_CLI_CONTROL_CLIENT_H
#define LOOPBLOCKS_CLI_CONTROL_CLIENT_H

#include <jansson.h>

/*
 * Sends a request, which it takes, and waits for the answer, however long that takes. Returns it; the caller owns it. Null, after a
 * message and with the exit code for it, where no run can be asked.
 */
json_t *control_ask(const char *socket, json_t *request, int *code);

#endif
