/* SPDX-License-Identifier: MIT */
/* The search path. */
#include "catalog.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nearest.h"
#include "quarantine.h"
#include "text.h"

struct lbh_catalog {
    pthread_mutex_t mutex; /* of the folders, and of the quarantine */
    char **folders;        /* those added, then those of the environment, then the default one */
    size_t folder_count;
    size_t added_count;
    struct lbh_libraries *libraries;
    struct lbh_generations *generations;
    bool copies;
    char *cache;                       /* null: none */
    struct lbh_quarantine *quarantine; /* null: not read yet */
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
    if (!catalog || pthread_mutex_init(&catalog->mutex, NULL) != 0) {
        free(catalog);
        return NULL;
    }
    char *fallback = lbh_dylib_plugin_folder();
    catalog->libraries = lbh_libraries_new();
    catalog->generations = lbh_generations_new();
    bool fine = catalog->libraries && catalog->generations && fallback;
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
    for (size_t i = 0; i < catalog->folder_count; i++) free(catalog->folders[i]);
    free(catalog->folders);
    free(catalog->cache);
    lbh_quarantine_close(catalog->quarantine);
    lbh_libraries_free(catalog->libraries);
    lbh_generations_free(catalog->generations);
    pthread_mutex_destroy(&catalog->mutex);
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
    pthread_mutex_lock(&catalog->mutex);
    const bool added = insert_folder(catalog, catalog->added_count, folder, strlen(folder));
    if (added) catalog->added_count++;
    pthread_mutex_unlock(&catalog->mutex);
    return added ? LBH_OK : no_memory(diag);
}

bool lbh_use_is_file(const char *use)
{
    const size_t length = strlen(use);
    return strchr(use, '/') || (length > 3 && strcmp(use + length - 3, ".so") == 0);
}

enum lbh_status lbh_catalog_set_cache(struct lbh_catalog *catalog, const char *folder, struct lbh_diag *diag)
{
    char *cache = folder ? strdup(folder) : NULL;
    if (folder && !cache) return no_memory(diag);
    free(catalog->cache);
    catalog->cache = cache;
    lbh_catalog_renew_quarantine(catalog);
    return LBH_OK;
}

const char *lbh_catalog_borrow_cache(const struct lbh_catalog *catalog)
{
    return catalog->cache;
}

void lbh_catalog_renew_quarantine(struct lbh_catalog *catalog)
{
    pthread_mutex_lock(&catalog->mutex);
    lbh_quarantine_close(catalog->quarantine);
    catalog->quarantine = NULL;
    pthread_mutex_unlock(&catalog->mutex);
}

/* Refuses what is quarantined: a file or, where it is not null, its copy. */
static enum lbh_status check_quarantine(struct lbh_catalog *catalog, const char *file, const struct lbh_generation *generation,
                                        struct lbh_diag *diag)
{
    enum lbh_status status = LBH_OK;
    if (!catalog->cache) return LBH_OK;
    pthread_mutex_lock(&catalog->mutex);
    if (!catalog->quarantine) catalog->quarantine = lbh_quarantine_open(catalog->cache);
    if (!catalog->quarantine)
        status = no_memory(diag);
    else if (generation)
        status = lbh_quarantine_check_content(catalog->quarantine, file, generation->sha256, diag);
    else
        status = lbh_quarantine_check(catalog->quarantine, file, diag);
    pthread_mutex_unlock(&catalog->mutex);
    return status;
}

enum lbh_status lbh_catalog_load_generation(struct lbh_catalog *catalog, const struct lbh_generation *generation,
                                            const char *file, struct lbh_library **library, struct lbh_diag *diag)
{
    const enum lbh_status status = check_quarantine(catalog, file, generation, diag);
    return status == LBH_OK ? lbh_libraries_load_generation(catalog->libraries, generation, file, library, diag) : status;
}

enum lbh_status lbh_catalog_load_copy(struct lbh_catalog *catalog, const char *file, struct lbh_library **library,
                                      struct lbh_diag *diag)
{
    const struct lbh_generation *generation = NULL;
    const enum lbh_status status = lbh_generations_copy(catalog->generations, file, &generation, diag);
    return status == LBH_OK ? lbh_catalog_load_generation(catalog, generation, file, library, diag) : status;
}

enum lbh_status lbh_catalog_load(struct lbh_catalog *catalog, const char *file, struct lbh_library **library,
                                 struct lbh_diag *diag)
{
    /* What is linked is known by its name; nothing else is mapped under its own where copies are. */
    if (catalog->copies && !lbh_libraries_has(catalog->libraries, file))
        return lbh_catalog_load_copy(catalog, file, library, diag);
    const enum lbh_status status = check_quarantine(catalog, file, NULL, diag);
    return status == LBH_OK ? lbh_libraries_load(catalog->libraries, file, library, diag) : status;
}

