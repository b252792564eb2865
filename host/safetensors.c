/* SPDX-License-Identifier: MIT */
/* How a safetensors file is read: 8 bytes with the header's length, the header, which is JSON, then the data without a gap. */
#include "safetensors.h"

#include "json.h"
#include "safetensors_dtype.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define LENGTH_BYTES 8
#define MAX_HEADER_BYTES 100000000u

/* A tensor's bytes, counted from where the data begins. */
struct span {
    uint64_t begin;
    uint64_t end;
    struct lbh_safetensor tensor;
};

struct lbh_safetensors {
    unsigned char *map;
    size_t map_bytes;
    json_t *header; /* owns the names */
    struct lbh_safetensor *tensors;
    size_t count;
    const struct lbh_safetensor **by_name;
    void **copies; /* of data that the file does not align to its element's size */
    size_t copy_count;
};

void lbh_safetensors_close(struct lbh_safetensors *file)
{
    if (!file) return;
    for (size_t i = 0; i < file->copy_count; i++) free(file->copies[i]);
    free(file->copies);
    free(file->by_name);
    free(file->tensors);
    json_decref(file->header);
    if (file->map) munmap(file->map, file->map_bytes);
    free(file);
}

/* Maps the file. The descriptor is not needed after that. */
static enum lbh_status map_file(const char *path, struct lbh_safetensors *file, struct lbh_diag *diag)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe without a writer must not hold us */
    struct stat about;
    if (fd < 0 || fstat(fd, &about) != 0) {
        const int error = errno;
        if (fd >= 0) close(fd);
        return lbh_diag_add(diag, LBH_ERR_IO, "cannot read the file: %s", strerror(error));
    }
    enum lbh_status status = LBH_OK;
    if (S_ISDIR(about.st_mode)) {
        status = lbh_diag_add(diag, LBH_ERR_INVALID, "expected=a safetensors file, found=a folder");
    } else if (!S_ISREG(about.st_mode)) {
        status = lbh_diag_add(diag, LBH_ERR_INVALID, "expected=a safetensors file, found=no regular file");
    } else if (about.st_size < LENGTH_BYTES) {
        status = lbh_diag_add(diag, LBH_ERR_INVALID, "not a safetensors file: expected=at least 8 bytes, found=%lld",
                              (long long)about.st_size);
    } else {
        file->map_bytes = (size_t)about.st_size;
        void *map = mmap(NULL, file->map_bytes, PROT_READ, MAP_PRIVATE, fd, 0);
        if (map != MAP_FAILED)
            file->map = map;
        else
            status = lbh_diag_add(diag, LBH_ERR_IO, "cannot map the file: %s", strerror(errno));
    }
    close(fd);
    return status;
}

/* Parses the header. Its own line and column would be taken for the file's, so errors are told as text. */
static enum lbh_status read_header(struct lbh_safetensors *file, size_t *header_bytes, struct lbh_diag *diag)
{
    uint64_t length = 0;
    for (int i = LENGTH_BYTES - 1; i >= 0; i--) length = length << 8 | file->map[i];
    const size_t room = file->map_bytes - LENGTH_BYTES;
    if (length > MAX_HEADER_BYTES)
        return lbh_diag_add(diag, LBH_ERR_INVALID, "not a safetensors file: expected=a header of at most %u bytes, found=%llu",
                            MAX_HEADER_BYTES, (unsigned long long)length);
    if (length > room)
        return lbh_diag_add(diag, LBH_ERR_INVALID, "the header runs past the end of the file: expected=%llu bytes, found=%zu",
                            (unsigned long long)length, room);
    const size_t first = lbh_diag_count(diag);
    const enum lbh_status status =
        lbh_json_parse(NULL, (const char *)file->map + LENGTH_BYTES, (size_t)length, &file->header, diag);
    if (status != LBH_OK) {
        lbh_diag_prefix(diag, first, "in the header");
        return status;
    }
    *header_bytes = (size_t)length;
    if (json_is_object(file->header)) return LBH_OK;
    char found[80];
    return lbh_diag_add(diag, LBH_ERR_INVALID, "in the header: expected=an object, found=%s",
                        lbh_json_brief(file->header, found, sizeof found));
}

