/* SPDX-License-Identifier: MIT */
/* How a helper's process is made: with nothing of this one but its environment. */
#ifndef LBH_HELPER_SPAWN_H
#define LBH_HELPER_SPAWN_H

#include <sys/types.h>

/* The descriptor at which a helper finds its channel. */
#define LBH_HELPER_FD 3

/*
 * Starts the program, under this name, and gives this side's end of the channel, and the end at which its standard error arrives (which does not
 * block). Returns 0, or an errno and nothing.
 */
int lbh_helper_spawn(const char *program, const char *name, pid_t *pid, int *channel_fd, int *words_fd);

#endif
