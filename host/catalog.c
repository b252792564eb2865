/* SPDX-License-Identifier: MIT */
/* The search path and the table of loaded libraries. */
#include "catalog.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "map.h"
#include "nearest.h"

struct loaded {
    struct lbh_library library;
    struct lbh_dylib *dylib;
    dev_t device;
    ino_t inode;
};

struct lbh_catalog {
    char **folders; /* those added, then those of the environment, then the default one */
    size_t folder_count;
    size_t added_count;
    struct loaded **loaded;
    size_t loaded_count;
    struct lbh_map by_file; /* index into loaded */
};

/* A plugin's name and file, as a folder lists it. */
struct listed {
    char *name;
    char *file;
    size_t folder;
};

static enum lbh_status no_memory(struct lbh_diag *diag)
{
    return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
}

static bool insert_folder(struct lbh_catalog *catalog, size_t index, const char *folder, size_t length)
{
    char **folders = realloc(catalog->folders, (catalog->folder_count + 1) * sizeof *folders);
    if (!folders) return false;
    catalog->folders = folders;
    char *copy = strndup(folder, length);
    if (!copy) return false;
    memmove(folders + index + 1, folders + index, (catalog->folder_count - index) * sizeof *folders);
    folders[index] = copy;
    catalog->folder_count++;
    return true;
}

struct lbh_catalog *lbh_catalog_new(void)
{
    struct lbh_catalog *catalog = calloc(1, sizeof *catalog);
    char *fallback = lbh_dylib_plugin_folder();
    bool fine = catalog && fallback;
    const char *path = getenv("LOOPBLOCKS_PATH");
    while (fine && path && *path) {
        const size_t length = strcspn(path, ":");
        if (length) fine = insert_folder(catalog, catalog->folder_count, path, length);
        path += length + (path[length] == ':');
    }
    if (fine) fine = insert_folder(catalog, catalog->folder_count, fallback, strlen(fallback));
    free(fallback);
    if (fine) return catalog;
    lbh_catalog_free(catalog);
    return NULL;
}

void lbh_catalog_free(struct lbh_catalog *catalog)
{
    if (!catalog) return;
    for (size_t i = 0; i < catalog->loaded_count; i++) {
        lbh_descriptor_free(catalog->loaded[i]->library.descriptor);
        lbh_dylib_leave(catalog->loaded[i]->dylib);
        free(catalog->loaded[i]->library.file);
        free(catalog->loaded[i]);
    }
    for (size_t i = 0; i < catalog->folder_count; i++) free(catalog->folders[i]);
    free(catalog->loaded);
    free(catalog->folders);
    lbh_map_fini(&catalog->by_file);
    free(catalog);
}

enum lbh_status lbh_catalog_add_folder(struct lbh_catalog *catalog, const char *folder, struct lbh_diag *diag)
{
    struct stat status;
    const int error = stat(folder, &status) != 0 ? errno : S_ISDIR(status.st_mode) ? 0 : ENOTDIR;
    if (error) {
        lbh_diag_add(diag, LBH_ERR_USAGE, "cannot search plugins: folder=\"%s\", %s", folder, strerror(error));
        lbh_diag_mend(diag, "name a folder that holds plugins, NAME.so");
        return LBH_ERR_USAGE;
    }
    if (!insert_folder(catalog, catalog->added_count, folder, strlen(folder))) return no_memory(diag);
    catalog->added_count++;
    return LBH_OK;
}

bool lbh_use_is_file(const char *use)
{
    const size_t length = strlen(use);
    return strchr(use, '/') || (length > 3 && strcmp(use + length - 3, ".so") == 0);
}

/* Opens a file that is not loaded yet and reads its descriptor. */
static enum lbh_status load_new(struct lbh_catalog *catalog, const char *file, const struct stat *identity,
                                struct loaded **result, struct lbh_diag *diag)
{
    const size_t first = lbh_diag_count(diag);
    struct loaded *loaded = calloc(1, sizeof *loaded);
    struct loaded **all = realloc(catalog->loaded, (catalog->loaded_count + 1) * sizeof *all);
    if (all) catalog->loaded = all;
    if (!loaded || !all || !(loaded->library.file = strdup(file))) {
        free(loaded);
        return no_memory(diag);
    }
    enum lbh_status status = lbh_dylib_open(file, &loaded->dylib, diag);
    if (status == LBH_OK) {
        status = lbh_descriptor_read(loaded->dylib, &loaded->library.descriptor, diag);
        lbh_diag_prefix(diag, first, "%s", file);
    }
    if (status != LBH_OK) {
        lbh_dylib_close(loaded->dylib);
        free(loaded->library.file);
        free(loaded);
        return status;
    }
    loaded->device = identity->st_dev;
    loaded->inode = identity->st_ino;
    catalog->loaded[catalog->loaded_count++] = loaded;
    *result = loaded;
    return LBH_OK;
}

enum lbh_status lbh_catalog_load(struct lbh_catalog *catalog, const char *file, struct lbh_library **library,
                                 struct lbh_diag *diag)
{
    const size_t *known = lbh_map_find(&catalog->by_file, file);
    if (known) {
        *library = &catalog->loaded[*known]->library;
        return LBH_OK;
    }
    struct stat identity;
    if (stat(file, &identity) != 0) {
        lbh_diag_add(diag, LBH_ERR_INVALID, "cannot load library: file=\"%s\", %s", file, strerror(errno));
        lbh_diag_mend(diag, "name a shared object that is there");
        return LBH_ERR_INVALID;
    }
    for (size_t index = 0; index < catalog->loaded_count; index++)
        if (catalog->loaded[index]->device == identity.st_dev && catalog->loaded[index]->inode == identity.st_ino) {
            *library = &catalog->loaded[index]->library;
            return LBH_OK;
        }
    struct loaded *loaded = NULL;
    const enum lbh_status status = load_new(catalog, file, &identity, &loaded, diag);
    if (status != LBH_OK) return status;
    if (!lbh_map_put(&catalog->by_file, loaded->library.file, catalog->loaded_count - 1)) return no_memory(diag);
    *library = &loaded->library;
    return LBH_OK;
}

