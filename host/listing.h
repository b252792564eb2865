/* SPDX-License-Identifier: MIT */
/* The plugins that are found, each as a row, and none of them loaded: from its manifest, from the index, or by the scanner. */
#ifndef LBH_LISTING_H
#define LBH_LISTING_H

#include <stdint.h>

#include "catalog.h"

/*
 * Returns the rows of lbh_host_list, which the caller owns; null when out of memory. `timeout_ns` is what the scanner gives a
 * library. `scanners`, which may be null, is set to how many were started.
 */
struct json_t *lbh_listing_make(struct lbh_catalog *catalog, int64_t timeout_ns, unsigned *scanners, struct lbh_diag *diag);

#endif
