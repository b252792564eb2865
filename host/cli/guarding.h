/* SPDX-License-Identifier: MIT */
/* `run --guard`: the handlers of the signals that a stray access or a crash raises. */
#ifndef LOOPBLOCKS_CLI_GUARDING_H
#define LOOPBLOCKS_CLI_GUARDING_H

#include <loopblocks/host.h>

/* From here on the pipeline's blocks are told of that stray, and who crashes is named before the program dies of it. */
void guarding_begin(const struct lbh_pipeline *pipeline);
void guarding_end(void);

#endif