static int compare_listed(const void *left, const void *right)
{
    const struct listed *a = left, *b = right;
    const int order = strcmp(a->name, b->name);
    return order ? order : (a->folder > b->folder) - (a->folder < b->folder);
}

static void free_listed(struct listed *listed, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(listed[i].name);
        free(listed[i].file);
    }
    free(listed);
}

/* Adds the plugins of one folder. A folder that cannot be read holds none. */
static bool list_folder(const char *folder, size_t index, struct listed **listed, size_t *count)
{
    DIR *directory = opendir(folder);
    if (!directory) return true;
    bool fine = true;
    for (const struct dirent *entry; fine && (entry = readdir(directory));) {
        const size_t length = strlen(entry->d_name);
        if (length <= 3 || strcmp(entry->d_name + length - 3, ".so") != 0) continue;
        struct listed *grown = realloc(*listed, (*count + 1) * sizeof *grown);
        if (!grown)
            fine = false;
        else {
            *listed = grown;
            struct listed *added = &grown[(*count)++];
            *added = (struct listed){strndup(entry->d_name, length - 3), NULL, index};
            if (asprintf(&added->file, "%s/%s", folder, entry->d_name) < 0) added->file = NULL;
            fine = added->name && added->file;
        }
    }
    closedir(directory);
    return fine;
}

enum lbh_status lbh_catalog_visit(struct lbh_catalog *catalog, lbh_catalog_visitor visitor, void *user, struct lbh_diag *diag)
{
    struct listed *listed = NULL;
    size_t count = 0;
    enum lbh_status status = LBH_OK;
    for (size_t i = 0; i < catalog->folder_count; i++)
        if (!list_folder(catalog->folders[i], i, &listed, &count)) status = no_memory(diag);
    if (status == LBH_OK && count) qsort(listed, count, sizeof *listed, compare_listed);
    for (size_t i = 0; i < count && status == LBH_OK; i++)
        if (i == 0 || strcmp(listed[i].name, listed[i - 1].name) != 0) status = visitor(user, listed[i].name, listed[i].file);
    free_listed(listed, count);
    return status;
}

struct names {
    const char *names[1024];
    size_t count;
};

static enum lbh_status collect_name(void *user, const char *name, const char *file)
{
    (void)file;
    struct names *names = user;
    if (names->count < sizeof names->names / sizeof names->names[0] && (names->names[names->count] = strdup(name)))
        names->count++;
    return LBH_OK;
}

/* Says that there is no such plugin, which ones are near, and where was looked. */
static enum lbh_status report_unknown(struct lbh_catalog *catalog, const char *use, struct lbh_diag *diag)
{
    char near[256];
    struct names names = {.count = 0};
    lbh_diag_add(diag, LBH_ERR_INVALID, "unknown plugin: use=\"%s\", there is no %s.so in %s%s", use, use, catalog->folders[0],
                 catalog->folder_count > 1 ? " or the other folders of plugins" : "");
    lbh_catalog_visit(catalog, collect_name, &names, NULL);
    if (*lbh_nearest_text(use, names.names, names.count, near, sizeof near))
        lbh_diag_mend(diag, "%s", near);
    else
        lbh_diag_mend(diag, "`loopblocks list` shows what is there; add folders with --plugins or LOOPBLOCKS_PATH");
    for (size_t i = 0; i < names.count; i++) free((char *)(uintptr_t)names.names[i]);
    return LBH_ERR_INVALID;
}

enum lbh_status lbh_catalog_find(struct lbh_catalog *catalog, const char *use, const char *directory,
                                 struct lbh_library **library, struct lbh_diag *diag)
{
    char *file = NULL;
    enum lbh_status status;
    if (lbh_use_is_file(use)) {
        const bool relative = *use != '/' && directory && strcmp(directory, ".") != 0;
        if (asprintf(&file, "%s%s%s", relative ? directory : "", relative ? "/" : "", use) < 0) return no_memory(diag);
        status = lbh_catalog_load(catalog, file, library, diag);
        free(file);
        return status;
    }
    for (size_t i = 0; i < catalog->folder_count; i++) {
        if (asprintf(&file, "%s/%s.so", catalog->folders[i], use) < 0) return no_memory(diag);
        struct lbh_library *found = NULL;
        if (!lbh_map_find(&catalog->by_file, file) && access(file, F_OK) != 0) {
            free(file);
            continue;
        }
        status = lbh_catalog_load(catalog, file, &found, diag);
        if (status == LBH_OK && strcmp(found->descriptor->name, use) != 0) {
            status = lbh_diag_add(diag, LBH_ERR_INVALID, "wrong plugin: file=\"%s\", expected=\"%s\", found=\"%s\"", file, use,
                                  found->descriptor->name);
            lbh_diag_mend(diag, "a plugin's file has its name: rename the file to %s.so", found->descriptor->name);
        }
        if (status == LBH_OK) *library = found;
        free(file);
        return status;
    }
    return report_unknown(catalog, use, diag);
}
