/* SPDX-License-Identifier: MIT */
/* How a config finds its value: on the command line, in the manifest, in a file, in its declaration; and what can be wrong. */
#include "config.h"

#include "config_file.h"
#include "config_slots.h"
#include "file.h"
#include "json.h"
#include "nearest.h"
#include "text.h"
#include "value_status.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* One resolution. The first failure stays in `status`; going on finds the others. */
struct resolving {
    const struct lbh_config *declared;
    size_t count;
    const struct lbh_config_source *source;
    struct lbh_configs *configs;
    struct lbh_config_file *files;
    size_t file_count;
    bool is_file_missing; /* what it would have held is not missed too */
    struct lbh_diag *diag;
    enum lbh_status status;
};

enum origin { FROM_NOWHERE, FROM_OVERRIDE, FROM_MANIFEST, FROM_FILE, FROM_DEFAULT };

/* What was found for one config. */
struct setting {
    enum origin origin;
    json_t *json; /* owned */
    const struct lbh_config_file *file;
};

static void note(struct resolving *resolving, enum lbh_status status)
{
    if (resolving->status == LBH_OK || status == LBH_ERR_MEMORY) resolving->status = status;
}

static void note_no_memory(struct resolving *resolving)
{
    note(resolving, lbh_diag_add(resolving->diag, LBH_ERR_MEMORY, "out of memory"));
}

/* Says which config the errors from number `first` on are of, and where it was set. */
static void locate(struct resolving *resolving, const char *key, const struct setting *setting, size_t first)
{
    const struct lbh_config_source *source = resolving->source;
    struct lbh_diag *diag = resolving->diag;
    if (lbh_diag_count(diag) <= first) return;
    lbh_diag_prefix(diag, first, "cannot set %s.%s", source->owner, key);
    if (setting->origin == FROM_OVERRIDE) return; /* no file says it */
    if (setting->origin == FROM_FILE) {
        lbh_config_file_locate(setting->file, key, diag, first);
        return;
    }
    char *path = lbh_text("%s.config.%s", source->json_path, key);
    if (path && source->manifest)
        lbh_manifest_locate(source->manifest, path, diag, first);
    else if (path)
        lbh_diag_locate(diag, first, NULL, 0, 0, path);
    free(path);
}

static const struct lbh_config *find_declared(const struct resolving *resolving, const char *key)
{
    for (size_t i = 0; i < resolving->count; i++)
        if (strcmp(resolving->declared[i].declared.name, key) == 0) return &resolving->declared[i];
    return NULL;
}

static void report_unknown(struct resolving *resolving, const char *key, const struct setting *setting)
{
    const size_t first = lbh_diag_count(resolving->diag);
    const enum lbh_status status = setting->origin == FROM_OVERRIDE ? LBH_ERR_USAGE : LBH_ERR_INVALID;
    note(resolving, lbh_diag_add(resolving->diag, status, "there is no such config"));
    const char **names = calloc(resolving->count + 1, sizeof *names);
    for (size_t i = 0; names && i < resolving->count; i++) names[i] = resolving->declared[i].declared.name;
    char nearest[256];
    if (names && *lbh_nearest_text(key, names, resolving->count, nearest, sizeof nearest))
        lbh_diag_mend(resolving->diag, "%s", nearest);
    else if (resolving->count == 0)
        lbh_diag_mend(resolving->diag, "%s has no configs", resolving->source->owner);
    free(names);
    locate(resolving, key, setting, first);
}

/* Files may not name further files. */
static bool may_be_in_file(const struct lbh_config *config)
{
    return config && !(config->declared.flags & LB_CONFIG_FILE);
}

static void check_keys(struct resolving *resolving, const struct json_t *object, const struct setting *setting)
{
    const char *key;
    json_t *json;
    json_object_foreach(lbh_json_iterable(object), key, json)
    {
        const struct lbh_config *config = find_declared(resolving, key);
        if (setting->origin == FROM_FILE ? key[0] == '_' || may_be_in_file(config) : config != NULL) continue;
        report_unknown(resolving, key, setting);
    }
}