static bool read_u64(const json_t *json, uint64_t *value)
{
    if (!json_is_integer(json) || json_integer_value(json) < 0) return false;
    *value = (uint64_t)json_integer_value(json);
    return true;
}

static enum lbh_status refuse_tensor(const struct span *span, const char *what, const char *expected, const json_t *found,
                                     struct lbh_diag *diag)
{
    char brief[80];
    return lbh_diag_add(diag, LBH_ERR_INVALID, "tensor=\"%s\": %s: expected=%s, found=%s", span->tensor.name, what, expected,
                        found ? lbh_json_brief(found, brief, sizeof brief) : "none");
}

/* Reads what the header says of one tensor; offsets are held against the file later, all together. */
static enum lbh_status read_tensor(const char *name, const json_t *json, struct span *span, struct lbh_diag *diag)
{
    struct lbh_safetensor *tensor = &span->tensor;
    tensor->name = name;
    const json_t *dtype = json_object_get(json, "dtype");
    const json_t *shape = json_object_get(json, "shape");
    const json_t *offsets = json_object_get(json, "data_offsets");
    if (!json_is_object(json)) return refuse_tensor(span, "entry", "an object", json, diag);
    tensor->element = json_is_string(dtype) ? lbh_safetensors_element(json_string_value(dtype)) : LB_TYPE_NONE;
    if (tensor->element == LB_TYPE_NONE) return refuse_tensor(span, "dtype", LBH_SAFETENSORS_DTYPES, dtype, diag);
    if (!json_is_array(shape) || json_array_size(shape) > LB_MAX_NDIM)
        return refuse_tensor(span, "shape", "an array of at most 8 extents", shape, diag);
    for (; (size_t)tensor->ndim < json_array_size(shape); tensor->ndim++) {
        uint64_t extent = 0;
        if (!read_u64(json_array_get(shape, (size_t)tensor->ndim), &extent))
            return refuse_tensor(span, "shape", "whole numbers from 0", shape, diag);
        tensor->shape[tensor->ndim] = (int64_t)extent;
    }
    if (!lbh_shape_bytes(tensor->ndim, tensor->shape, lbh_element_size(tensor->element), NULL, &tensor->bytes))
        return refuse_tensor(span, "shape", "a product that fits in memory", shape, diag);
    if (json_array_size(offsets) != 2 || !read_u64(json_array_get(offsets, 0), &span->begin) ||
        !read_u64(json_array_get(offsets, 1), &span->end) || span->begin > span->end)
        return refuse_tensor(span, "data_offsets", "[begin, end]", offsets, diag);
    if (span->end - span->begin == tensor->bytes) return LBH_OK;
    char type[256];
    return lbh_diag_add(diag, LBH_ERR_INVALID, "tensor=\"%s\": data_offsets: expected=%zu bytes for %s, found=%llu", name,
                        tensor->bytes, lbh_shape_format(tensor->element, tensor->ndim, tensor->shape, type, sizeof type),
                        (unsigned long long)(span->end - span->begin));
}

static int compare_spans(const void *a, const void *b)
{
    const struct span *x = a;
    const struct span *y = b;
    if (x->begin != y->begin) return x->begin < y->begin ? -1 : 1;
    if (x->end != y->end) return x->end < y->end ? -1 : 1;
    return strcmp(x->tensor.name, y->tensor.name);
}

static int compare_names(const void *a, const void *b)
{
    const struct lbh_safetensor *const *x = a;
    const struct lbh_safetensor *const *y = b;
    return strcmp((*x)->name, (*y)->name);
}

/* The spans, sorted, must fill the data from its first byte to its last. */
static enum lbh_status check_spans(const struct span *spans, size_t count, uint64_t data_bytes, struct lbh_diag *diag)
{
    uint64_t end = 0;
    for (size_t i = 0; i < count; i++) {
        const struct span *span = &spans[i];
        const char *wrong = NULL;
        if (span->begin < end) wrong = "overlaps the tensor before it";
        if (span->begin > end) wrong = "leaves a hole before it";
        if (wrong)
            return lbh_diag_add(diag, LBH_ERR_INVALID, "tensor=\"%s\": data_offsets: %s: expected=begin %llu, found=begin %llu",
                                span->tensor.name, wrong, (unsigned long long)end, (unsigned long long)span->begin);
        end = span->end;
        if (end > data_bytes)
            return lbh_diag_add(
                diag, LBH_ERR_INVALID,
                "tensor=\"%s\": data_offsets: runs past the end of the file: expected=%llu bytes of data, found=%llu",
                span->tensor.name, (unsigned long long)end, (unsigned long long)data_bytes);
    }
    if (end == data_bytes) return LBH_OK;
    return lbh_diag_add(diag, LBH_ERR_INVALID,
                        "the file has data that belongs to no tensor: expected=%llu bytes of data, found=%llu",
                        (unsigned long long)end, (unsigned long long)data_bytes);
}

