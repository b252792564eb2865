/* SPDX-License-Identifier: MIT */
/* What an author says of a block that the suite cannot guess: a JSON file, and the options that change it. */
#ifndef LOOPBLOCKS_CONFORM_PROFILE_H
#define LOOPBLOCKS_CONFORM_PROFILE_H

#include "job.h"

/*
 * Reads a profile; null: NAME.conform.json beside the block, if it is there. Fills the job's directory, profile and allowances.
 * Returns false after a message that names the place: on a file that is no profile, unknown members, checks that do not exist, and
 * allowances without a reason.
 */
bool profile_read(struct job *job, const char *file);

/* Set a member of the profile: the text as on a command line; a file relative to the working directory. */
bool profile_set(struct job *job, const char *member, const char *key, size_t key_length, const char *text);
bool profile_set_file(struct job *job, const char *member, const char *file);
bool profile_add_file(struct job *job, const char *member, const char *file);

#endif