static void check_overrides(struct resolving *resolving)
{
    const struct lbh_config_source *source = resolving->source;
    for (size_t i = 0; i < source->override_count; i++) {
        struct lbh_config_override *override = &source->overrides[i];
        if (strcmp(override->owner, source->owner) != 0) continue;
        override->used = true;
        if (!find_declared(resolving, override->key))
            report_unknown(resolving, override->key, &(struct setting){.origin = FROM_OVERRIDE});
    }
}

/* A str takes the text as it stands, even where it looks like JSON. */
static enum lbh_status read_override(const struct lbh_config *config, const char *text, json_t **json, struct lbh_diag *diag)
{
    if (config->type.element != LB_TYPE_STR || config->type.ndim != 0) return lbh_json_parse_typed(text, json, diag);
    *json = json_string_nocheck(text);
    return *json ? LBH_OK : lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
}

static enum lbh_status find_setting(struct resolving *resolving, const struct lbh_config *config, struct setting *setting)
{
    const struct lbh_config_source *source = resolving->source;
    const char *key = config->declared.name;
    for (size_t i = source->override_count; i-- > 0;) { /* the last one said is the one meant */
        const struct lbh_config_override *override = &source->overrides[i];
        if (strcmp(override->owner, source->owner) != 0 || strcmp(override->key, key) != 0) continue;
        setting->origin = FROM_OVERRIDE;
        return read_override(config, override->text, &setting->json, resolving->diag);
    }
    setting->json = json_incref(json_object_get(source->given, key));
    setting->origin = setting->json ? FROM_MANIFEST : FROM_NOWHERE;
    for (size_t i = 0; i < resolving->file_count && !setting->json && may_be_in_file(config); i++) {
        setting->file = &resolving->files[i];
        setting->json = json_incref(json_object_get(setting->file->json, key));
        setting->origin = setting->json ? FROM_FILE : FROM_NOWHERE;
    }
    const char *text = config->declared.default_value;
    if (setting->json || !text) return LBH_OK;
    setting->origin = FROM_DEFAULT;
    return lbh_json_parse(NULL, text, strlen(text), &setting->json, resolving->diag);
}

/* Makes an input path one from the working directory, and looks whether there is something. */
static enum lbh_status resolve_path(struct resolving *resolving, const struct setting *setting, struct lbh_value *value)
{
    const struct lbh_manifest *manifest = resolving->source->manifest;
    if (setting->origin != FROM_OVERRIDE && manifest && value->bytes > 0) {
        char *path = lbh_path_join(manifest->directory, value->data);
        if (!path) return lbh_diag_add(resolving->diag, LBH_ERR_MEMORY, "out of memory");
        free(value->data);
        value->data = path;
        value->bytes = strlen(path);
        value->shape[0] = (int64_t)value->bytes;
    }
    struct stat about;
    if (stat(value->data, &about) == 0) return LBH_OK;
    return lbh_diag_add(resolving->diag, setting->origin == FROM_OVERRIDE ? LBH_ERR_USAGE : LBH_ERR_INVALID,
                        "cannot find \"%s\": %s", (const char *)value->data, strerror(errno));
}

/* Makes and checks the value; leaves it unset for a null that means that. */
static enum lbh_status make_value(struct resolving *resolving, const struct lbh_config *config, const struct setting *setting,
                                  struct lbh_value *value)
{
    const struct lb_config *declared = &config->declared;
    const enum lbh_status failure = setting->origin == FROM_OVERRIDE ? LBH_ERR_USAGE : LBH_ERR_INVALID;
    const bool nullable = (declared->flags & LB_CONFIG_NULLABLE) != 0;
    const bool required = (declared->flags & LB_CONFIG_REQUIRED) != 0;
    if (json_is_null(setting->json) && (nullable || (!declared->default_value && !required))) return LBH_OK;
    enum lbh_status status = lbh_value_from_json_as(value, &config->type, setting->json, failure, resolving->diag);
    if (status == LBH_OK) status = lbh_value_check_as(value, declared->range, declared->choices, failure, resolving->diag);
    if (status == LBH_OK && (declared->flags & LB_CONFIG_INPUT_PATH) && value->element == LB_TYPE_STR && value->ndim == 0)
        status = resolve_path(resolving, setting, value);
    return status;
}