enum lbh_status lbh_catalog_add_linked(struct lbh_catalog *catalog, const char *file, struct lbh_descriptor *descriptor,
                                       struct lbh_diag *diag)
{
    return lbh_libraries_add(catalog->libraries, file, descriptor, diag);
}

enum lbh_status lbh_catalog_copy_always(struct lbh_catalog *catalog, struct lbh_diag *diag)
{
    const enum lbh_status status = lbh_generations_prepare(catalog->generations, diag);
    if (status == LBH_OK) catalog->copies = true;
    return status;
}

struct lbh_generations *lbh_catalog_borrow_generations(struct lbh_catalog *catalog)
{
    return catalog->generations;
}

void lbh_catalog_limit_mappings(struct lbh_catalog *catalog, size_t limit)
{
    lbh_libraries_limit_mappings(catalog->libraries, limit);
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
    pthread_mutex_lock(&catalog->mutex);
    for (size_t i = 0; i < catalog->folder_count; i++)
        if (!list_folder(catalog->folders[i], i, &listed, &count)) status = no_memory(diag);
    pthread_mutex_unlock(&catalog->mutex);
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
    pthread_mutex_lock(&catalog->mutex);
    lbh_diag_add(diag, LBH_ERR_INVALID, "unknown plugin: use=\"%s\", there is no %s.so in %s%s", use, use, catalog->folders[0],
                 catalog->folder_count > 1 ? " or the other folders of plugins" : "");
    pthread_mutex_unlock(&catalog->mutex);
    lbh_catalog_visit(catalog, collect_name, &names, NULL);
    if (*lbh_nearest_text(use, names.names, names.count, near, sizeof near))
        lbh_diag_mend(diag, "%s", near);
    else
        lbh_diag_mend(diag, "`loopblocks list` shows what is there; add folders with --plugins or LOOPBLOCKS_PATH");
    for (size_t i = 0; i < names.count; i++) free((char *)(uintptr_t)names.names[i]);
    return LBH_ERR_INVALID;
}

/* Looks into the folders, first to last. Null where none of them has it; `fine` is false when out of memory. */
static char *look_up(struct lbh_catalog *catalog, const char *name, bool *fine)
{
    for (size_t i = 0; i < catalog->folder_count; i++) {
        char *file = lbh_text("%s/%s.so", catalog->folders[i], name);
        *fine = file != NULL;
        if (!file || lbh_libraries_has(catalog->libraries, file) || access(file, F_OK) == 0) return file;
        free(file);
    }
    return NULL;
}

enum lbh_status lbh_catalog_locate(struct lbh_catalog *catalog, const char *use, const char *directory, char **file,
                                   struct lbh_diag *diag)
{
    char *found = NULL;
    bool fine = true;
    if (lbh_use_is_file(use)) {
        const bool relative = *use != '/' && directory && strcmp(directory, ".") != 0;
        found = lbh_text("%s%s%s", relative ? directory : "", relative ? "/" : "", use);
        fine = found != NULL;
    } else {
        pthread_mutex_lock(&catalog->mutex);
        found = look_up(catalog, use, &fine);
        pthread_mutex_unlock(&catalog->mutex);
    }
    if (!fine) return no_memory(diag);
    if (!found) return report_unknown(catalog, use, diag);
    *file = found;
    return LBH_OK;
}

enum lbh_status lbh_catalog_check_name(const struct lbh_library *library, const char *use, const char *file,
                                       struct lbh_diag *diag)
{
    const char *name = library->descriptor->name;
    if (lbh_use_is_file(use) || strcmp(name, use) == 0) return LBH_OK;
    lbh_diag_add(diag, LBH_ERR_INVALID, "wrong plugin: file=\"%s\", expected=\"%s\", found=\"%s\"", file, use, name);
    lbh_diag_mend(diag, "a plugin's file has its name: rename the file to %s.so", name);
    return LBH_ERR_INVALID;
}

enum lbh_status lbh_catalog_find(struct lbh_catalog *catalog, const char *use, const char *directory,
                                 struct lbh_library **library, struct lbh_diag *diag)
{
    char *file = NULL;
    struct lbh_library *found = NULL;
    enum lbh_status status = lbh_catalog_locate(catalog, use, directory, &file, diag);
    if (status == LBH_OK) status = lbh_catalog_load(catalog, file, &found, diag);
    if (status == LBH_OK) status = lbh_catalog_check_name(found, use, file, diag);
    if (status == LBH_OK) *library = found;
    free(file);
    return status;
}
