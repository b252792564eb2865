/* SPDX-License-Identifier: MIT */
/* How a file of configs is read. */
#include "config_file.h"

#include "file.h"
#include "json.h"
#include "place.h"

#include <stdlib.h>
#include <string.h>

void lbh_config_file_fini(struct lbh_config_file *file)
{
    json_decref(file->json);
    free(file->text);
    free(file->path);
    *file = (struct lbh_config_file){0};
}

void lbh_config_file_locate(const struct lbh_config_file *file, const char *key, struct lbh_diag *diag, size_t first)
{
    if (lbh_diag_count(diag) <= first) return;
    const struct lbh_place place = lbh_place_find(file->text, file->length, key);
    lbh_diag_locate(diag, first, file->path, place.line, place.column, key);
}

enum lbh_status lbh_config_file_init(struct lbh_config_file *file, const char *path, struct lbh_diag *diag)
{
    struct lbh_config_file opened = {.path = lbh_path_is_folder(path) ? lbh_path_join(path, "config.json") : strdup(path)};
    if (!opened.path) return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    enum lbh_status status = lbh_file_read(opened.path, &opened.text, &opened.length, diag);
    if (status == LBH_OK) status = lbh_json_parse(opened.path, opened.text, opened.length, &opened.json, diag);
    if (status == LBH_OK && !json_is_object(opened.json)) {
        const size_t first = lbh_diag_count(diag);
        char found[80];
        status = lbh_diag_add(diag, LBH_ERR_INVALID, "expected=an object, found=%s",
                              lbh_json_brief(opened.json, found, sizeof found));
        lbh_config_file_locate(&opened, "", diag, first);
    }
    if (status == LBH_OK)
        *file = opened;
    else
        lbh_config_file_fini(&opened);
    return status;
}