/* Reads the file that a config names. It has a place in `files`. */
static void open_file(struct resolving *resolving, const char *path)
{
    const size_t first = lbh_diag_count(resolving->diag);
    const enum lbh_status status = lbh_config_file_init(&resolving->files[resolving->file_count], path, resolving->diag);
    if (status != LBH_OK) {
        lbh_diag_prefix(resolving->diag, first, "cannot read the configs of %s", resolving->source->owner);
        resolving->is_file_missing = true;
        note(resolving, status);
        return;
    }
    const struct lbh_config_file *file = &resolving->files[resolving->file_count++];
    check_keys(resolving, file->json, &(struct setting){.origin = FROM_FILE, .file = file});
}

static void resolve_one(struct resolving *resolving, const struct lbh_config *config)
{
    const struct lb_config *declared = &config->declared;
    if (declared->flags & LB_CONFIG_IGNORED) return;
    const size_t first = lbh_diag_count(resolving->diag);
    struct setting setting = {0};
    struct lbh_value value = {0};
    enum lbh_status status = find_setting(resolving, config, &setting);
    if (status == LBH_OK && setting.json) {
        status = make_value(resolving, config, &setting, &value);
    } else if (status == LBH_OK && (declared->flags & LB_CONFIG_REQUIRED) && !resolving->is_file_missing) {
        status = lbh_diag_add(resolving->diag, LBH_ERR_INVALID, "expected=%s, found=none: it must be given", declared->type);
        lbh_diag_mend(resolving->diag, "write \"config\": {\"%s\": ...}, or pass --set %s.%s=...", declared->name,
                      resolving->source->owner, declared->name);
    }
    json_decref(setting.json);
    if (status != LBH_OK) {
        lbh_value_fini(&value);
        note(resolving, status);
        locate(resolving, declared->name, &setting, first);
        if (declared->flags & LB_CONFIG_FILE) resolving->is_file_missing = true;
        return;
    }
    if (value.element == LB_TYPE_NONE) return;
    lbh_configs_take(resolving->configs, declared->slot, &value);
    if (declared->flags & LB_CONFIG_FILE) open_file(resolving, value.data);
}

enum lbh_status lbh_configs_resolve(const struct lbh_config *declared, size_t count, const struct lbh_config_source *source,
                                    struct lbh_configs **configs, struct lbh_diag *diag)
{
    struct resolving resolving = {.declared = declared, .count = count, .source = source, .diag = diag, .status = LBH_OK};
    resolving.configs = lbh_configs_new(declared, count);
    resolving.files = calloc(count + 1, sizeof *resolving.files);
    if (!resolving.configs || !resolving.files) note_no_memory(&resolving);
    if (resolving.status == LBH_OK) {
        check_keys(&resolving, source->given, &(struct setting){.origin = FROM_MANIFEST});
        check_overrides(&resolving);
    }
    /* Those that name files come first: the files hold values for the others. */
    for (size_t i = 0; i < count && resolving.status != LBH_ERR_MEMORY; i++)
        if (declared[i].declared.flags & LB_CONFIG_FILE) resolve_one(&resolving, &declared[i]);
    for (size_t i = 0; i < count && resolving.status != LBH_ERR_MEMORY; i++)
        if (!(declared[i].declared.flags & LB_CONFIG_FILE)) resolve_one(&resolving, &declared[i]);
    for (size_t i = 0; i < resolving.file_count; i++) lbh_config_file_fini(&resolving.files[i]);
    free(resolving.files);
    if (resolving.status == LBH_OK)
        *configs = resolving.configs;
    else
        lbh_configs_free(resolving.configs);
    return resolving.status;
}
