/* SPDX-License-Identifier: MIT */
/* Descriptions, as the library gives them in JSON, as text for people. Their members are in docs/describe.md. */
#ifndef LOOPBLOCKS_CLI_DESCRIBE_TEXT_H
#define LOOPBLOCKS_CLI_DESCRIBE_TEXT_H

#include <stdio.h>

#include <jansson.h>

void describe_plugin(FILE *file, const json_t *plugin);
void describe_pipeline(FILE *file, const json_t *pipeline);

/* Parts of both: name, kind, description and file; a heading and its declarations, nothing where there are none. */
void describe_title(FILE *file, const json_t *description);
void describe_values(FILE *file, const char *heading, const json_t *values);

/* Return a member's text or "", and a value as JSON text in `buffer`, cut off where it is longer. */
const char *describe_member(const json_t *object, const char *key);
const char *describe_value(const json_t *value, char *buffer, size_t size);

#endif
