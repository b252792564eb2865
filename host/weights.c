/* SPDX-License-Identifier: MIT */
/* How checkpoints are shared: one mapping a file, found by the file's identity, given up with the last who uses it. */
#include "weights.h"

#include "file.h"
#include "safetensors.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define CHECKPOINT "diffusion_pytorch_model.safetensors"

/* What tells one state of one file from all others. */
struct identity {
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec changed;
};

/* One tensor as blocks see it. */
struct entry {
    struct lb_tensor tensor;
    struct lb_named named;
    int64_t shape[LB_MAX_NDIM];
    int64_t strides[LB_MAX_NDIM];
};

struct lb_checkpoint {
    struct lbh_weights *weights;
    struct lb_checkpoint *next;
    struct identity identity;
    size_t users;
    struct lbh_safetensors *file;
    struct entry *entries;
};

struct lbh_weights {
    pthread_mutex_t mutex;
    struct lb_checkpoint *first;
};

struct lbh_weights *lbh_weights_new(void)
{
    struct lbh_weights *weights = calloc(1, sizeof *weights);
    if (!weights) return NULL;
    if (pthread_mutex_init(&weights->mutex, NULL) == 0) return weights;
    free(weights);
    return NULL;
}

static void free_checkpoint(struct lb_checkpoint *checkpoint)
{
    lbh_safetensors_close(checkpoint->file);
    free(checkpoint->entries);
    free(checkpoint);
}

/* Those still open were forgotten by a block that is gone: nobody can close them any more. */
void lbh_weights_free(struct lbh_weights *weights)
{
    if (!weights) return;
    while (weights->first) {
        struct lb_checkpoint *checkpoint = weights->first;
        weights->first = checkpoint->next;
        free_checkpoint(checkpoint);
    }
    pthread_mutex_destroy(&weights->mutex);
    free(weights);
}

/* Returns the file that a diffusers folder keeps its weights in; the caller frees it. */
static enum lbh_status find_in_folder(const char *folder, char **file, struct lbh_diag *diag)
{
    static const struct {
        const char *name;
        const char *found;
        const char *mend;
    } others[] = {
        {CHECKPOINT ".index.json", "weights in several files",
         "save the model anew as one file: model.save_pretrained(folder, max_shard_size=\"100GB\")"},
        {"diffusion_pytorch_model.bin", "weights as a pickle",
         "save the model anew as safetensors: model.save_pretrained(folder, safe_serialization=True)"},
    };
    const size_t first = lbh_diag_count(diag);
    struct stat about;
    char *path = lbh_path_join(folder, CHECKPOINT);
    if (!path) return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    if (stat(path, &about) == 0) {
        *file = path;
        return LBH_OK;
    }
    free(path);
    const char *found = "no weights";
    const char *mend = NULL;
    for (size_t i = 0; i < sizeof others / sizeof others[0] && !mend; i++) {
        path = lbh_path_join(folder, others[i].name);
        if (path && stat(path, &about) == 0) {
            found = others[i].found;
            mend = others[i].mend;
        }
        free(path);
    }
    lbh_diag_add(diag, LBH_ERR_INVALID, "expected=a folder with " CHECKPOINT ", found=%s", found);
    if (mend) lbh_diag_mend(diag, "%s", mend);
    lbh_diag_locate(diag, first, folder, 0, 0, NULL);
    return LBH_ERR_INVALID;
}

static enum lbh_status identify(const char *path, struct identity *identity, struct lbh_diag *diag)
{
    struct stat about;
    if (stat(path, &about) == 0) {
        *identity = (struct identity){about.st_dev, about.st_ino, about.st_size, about.st_ctim};
        return LBH_OK;
    }
    const size_t first = lbh_diag_count(diag);
    lbh_diag_add(diag, LBH_ERR_IO, "cannot read the file: %s", strerror(errno));
    lbh_diag_locate(diag, first, path, 0, 0, NULL);
    return LBH_ERR_IO;
}

static bool is_same(const struct identity *a, const struct identity *b)
{
    return a->device == b->device && a->inode == b->inode && a->size == b->size && a->changed.tv_sec == b->changed.tv_sec &&
           a->changed.tv_nsec == b->changed.tv_nsec;
}

