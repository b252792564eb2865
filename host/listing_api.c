/* SPDX-License-Identifier: MIT */
/* The plugins that are found, as the public API has them; and where is kept what was found out of them. */
#include <stdlib.h>

#include "json.h"
#include "listing.h"
#include "plan.h"
#include "quarantine.h"
#include "scanner.h"

enum lbh_status lbh_host_set_cache(struct lbh_host *host, const char *folder, struct lbh_diag *diag)
{
    return lbh_catalog_set_cache(host->catalog, folder, diag);
}

enum lbh_status lbh_host_retry(struct lbh_host *host, struct lbh_diag *diag)
{
    const char *cache = lbh_catalog_borrow_cache(host->catalog);
    const enum lbh_status status = cache ? lbh_quarantine_clear(cache, diag) : LBH_OK;
    lbh_catalog_renew_quarantine(host->catalog);
    return status;
}

static const char *member(const json_t *row, const char *key)
{
    return json_string_value(json_object_get(row, key));
}

enum lbh_status lbh_host_visit(struct lbh_host *host, lbh_list_function function, void *user, struct lbh_diag *diag)
{
    json_t *rows = lbh_listing_make(host->catalog, LBH_SCAN_TIMEOUT_NS, NULL, diag);
    if (!rows) return LBH_ERR_MEMORY;
    size_t index;
    const json_t *row;
    json_array_foreach(rows, index, row)
    {
        const struct lbh_listed listed = {.kind = member(row, "kind"),
                                          .name = member(row, "name"),
                                          .version = member(row, "version"),
                                          .file = member(row, "file"),
                                          .description = member(row, "description"),
                                          .error = member(row, "error"),
                                          .mend = member(row, "mend"),
                                          .source = member(row, "source"),
                                          .warning = member(row, "warning")};
        function(user, &listed);
    }
    json_decref(rows);
    return LBH_OK;
}

char *lbh_host_list(struct lbh_host *host, struct lbh_diag *diag)
{
    json_t *rows = lbh_listing_make(host->catalog, LBH_SCAN_TIMEOUT_NS, NULL, diag);
    char *text = rows ? json_dumps(rows, JSON_INDENT(2)) : NULL;
    if (rows && !text) lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    json_decref(rows);
    return text;
}
