/* SPDX-License-Identifier: MIT */
/* What the scanner does: it loads the libraries that it is told and says what they are. */
#ifndef LBH_SCAN_SERVE_H
#define LBH_SCAN_SERVE_H

#include "helper_peer.h"

/* Serves until the host has gone. Returns an exit status. */
int lbh_scan_serve(struct lbh_peer *peer);

#endif
