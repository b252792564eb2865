/* SPDX-License-Identifier: MIT */
/* How a library is loaded, once, and from whom its errors are told. */
#include "libraries.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "map.h"
#include "mappings.h"
#include "text.h"

struct loaded {
    struct lbh_library library;
    struct lbh_dylib *dylib;
    char *mapped; /* the file that was opened: library.file, or its copy */
    dev_t device; /* of an author's file, which may have several names */
    ino_t inode;
};

struct lbh_libraries {
    pthread_mutex_t mutex;
    struct loaded **loaded;
    size_t count;
    struct lbh_map by_file; /* what is mapped: index into loaded */
    size_t mapping_limit;
    size_t uncounted_loads; /* may follow before the process's mappings are counted again */
};

/* A library has four or five mappings, and what it loads has more. */
enum { MAPPINGS_A_LOAD = 256, MOST_UNCOUNTED = 63 };

static enum lbh_status no_memory(struct lbh_diag *diag)
{
    return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
}

struct lbh_libraries *lbh_libraries_new(void)
{
    struct lbh_libraries *libraries = calloc(1, sizeof *libraries);
    if (!libraries) return NULL;
    if (pthread_mutex_init(&libraries->mutex, NULL) == 0) return libraries;
    free(libraries);
    return NULL;
}

static void free_loaded(struct loaded *loaded)
{
    if (!loaded) return;
    free(loaded->library.file);
    free(loaded->mapped);
    free(loaded);
}

void lbh_libraries_free(struct lbh_libraries *libraries)
{
    if (!libraries) return;
    for (size_t i = 0; i < libraries->count; i++) {
        lbh_descriptor_free(libraries->loaded[i]->library.descriptor);
        lbh_dylib_leave(libraries->loaded[i]->dylib);
        free_loaded(libraries->loaded[i]);
    }
    free(libraries->loaded);
    lbh_map_fini(&libraries->by_file);
    pthread_mutex_destroy(&libraries->mutex);
    free(libraries);
}

void lbh_libraries_limit_mappings(struct lbh_libraries *libraries, size_t limit)
{
    pthread_mutex_lock(&libraries->mutex);
    libraries->mapping_limit = limit;
    libraries->uncounted_loads = 0;
    pthread_mutex_unlock(&libraries->mutex);
}

bool lbh_libraries_has(struct lbh_libraries *libraries, const char *file)
{
    pthread_mutex_lock(&libraries->mutex);
    const bool has = lbh_map_find(&libraries->by_file, file) != NULL;
    pthread_mutex_unlock(&libraries->mutex);
    return has;
}

/* Sees to it that there are mappings left; they are not counted for every load, because that takes longer the more there are. */
static enum lbh_status check_mappings(struct lbh_libraries *libraries, const char *file, struct lbh_diag *diag)
{
    size_t spare = 0;
    if (libraries->uncounted_loads > 0) {
        libraries->uncounted_loads--;
        return LBH_OK;
    }
    const enum lbh_status status = lbh_mappings_check(file, libraries->mapping_limit, &spare, diag);
    const size_t loads = spare / MAPPINGS_A_LOAD;
    libraries->uncounted_loads = loads < MOST_UNCOUNTED ? loads : MOST_UNCOUNTED;
    return status;
}

/* Opens the file that is to be mapped and reads its descriptor. */
static enum lbh_status open_and_read(struct lbh_libraries *libraries, struct loaded *loaded, struct lbh_diag *diag)
{
    const size_t first = lbh_diag_count(diag);
    enum lbh_status status = check_mappings(libraries, loaded->mapped, diag);
    if (status == LBH_OK) status = lbh_dylib_open(loaded->mapped, &loaded->dylib, diag);
    if (status != LBH_OK) return status;
    status = lbh_descriptor_read(loaded->dylib, &loaded->library.descriptor, diag);
    lbh_diag_prefix(diag, first, "%s", loaded->mapped);
    if (status == LBH_OK) return LBH_OK;
    /*
     * A thread of its constructors may be in its code. The author's file is closed all the same: mended and loaded again, it would
     * still be the old one.
     */
    if (loaded->library.generation)
        lbh_dylib_leave(loaded->dylib);
    else
        lbh_dylib_close(loaded->dylib);
    return status;
}

/* Returns a text with every `from` in it replaced. The caller frees it. Null when out of memory. */
static char *replace(const char *text, const char *from, const char *to)
{
    char *result = strdup("");
    for (const char *at; result && *text; text = at) {
        const char *found = strstr(text, from);
        at = found ? found + strlen(from) : text + strlen(text);
        char *longer = lbh_text("%s%.*s%s", result, (int)((found ? found : at) - text), text, found ? to : "");
        free(result);
        result = longer;
    }
    return result;
}

/* Tells the errors of a copy as those of its source: the dynamic linker knows only the copy. */
static void tell_of_source(struct lbh_diag *diag, const struct lbh_diag *of_copy, const char *copy, const char *source)
{
    for (size_t i = 0; i < lbh_diag_count(of_copy); i++) {
        const struct lbh_error *error = lbh_diag_borrow_error(of_copy, i);
        char *text = replace(error->text, copy, source);
        lbh_diag_add(diag, error->status, "%s", text ? text : error->text);
        if (error->mend) lbh_diag_mend(diag, "%s", error->mend);
        free(text);
    }
}

