/* SPDX-License-Identifier: MIT */
/* The scanner's part: a library's path comes, its description or its refusal goes. */
#include "scan_serve.h"

#include <stdlib.h>
#include <string.h>

#include "describe.h"
#include "json.h"
#include "libraries.h"

static json_t *describe_error(const struct lbh_diag *diag)
{
    const struct lbh_error *error = lbh_diag_borrow_error(diag, 0);
    if (!error) return json_pack("{s{si, ss}}", "error", "status", (int)LBH_ERR_MEMORY, "text", "out of memory");
    json_t *text = json_string(error->text);
    /* The dynamic linker may quote names that are no UTF-8. */
    if (!text) text = json_string("cannot load library: the reason is no UTF-8");
    return json_pack("{s{si, so, ss*}}", "error", "status", (int)error->status, "text", text, "mend", error->mend);
}

/* Loads one, after saying so, and answers. It stays loaded: closing it would run more of its code. */
static bool answer(struct lbh_libraries *libraries, const char *file, struct lbh_peer *peer)
{
    struct lbh_library *library = NULL;
    struct lbh_diag *diag = lbh_diag_new();
    if (!diag || !lbh_peer_announce(peer, "dlopen", NULL)) return false;
    const bool loaded = lbh_libraries_load(libraries, file, &library, diag) == LBH_OK;
    json_t *json = loaded ? json_pack("{so}", "described", lbh_describe_library(library)) : describe_error(diag);
    char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
    const bool sent = text && lbh_peer_send(peer, text, strlen(text));
    free(text);
    json_decref(json);
    lbh_diag_free(diag);
    return sent;
}

int lbh_scan_serve(struct lbh_peer *peer)
{
    struct lbh_libraries *libraries = lbh_libraries_new();
    char *file = NULL;
    size_t length = 0;
    bool fine = libraries && lbh_peer_send(peer, lbh_version(), strlen(lbh_version()));
    while (fine && lbh_peer_receive(peer, &file, &length)) {
        fine = answer(libraries, file, peer);
        free(file);
    }
    return fine ? EXIT_SUCCESS : EXIT_FAILURE;
}
