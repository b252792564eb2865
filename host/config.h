/* SPDX-License-Identifier: MIT */
/* Configs: what a block or component declares, what the manifest, its files and --set give, resolved into slots. */
#ifndef LBH_CONFIG_H
#define LBH_CONFIG_H

#include <loopblocks/descriptor.h>

#include "manifest.h"
#include "type.h"

/* A declared config, with its type parsed. Strings are borrowed from the library. */
struct lbh_config {
    struct lb_config declared;
    struct lbh_type type;
};

/* A setting given beside the manifest: --set guider.guidance_scale=5 is {"guider", "guidance_scale", "5"}. */
struct lbh_config_override {
    const char *owner; /* a component's name or a block's path */
    const char *key;
    const char *text;
    bool used; /* set by resolve when it was for its owner: an unknown key is reported there */
};

/* Where the settings of one block or component come from. */
struct lbh_config_source {
    const struct lbh_manifest *manifest;   /* for places and for the folder that input paths are relative to; may be null */
    const char *owner;                     /* "guider", "denoise.denoiser" */
    const char *json_path;                 /* of the owner: settings stand at <json_path>.config.<key> */
    const struct json_t *given;            /* the object <json_path>.config; may be null */
    struct lbh_config_override *overrides; /* of everybody: those of this owner apply */
    size_t override_count;
};

struct lbh_configs;

/*
 * Resolves the declared configs, each from the first that gives it: an override, the manifest, the files named by configs
 * flagged LB_CONFIG_FILE (a JSON file, or a folder's config.json; keys that begin with _ are ignored; Infinity, -Infinity and
 * NaN are understood), the default. Reports all errors at once: unknown keys (with the nearest), wrong types, out of range, no
 * choice of those offered, missing though required, null where not nullable (null is "not set" where there is no default),
 * files that cannot be read or are no JSON, paths that do not exist. Relative input paths become relative to the working
 * directory; those of overrides are so already. An error of an override is LBH_ERR_USAGE.
 */
enum lbh_status lbh_configs_resolve(const struct lbh_config *declared, size_t count, const struct lbh_config_source *source,
                                    struct lbh_configs **configs, struct lbh_diag *diag);
void lbh_configs_free(struct lbh_configs *configs);

/* Returns the view that create and the accessors take; borrowed until free. host and context are the caller's to fill. */
struct lb_state *lbh_configs_view(struct lbh_configs *configs);

/* Returns the slots in the order of the declarations' slot numbers. */
const struct lb_slot *lbh_configs_slot(const struct lbh_configs *configs, uint32_t slot);

#endif