static enum lbh_status open_copy(struct lbh_libraries *libraries, struct loaded *loaded, struct lbh_diag *diag)
{
    struct lbh_diag *of_copy = lbh_diag_new();
    if (!of_copy) return no_memory(diag);
    const enum lbh_status status = open_and_read(libraries, loaded, of_copy);
    tell_of_source(diag, of_copy, loaded->mapped, loaded->library.file);
    lbh_diag_free(of_copy);
    return status;
}

/* Loads a file, or the copy of one, that is not loaded yet. With the mutex held, as in the two that follow. */
static enum lbh_status load_new(struct lbh_libraries *libraries, const char *file, const struct lbh_generation *generation,
                                struct loaded **result, struct lbh_diag *diag)
{
    struct loaded *loaded = calloc(1, sizeof *loaded);
    struct loaded **all = realloc(libraries->loaded, (libraries->count + 1) * sizeof *all);
    if (all) libraries->loaded = all;
    enum lbh_status status = LBH_OK;
    if (!loaded || !all || !(loaded->library.file = strdup(file)) ||
        !(loaded->mapped = strdup(generation ? generation->file : file)))
        status = no_memory(diag);
    if (status == LBH_OK) {
        loaded->library.generation = generation;
        status = generation ? open_copy(libraries, loaded, diag) : open_and_read(libraries, loaded, diag);
    }
    if (status != LBH_OK) {
        free_loaded(loaded);
        return status;
    }
    libraries->loaded[libraries->count++] = loaded;
    *result = loaded;
    return lbh_map_put(&libraries->by_file, loaded->mapped, libraries->count - 1) ? LBH_OK : no_memory(diag);
}

static enum lbh_status load_file(struct lbh_libraries *libraries, const char *file, struct loaded **loaded,
                                 struct lbh_diag *diag)
{
    struct stat identity;
    const size_t *known = lbh_map_find(&libraries->by_file, file);
    if (known) {
        *loaded = libraries->loaded[*known];
        return LBH_OK;
    }
    if (stat(file, &identity) != 0) {
        lbh_diag_add(diag, LBH_ERR_INVALID, "cannot load library: file=\"%s\", %s", file, strerror(errno));
        lbh_diag_mend(diag, "name a shared object that is there");
        return LBH_ERR_INVALID;
    }
    for (size_t index = 0; index < libraries->count; index++)
        if (libraries->loaded[index]->device == identity.st_dev && libraries->loaded[index]->inode == identity.st_ino) {
            *loaded = libraries->loaded[index];
            return LBH_OK;
        }
    const enum lbh_status status = load_new(libraries, file, NULL, loaded, diag);
    if (*loaded) {
        (*loaded)->device = identity.st_dev;
        (*loaded)->inode = identity.st_ino;
    }
    return status;
}

static enum lbh_status load_generation(struct lbh_libraries *libraries, const struct lbh_generation *generation,
                                       const char *file, struct loaded **loaded, struct lbh_diag *diag)
{
    const size_t *known = lbh_map_find(&libraries->by_file, generation->file);
    if (!known) return load_new(libraries, file, generation, loaded, diag);
    *loaded = libraries->loaded[*known];
    return LBH_OK;
}

enum lbh_status lbh_libraries_add(struct lbh_libraries *libraries, const char *file, struct lbh_descriptor *descriptor,
                                  struct lbh_diag *diag)
{
    struct loaded *loaded = calloc(1, sizeof *loaded);
    pthread_mutex_lock(&libraries->mutex);
    struct loaded **all = realloc(libraries->loaded, (libraries->count + 1) * sizeof *all);
    if (all) libraries->loaded = all;
    bool fine = loaded && all && (loaded->library.file = strdup(file)) && (loaded->mapped = strdup(file)) &&
                lbh_map_put(&libraries->by_file, loaded->mapped, libraries->count);
    if (fine) {
        loaded->library.descriptor = descriptor;
        libraries->loaded[libraries->count++] = loaded;
        loaded = NULL;
    }
    pthread_mutex_unlock(&libraries->mutex);
    free_loaded(loaded);
    if (fine) return LBH_OK;
    lbh_descriptor_free(descriptor);
    return no_memory(diag);
}

enum lbh_status lbh_libraries_load(struct lbh_libraries *libraries, const char *file, struct lbh_library **library,
                                   struct lbh_diag *diag)
{
    struct loaded *loaded = NULL;
    pthread_mutex_lock(&libraries->mutex);
    const enum lbh_status status = load_file(libraries, file, &loaded, diag);
    pthread_mutex_unlock(&libraries->mutex);
    if (status == LBH_OK) *library = &loaded->library;
    return status;
}

enum lbh_status lbh_libraries_load_generation(struct lbh_libraries *libraries, const struct lbh_generation *generation,
                                              const char *file, struct lbh_library **library, struct lbh_diag *diag)
{
    struct loaded *loaded = NULL;
    pthread_mutex_lock(&libraries->mutex);
    const enum lbh_status status = load_generation(libraries, generation, file, &loaded, diag);
    pthread_mutex_unlock(&libraries->mutex);
    if (status == LBH_OK) *library = &loaded->library;
    return status;
}
