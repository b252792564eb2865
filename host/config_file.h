/* SPDX-License-Identifier: MIT */
/* JSON files whose keys are configs: diffusers' config.json and scheduler_config.json. */
#ifndef LBH_CONFIG_FILE_H
#define LBH_CONFIG_FILE_H

#include "diag.h"

struct json_t;

/* A file that is open: its tree, and its text for places. */
struct lbh_config_file {
    char *path;
    char *text;
    size_t length;
    struct json_t *json; /* an object */
};

/* Reads a file, or the config.json of a folder. */
enum lbh_status lbh_config_file_init(struct lbh_config_file *file, const char *path, struct lbh_diag *diag);
void lbh_config_file_fini(struct lbh_config_file *file);

/* Gives every error from number `first` on that has no place that of a key. */
void lbh_config_file_locate(const struct lbh_config_file *file, const char *key, struct lbh_diag *diag, size_t first);

#endif
