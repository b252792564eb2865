/* SPDX-License-Identifier: MIT */
/* What a change was and what became of it, in a sentence: the same in the program that runs and in the one that asked. */
#ifndef LOOPBLOCKS_CLI_CHANGE_TEXT_H
#define LOOPBLOCKS_CLI_CHANGE_TEXT_H

#include <stddef.h>
#include <stdio.h>

#include <jansson.h>

/* Writes what edits are about: `denoise.after_denoiser`, `insert denoise.clip, set guider.guidance_scale`. Returns buffer. */
const char *change_subject(const json_t *edits, char *buffer, size_t size);

/*
 * Prints what became of it: `SUBJECT: done at iteration 25 of denoise, 3 calls on trial`, or `SUBJECT: refused in rehearsal: WHY` and
 * the mend on a line of its own; several reasons have lines of their own.
 */
void change_print(FILE *file, const char *subject, const json_t *answer);

#endif
