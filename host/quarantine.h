/* SPDX-License-Identifier: MIT */
/* Libraries that ended, crashed or held up the process that looked into them: known by their content, and why. */
#ifndef LBH_QUARANTINE_H
#define LBH_QUARANTINE_H

#include <stdbool.h>
#include <stdint.h>

#include "diag.h"

struct lbh_quarantine;

/*
 * Reads the quarantine of a cache folder; one that is not there, or cannot be read, is empty. Null: one that is kept nowhere.
 * Returns null when out of memory.
 */
struct lbh_quarantine *lbh_quarantine_open(const char *folder);

/* Writes it where something has come in and that is possible, and frees it. Null is fine. */
void lbh_quarantine_close(struct lbh_quarantine *quarantine);

bool lbh_quarantine_is_empty(const struct lbh_quarantine *quarantine);

/* Returns why this content is in it, or null. Borrowed. */
const char *lbh_quarantine_find(const struct lbh_quarantine *quarantine, const char *sha256);

/* Returns whether it has content of this size at all: else there is no need to hash a file. */
bool lbh_quarantine_has_size(const struct lbh_quarantine *quarantine, int64_t bytes);

/* Adds content; `file` is where it was found. */
void lbh_quarantine_put(struct lbh_quarantine *quarantine, const char *sha256, int64_t bytes, const char *file,
                        const char *reason);

/* Refuses a file whose content is in it. What cannot be read is not: loading it says why. */
enum lbh_status lbh_quarantine_check(const struct lbh_quarantine *quarantine, const char *file, struct lbh_diag *diag);

/* The same where the content is known. */
enum lbh_status lbh_quarantine_check_content(const struct lbh_quarantine *quarantine, const char *file, const char *sha256,
                                             struct lbh_diag *diag);

/* Empties that of a folder. */
enum lbh_status lbh_quarantine_clear(const char *folder, struct lbh_diag *diag);

#endif
