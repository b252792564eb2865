/* SPDX-License-Identifier: MIT */
/* Libraries looked into by a process of its own, which may crash, hang or exit over them in this one's place. */
#ifndef LBH_SCANNER_H
#define LBH_SCANNER_H

#include <stdint.h>

#include "diag.h"

struct json_t;

/* For each library, unless it is said otherwise. */
#define LBH_SCAN_TIMEOUT_NS INT64_C(5000000000)

enum lbh_scan_result {
    LBH_SCAN_DESCRIBED,
    LBH_SCAN_REFUSED, /* it is no plugin, or one that this host cannot load */
    LBH_SCAN_FAILED,  /* it crashed, hung, exited or forked while it was loaded */
    LBH_SCAN_UNABLE   /* nothing can be said of it: there is no scanner, or no memory */
};

/* One process looks into many libraries, one after another; after a failure there is another one. For one thread. */
struct lbh_scanner;

/* Makes one; its process is started when it is needed. Null when out of memory. */
struct lbh_scanner *lbh_scanner_new(int64_t timeout_ns);
void lbh_scanner_free(struct lbh_scanner *scanner);

/* Returns how many processes have been started, for tests. */
unsigned lbh_scanner_count(const struct lbh_scanner *scanner);

/*
 * Has a library loaded and its descriptor read; its constructors run, and nothing else of it does. Gives what lbh_describe_library
 * says of it, which the caller owns, or tells why not.
 */
enum lbh_scan_result lbh_scanner_look(struct lbh_scanner *scanner, const char *file, struct json_t **description,
                                      struct lbh_diag *diag);

#endif