/* Points the tensors to their data, which is copied where it is not aligned: old writers did not see to it. */
static enum lbh_status place_tensors(struct lbh_safetensors *file, const struct span *spans, const unsigned char *data)
{
    file->tensors = calloc(file->count + 1, sizeof *file->tensors);
    file->by_name = calloc(file->count + 1, sizeof *file->by_name);
    file->copies = calloc(file->count + 1, sizeof *file->copies);
    if (!file->tensors || !file->by_name || !file->copies) return LBH_ERR_MEMORY;
    for (size_t i = 0; i < file->count; i++) {
        struct lbh_safetensor *tensor = &file->tensors[i];
        *tensor = spans[i].tensor;
        tensor->data = data + spans[i].begin;
        file->by_name[i] = tensor;
        if ((uintptr_t)tensor->data % lbh_element_size(tensor->element) == 0 || tensor->bytes == 0) continue;
        void *copy = malloc(tensor->bytes);
        if (!copy) return LBH_ERR_MEMORY;
        file->copies[file->copy_count++] = copy;
        tensor->data = memcpy(copy, tensor->data, tensor->bytes);
    }
    qsort(file->by_name, file->count, sizeof *file->by_name, compare_names);
    return LBH_OK;
}

static enum lbh_status read_tensors(struct lbh_safetensors *file, size_t header_bytes, struct lbh_diag *diag)
{
    struct span *spans = calloc(json_object_size(file->header) + 1, sizeof *spans);
    if (!spans) return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    enum lbh_status status = LBH_OK;
    const char *name;
    json_t *json;
    json_object_foreach(file->header, name, json)
    {
        if (strcmp(name, "__metadata__") == 0) continue;
        status = read_tensor(name, json, &spans[file->count++], diag);
        if (status != LBH_OK) break;
    }
    const unsigned char *data = file->map + LENGTH_BYTES + header_bytes;
    if (status == LBH_OK) {
        qsort(spans, file->count, sizeof *spans, compare_spans);
        status = check_spans(spans, file->count, file->map_bytes - LENGTH_BYTES - header_bytes, diag);
    }
    if (status == LBH_OK) {
        status = place_tensors(file, spans, data);
        if (status != LBH_OK) lbh_diag_add(diag, status, "out of memory");
    }
    free(spans);
    return status;
}

enum lbh_status lbh_safetensors_open(const char *path, struct lbh_safetensors **file, struct lbh_diag *diag)
{
    const size_t first = lbh_diag_count(diag);
    struct lbh_safetensors *opened = calloc(1, sizeof *opened);
    if (!opened) return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    size_t header_bytes = 0;
    enum lbh_status status = map_file(path, opened, diag);
    if (status == LBH_OK) status = read_header(opened, &header_bytes, diag);
    if (status == LBH_OK) status = read_tensors(opened, header_bytes, diag);
    if (status == LBH_OK) {
        *file = opened;
        return LBH_OK;
    }
    lbh_safetensors_close(opened);
    lbh_diag_locate(diag, first, path, 0, 0, NULL);
    return status;
}

size_t lbh_safetensors_count(const struct lbh_safetensors *file)
{
    return file->count;
}

const struct lbh_safetensor *lbh_safetensors_at(const struct lbh_safetensors *file, size_t index)
{
    return &file->tensors[index];
}

const struct lbh_safetensor *lbh_safetensors_find(const struct lbh_safetensors *file, const char *name)
{
    const struct lbh_safetensor key = {.name = name};
    const struct lbh_safetensor *wanted = &key;
    const struct lbh_safetensor *const *found =
        bsearch(&wanted, file->by_name, file->count, sizeof *file->by_name, compare_names);
    return found ? *found : NULL;
}
