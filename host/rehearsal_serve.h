/* SPDX-License-Identifier: MIT */
/* What the rehearsal's process does with what the host sends it. */
#ifndef LBH_REHEARSAL_SERVE_H
#define LBH_REHEARSAL_SERVE_H

#include "helper_peer.h"

/* Answers the host's messages until it is gone. Returns the process's exit status. */
int lbh_rehearsal_serve(struct lbh_peer *peer);

#endif