static void fill_entry(struct entry *entry, const struct lbh_safetensor *source)
{
    memcpy(entry->shape, source->shape, sizeof entry->shape);
    lbh_shape_strides(source->ndim, source->shape, entry->strides);
    entry->tensor = (struct lb_tensor){
        .data = (void *)(uintptr_t)source->data, /* the ABI has one tensor struct; these pages cannot be written */
        .device = {1, 0},
        .ndim = source->ndim,
        .dtype = lbh_element_dtype(source->element),
        .shape = entry->shape,
        .strides = entry->strides,
    };
    entry->named = (struct lb_named){source->name, &entry->tensor};
}

static enum lbh_status open_new(const char *path, struct lb_checkpoint **checkpoint, struct lbh_diag *diag)
{
    struct lb_checkpoint *opened = calloc(1, sizeof *opened);
    if (!opened) return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    enum lbh_status status = lbh_safetensors_open(path, &opened->file, diag);
    const size_t count = status == LBH_OK ? lbh_safetensors_count(opened->file) : 0;
    if (status == LBH_OK) {
        opened->entries = calloc(count + 1, sizeof *opened->entries);
        if (!opened->entries) status = lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    }
    if (status != LBH_OK) {
        free_checkpoint(opened);
        return status;
    }
    for (size_t i = 0; i < count; i++) fill_entry(&opened->entries[i], lbh_safetensors_at(opened->file, i));
    *checkpoint = opened;
    return LBH_OK;
}

/* Finds the file among those open, or opens it. The caller holds the mutex: two who ask at once must get one mapping. */
static enum lbh_status open_shared(struct lbh_weights *weights, const char *path, struct lb_checkpoint **checkpoint,
                                   struct lbh_diag *diag)
{
    struct identity identity;
    enum lbh_status status = identify(path, &identity, diag);
    if (status != LBH_OK) return status;
    struct lb_checkpoint *found = weights->first;
    while (found && !is_same(&found->identity, &identity)) found = found->next;
    if (!found) {
        status = open_new(path, &found, diag);
        if (status != LBH_OK) return status;
        found->weights = weights;
        found->identity = identity;
        found->next = weights->first;
        weights->first = found;
    }
    found->users++;
    *checkpoint = found;
    return LBH_OK;
}

enum lbh_status lbh_weights_open(struct lbh_weights *weights, const char *path, struct lb_checkpoint **checkpoint,
                                 struct lbh_diag *diag)
{
    char *in_folder = NULL;
    if (lbh_path_is_folder(path)) {
        const enum lbh_status status = find_in_folder(path, &in_folder, diag);
        if (status != LBH_OK) return status;
    }
    pthread_mutex_lock(&weights->mutex);
    const enum lbh_status status = open_shared(weights, in_folder ? in_folder : path, checkpoint, diag);
    pthread_mutex_unlock(&weights->mutex);
    free(in_folder);
    return status;
}

void lbh_checkpoint_close(struct lb_checkpoint *checkpoint)
{
    if (!checkpoint) return;
    struct lbh_weights *weights = checkpoint->weights;
    pthread_mutex_lock(&weights->mutex);
    const bool last = --checkpoint->users == 0;
    if (last) {
        struct lb_checkpoint **link = &weights->first;
        while (*link != checkpoint) link = &(*link)->next;
        *link = checkpoint->next;
    }
    pthread_mutex_unlock(&weights->mutex);
    if (last) free_checkpoint(checkpoint);
}

uint32_t lbh_checkpoint_count(const struct lb_checkpoint *checkpoint)
{
    return (uint32_t)lbh_safetensors_count(checkpoint->file);
}

const struct lb_named *lbh_checkpoint_at(const struct lb_checkpoint *checkpoint, uint32_t index)
{
    return index < lbh_checkpoint_count(checkpoint) ? &checkpoint->entries[index].named : NULL;
}

const struct lb_tensor *lbh_checkpoint_find(const struct lb_checkpoint *checkpoint, const char *name)
{
    const struct lbh_safetensor *found = lbh_safetensors_find(checkpoint->file, name);
    return found ? &checkpoint->entries[found - lbh_safetensors_at(checkpoint->file, 0)].tensor : NULL;
}
