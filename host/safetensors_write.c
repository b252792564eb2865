/* SPDX-License-Identifier: MIT */
/* How a safetensors file is written: whole under another name, so that nobody ever sees half of it. */
#include "json.h"
#include "safetensors.h"
#include "safetensors_dtype.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LENGTH_BYTES 8
#define ATTEMPTS 100

/* Largest elements first, so that all are aligned; names need no order but are given one. */
static int compare_tensors(const void *a, const void *b)
{
    const struct lbh_safetensor *const *x = a;
    const struct lbh_safetensor *const *y = b;
    const size_t x_size = lbh_element_size((*x)->element);
    const size_t y_size = lbh_element_size((*y)->element);
    if (x_size != y_size) return x_size > y_size ? -1 : 1;
    return strcmp((*x)->name, (*y)->name);
}

static enum lbh_status check_tensor(const struct lbh_safetensor *tensor, struct lbh_diag *diag)
{
    size_t bytes = 0;
    if (!lbh_safetensors_dtype(tensor->element))
        return lbh_diag_add(diag, LBH_ERR_USAGE, "tensor=\"%s\": expected=" LBH_SAFETENSORS_DTYPES ", found=%s", tensor->name,
                            lbh_element_name(tensor->element));
    if (tensor->ndim < 0 || tensor->ndim > LB_MAX_NDIM ||
        !lbh_shape_bytes(tensor->ndim, tensor->shape, lbh_element_size(tensor->element), NULL, &bytes) ||
        bytes != tensor->bytes)
        return lbh_diag_add(diag, LBH_ERR_USAGE, "tensor=\"%s\": its shape does not say %zu bytes", tensor->name,
                            tensor->bytes);
    return LBH_OK;
}

/* Adds one tensor's entry to the header. Returns false when out of memory. */
static bool add_entry(json_t *header, const struct lbh_safetensor *tensor, size_t begin)
{
    json_t *shape = json_array();
    for (int32_t d = 0; shape && d < tensor->ndim; d++)
        if (json_array_append_new(shape, json_integer(tensor->shape[d])) != 0) {
            json_decref(shape);
            return false;
        }
    json_t *entry = json_pack("{s:s, s:o, s:[I,I]}", "dtype", lbh_safetensors_dtype(tensor->element), "shape", shape,
                              "data_offsets", (json_int_t)begin, (json_int_t)(begin + tensor->bytes));
    return json_object_set_new(header, tensor->name, entry) == 0;
}

/* Makes the length and the header, padded with spaces so that the data begins at a multiple of 8. */
static enum lbh_status make_header(const struct lbh_safetensor *const *tensors, size_t count, char **bytes, size_t *size,
                                   struct lbh_diag *diag)
{
    json_t *header = json_object();
    bool made = header != NULL;
    size_t offset = 0;
    for (size_t i = 0; i < count && made; i++) {
        const bool readable = lbh_text_is_utf8(tensors[i]->name);
        const bool reserved = strcmp(tensors[i]->name, "__metadata__") == 0;
        const bool taken = json_object_get(header, tensors[i]->name) != NULL;
        if (!readable || reserved || taken) {
            json_decref(header);
            return lbh_diag_add(diag, LBH_ERR_USAGE, "tensor=\"%s\": %s", tensors[i]->name,
                                taken      ? "the name is given twice"
                                : reserved ? "the format keeps this name for itself"
                                           : "the name is not UTF-8");
        }
        made = add_entry(header, tensors[i], offset);
        offset += tensors[i]->bytes;
    }
    char *text = made ? json_dumps(header, JSON_COMPACT) : NULL;
    json_decref(header);
    const size_t length = text ? strlen(text) : 0;
    const size_t padded = (length + 7) / 8 * 8;
    char *whole = text ? malloc(LENGTH_BYTES + padded) : NULL;
    if (whole) {
        for (size_t i = 0; i < LENGTH_BYTES; i++) whole[i] = (char)((uint64_t)padded >> (8 * i));
        memcpy(whole + LENGTH_BYTES, text, length);
        memset(whole + LENGTH_BYTES + length, ' ', padded - length);
        *bytes = whole;
        *size = LENGTH_BYTES + padded;
    }
    free(text);
    return whole ? LBH_OK : lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
}

/* Returns 0 or an errno. */
static int write_all(int fd, const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size > 0) {
        const ssize_t written = write(fd, at, size);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        at += written;
        size -= (size_t)written;
    }
    return 0;
}

/* Opens a new file beside `path`. Returns the descriptor, or -1 with errno. */
static int open_beside(const char *path, mode_t mode, char **name)
{
    for (int i = 0; i < ATTEMPTS; i++) {
        char *candidate = lbh_text("%s.%ld-%d.tmp", path, (long)getpid(), i);
        if (!candidate) {
            errno = ENOMEM;
            return -1;
        }
        const int fd = open(candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (fd >= 0) {
            *name = candidate;
            return fd;
        }
        free(candidate);
        if (errno != EEXIST) return -1;
    }
    return -1;
}

/* Writes header and data where they belong. Returns 0 or an errno. */
static int write_file(const char *path, const char *header, size_t header_size, const struct lbh_safetensor *const *tensors,
                      size_t count)
{
    struct stat about;
    const bool exists = stat(path, &about) == 0;
    const bool direct = exists && !S_ISREG(about.st_mode);
    char *target = exists && !direct ? realpath(path, NULL) : strdup(path); /* a link stays one */
    if (!target) return errno;
    char *temporary = NULL;
    const int fd = direct ? open(target, O_WRONLY | O_CLOEXEC) : open_beside(target, 0666, &temporary);
    int error = fd < 0 ? errno : 0;
    if (fd >= 0) {
        if (exists && !direct) fchmod(fd, about.st_mode & 0777); /* as it was; where that cannot be, no matter */
        error = write_all(fd, header, header_size);
        for (size_t i = 0; i < count && error == 0; i++) error = write_all(fd, tensors[i]->data, tensors[i]->bytes);
        if (close(fd) != 0 && error == 0) error = errno;
    }
    if (temporary && error == 0 && rename(temporary, target) != 0) error = errno;
    if (temporary && error != 0) unlink(temporary);
    free(temporary);
    free(target);
    return error;
}

enum lbh_status lbh_safetensors_write(const char *path, const struct lbh_safetensor *tensors, size_t count,
                                      struct lbh_diag *diag)
{
    const size_t first = lbh_diag_count(diag);
    const struct lbh_safetensor **sorted = calloc(count + 1, sizeof *sorted);
    if (!sorted) return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    enum lbh_status status = LBH_OK;
    for (size_t i = 0; i < count; i++) {
        sorted[i] = &tensors[i];
        if (status == LBH_OK) status = check_tensor(&tensors[i], diag);
    }
    char *header = NULL;
    size_t header_size = 0;
    if (status == LBH_OK) {
        qsort(sorted, count, sizeof *sorted, compare_tensors);
        status = make_header(sorted, count, &header, &header_size, diag);
    }
    if (status == LBH_OK) {
        const int error = write_file(path, header, header_size, sorted, count);
        if (error == ENOMEM)
            status = lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
        else if (error != 0)
            status = lbh_diag_add(diag, LBH_ERR_IO, "cannot write the file: %s", strerror(error));
    }
    free(header);
    free(sorted);
    if (status != LBH_OK) lbh_diag_locate(diag, first, path, 0, 0, NULL);
    return status;
}
