/* SPDX-License-Identifier: MIT */
/* The host object: a catalogue of plugins, a cache of checkpoints, a listener for messages. */
#include <loopblocks/host.h>

#include <stdlib.h>

#include "plan.h"

#ifndef LBH_VERSION
#error "LBH_VERSION must be the package's version"
#endif

struct lbh_host *lbh_host_new(void)
{
    struct lbh_host *host = calloc(1, sizeof *host);
    if (!host) return NULL;
    host->catalog = lbh_catalog_new();
    host->weights = lbh_weights_new();
    if (host->catalog && host->weights) return host;
    lbh_host_free(host);
    return NULL;
}

void lbh_host_free(struct lbh_host *host)
{
    if (!host) return;
    lbh_catalog_free(host->catalog);
    lbh_weights_free(host->weights);
    free(host);
}

enum lbh_status lbh_host_add_folder(struct lbh_host *host, const char *folder, struct lbh_diag *diag)
{
    return lbh_catalog_add_folder(host->catalog, folder, diag);
}

void lbh_host_set_log(struct lbh_host *host, lbh_log_function function, void *user)
{
    host->log = function;
    host->log_user = user;
}

enum lbh_status lbh_host_copy_plugins(struct lbh_host *host, struct lbh_diag *diag)
{
    return lbh_catalog_copy_always(host->catalog, diag);
}

const char *lbh_version(void)
{
    return LBH_VERSION;
}
