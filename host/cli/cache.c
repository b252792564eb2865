/* SPDX-License-Identifier: MIT */
/* Which variables of the environment name the cache. */
#include "cache.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum lbh_status cache_set(struct lbh_host *host, struct lbh_diag *diag)
{
    const char *own = secure_getenv("LOOPBLOCKS_CACHE");
    const char *shared = secure_getenv("XDG_CACHE_HOME");
    const char *home = secure_getenv("HOME");
    char *folder = NULL;
    if (own) return lbh_host_set_cache(host, *own ? own : NULL, diag);
    /* The specification of XDG_CACHE_HOME has a relative one ignored. */
    const bool is_shared = shared && *shared == '/';
    if (!is_shared && (!home || *home != '/')) return LBH_OK;
    if (asprintf(&folder, "%s%s/loopblocks", is_shared ? shared : home, is_shared ? "" : "/.cache") < 0) return LBH_ERR_MEMORY;
    const enum lbh_status status = lbh_host_set_cache(host, folder, diag);
    free(folder);
    return status;
}
