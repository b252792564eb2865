/* SPDX-License-Identifier: MIT */
/* Diagnostics: a list of errors, each with a status, a place, a text and a mend. The internal side; host.h has the public one. */
#ifndef LBH_DIAG_H
#define LBH_DIAG_H

#include <stdarg.h>

#include <loopblocks/abi.h>
#include <loopblocks/host.h>

/* Adds an error without a place and returns `status`. A null diag is allowed. */
enum lbh_status lbh_diag_add(struct lbh_diag *diag, enum lbh_status status, const char *format, ...) LB_PRINTF(3, 4);
enum lbh_status lbh_diag_vadd(struct lbh_diag *diag, enum lbh_status status, const char *format, va_list arguments)
    LB_PRINTF(3, 0);

/* Says how the latest error can be mended. */
void lbh_diag_mend(struct lbh_diag *diag, const char *format, ...) LB_PRINTF(2, 3);

/* Puts `prefix` and ": " before the text of every error from number `first` on. */
void lbh_diag_prefix(struct lbh_diag *diag, size_t first, const char *format, ...) LB_PRINTF(3, 4);

/*
 * Gives every error from number `first` on that has no place yet this one: a file, a line and column (from 1; 0: not known) and
 * a path within the file, such as "blocks.denoise.use" (null: none). The texts are copied.
 */
void lbh_diag_locate(struct lbh_diag *diag, size_t first, const char *file, int line, int column, const char *path);

/* Moves all errors of another diag to the end of this one. */
void lbh_diag_append(struct lbh_diag *diag, struct lbh_diag *other);

/* Gives every error from number `first` on this status. */
void lbh_diag_restate(struct lbh_diag *diag, size_t first, enum lbh_status status);

/* Forgets every error from number `first` on: what was tried did not matter after all. */
void lbh_diag_truncate(struct lbh_diag *diag, size_t first);

#endif
