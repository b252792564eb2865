/* SPDX-License-Identifier: MIT */
/* A folder of this process alone in $TMPDIR, which outlives neither its owner nor, for long, a crash of it. */
#ifndef LBH_PRIVATE_FOLDER_H
#define LBH_PRIVATE_FOLDER_H

#include <sys/types.h>

#include "diag.h"

/* Zero-filled, it is not made yet. */
struct lbh_private_folder {
    char *path;  /* absolute; null: not made yet */
    int fd;      /* of the folder, locked while its owner lives */
    pid_t owner; /* a child of fork has this struct too, but not the folder */
};

/*
 * Makes the folder, "loopblocks-<pid>-XXXXXX" in $TMPDIR or else /tmp, mode 0700, unless this process has made it already; after a
 * fork the child gets one of its own. Removes those that crashed processes of this user have left there.
 */
enum lbh_status lbh_private_folder_make(struct lbh_private_folder *folder, struct lbh_diag *diag);

/* Removes the folder with its files, unless another process has made it. */
void lbh_private_folder_remove(struct lbh_private_folder *folder);

#endif
