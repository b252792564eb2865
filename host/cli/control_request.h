/* SPDX-License-Identifier: MIT */
/* What may be asked for through the control socket, and the form of questions and answers: a JSON object a line. */
#ifndef LOOPBLOCKS_CLI_CONTROL_REQUEST_H
#define LOOPBLOCKS_CLI_CONTROL_REQUEST_H

#include <stddef.h>

#include <jansson.h>

enum request_kind { REQUEST_WRONG, REQUEST_CHANGE, REQUEST_STATUS, REQUEST_STOP, REQUEST_PAUSE, REQUEST_RESUME };

/*
 * Reads a line. What it yields, the caller owns: of a change the array of its edits, {"do": "swap", "path", "file"} and so on, each
 * with the members it must have and no others; of a wrong request its answer; of any other null.
 */
enum request_kind request_read(const char *line, size_t length, json_t **yield);

/* Returns the answer to a request with one fault: {"ok": false, "errors": [{"text", "mend"}]}. `mend` may be null. */
json_t *request_refuse(const char *text, const char *mend);

/* Returns an answer as its line, without the line feed; null when out of memory. Takes the answer. */
char *request_write(json_t *answer);

#endif
