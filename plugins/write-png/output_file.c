/* SPDX-License-Identifier: MIT */
/* It knows what can keep a path from being written, and how an older file stays whole until the new one is. */
#define _POSIX_C_SOURCE 200809L
#include "output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_ATTEMPTS 100 /* at a name for the temporary file that nobody uses */

static int explain(char problem[OUTPUT_PROBLEM_SIZE], const char *what, int error)
{
    snprintf(problem, OUTPUT_PROBLEM_SIZE, "%s%s", what, strerror(error));
    return -1;
}

/* Writes the folder that the path lies in, with its final slash; "" for the working directory. */
static int find_folder(const char *path, char folder[OUTPUT_PATH_SIZE])
{
    const char *slash = strrchr(path, '/');
    const size_t length = slash ? (size_t)(slash - path) + 1 : 0;
    if (length >= OUTPUT_PATH_SIZE) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(folder, path, length);
    folder[length] = '\0';
    return 0;
}

/* Opens a new file beside the path; leaves its name in file->temporary. */
static int open_temporary(struct output_file *file, const char *folder, mode_t mode)
{
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        const int length =
            snprintf(file->temporary, sizeof(file->temporary), "%s.loopblocks-%ld-%d.tmp", folder, (long)getpid(), attempt);
        if (length < 0 || (size_t)length >= sizeof(file->temporary)) {
            errno = ENAMETOOLONG;
            break;
        }
        const int descriptor = open(file->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (descriptor >= 0) return descriptor;
        if (errno != EEXIST) break;
    }
    file->temporary[0] = '\0';
    return -1;
}

int output_file_check(const char *path, char problem[OUTPUT_PROBLEM_SIZE])
{
    if (!*path) {
        snprintf(problem, OUTPUT_PROBLEM_SIZE, "the name is empty");
        return -1;
    }
    char folder[OUTPUT_PATH_SIZE];
    if (find_folder(path, folder)) return explain(problem, "", errno);
    struct stat info;
    if (*folder && stat(folder, &info)) return explain(problem, "its folder: ", errno);
    if (path[strlen(path) - 1] == '/') return explain(problem, "", EISDIR);
    if (stat(path, &info)) {
        if (errno != ENOENT) return explain(problem, "", errno);
    } else {
        if (S_ISDIR(info.st_mode)) return explain(problem, "", EISDIR);
        if (access(path, W_OK)) return explain(problem, "", errno);
        if (!S_ISREG(info.st_mode)) return 0;
    }
    /* Only trying it out says for sure; the file is gone again at once. */
    struct output_file probe;
    const int descriptor = open_temporary(&probe, folder, 0600);
    if (descriptor < 0) return explain(problem, "its folder: ", errno);
    close(descriptor);
    unlink(probe.temporary);
    return 0;
}

int output_file_open(struct output_file *file, const char *path, char problem[OUTPUT_PROBLEM_SIZE])
{
    *file = (struct output_file){.path = path};
    char folder[OUTPUT_PATH_SIZE];
    if (find_folder(path, folder)) return explain(problem, "", errno);
    struct stat info;
    const int exists = !lstat(path, &info);
    int descriptor;
    if (!exists || S_ISREG(info.st_mode)) {
        descriptor = open_temporary(file, folder, exists ? info.st_mode & 0777 : 0666);
    } else {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    }
    if (descriptor < 0) return explain(problem, "", errno);
    file->stream = fdopen(descriptor, "wb");
    if (file->stream) return 0;
    file->error = errno;
    close(descriptor);
    output_file_discard(file, problem);
    return -1;
}

int output_file_write(struct output_file *file, const void *bytes, size_t size)
{
    if (fwrite(bytes, 1, size, file->stream) == size) return 0;
    if (!file->error) file->error = errno;
    return -1;
}

int output_file_finish(struct output_file *file, char problem[OUTPUT_PROBLEM_SIZE])
{
    /* What is still buffered is written here: a full disk may show itself only now. */
    if (fclose(file->stream)) file->error = errno;
    file->stream = NULL;
    if (!file->error && file->temporary[0] && rename(file->temporary, file->path)) file->error = errno;
    if (!file->error) return 0;
    output_file_discard(file, problem);
    return -1;
}

void output_file_discard(struct output_file *file, char problem[OUTPUT_PROBLEM_SIZE])
{
    if (file->stream) fclose(file->stream);
    if (file->temporary[0]) unlink(file->temporary);
    explain(problem, "", file->error);
    *file = (struct output_file){0};
}
