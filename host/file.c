/* SPDX-License-Identifier: MIT */
/* How a file is read to its end, pipes and devices included, and how paths are taken apart. */
#include "file.h"

#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reads until the end, doubling the room. Returns 0 or an errno. */
static int read_all(int fd, size_t expected, char **text, size_t *length)
{
    size_t room = expected + 2; /* one for the NUL, one to see the end without growing */
    size_t used = 0;
    char *bytes = malloc(room);
    if (!bytes) return ENOMEM;
    for (;;) {
        if (used + 1 == room) {
            char *grown = realloc(bytes, room * 2);
            if (!grown) {
                free(bytes);
                return ENOMEM;
            }
            bytes = grown;
            room *= 2;
        }
        const ssize_t got = read(fd, bytes + used, room - used - 1);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 || used > LBH_FILE_MAX_BYTES) {
            const int error = got < 0 ? errno : EFBIG;
            free(bytes);
            return error;
        }
        if (got == 0) break;
        used += (size_t)got;
    }
    bytes[used] = '\0';
    *text = bytes;
    *length = used;
    return 0;
}

enum lbh_status lbh_file_read(const char *path, char **text, size_t *length, struct lbh_diag *diag)
{
    const size_t first = lbh_diag_count(diag);
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    int error = errno;
    if (fd >= 0) {
        struct stat about;
        const bool sized = fstat(fd, &about) == 0 && S_ISREG(about.st_mode) && about.st_size <= LBH_FILE_MAX_BYTES;
        error = read_all(fd, sized ? (size_t)about.st_size : 4096, text, length);
        close(fd);
        if (error == 0) return LBH_OK;
    }
    if (error == ENOMEM) return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    lbh_diag_add(diag, LBH_ERR_IO, "cannot read the file: %s", strerror(error));
    lbh_diag_locate(diag, first, path, 0, 0, NULL);
    return LBH_ERR_IO;
}

bool lbh_path_is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

char *lbh_path_join(const char *folder, const char *name)
{
    if (name[0] == '/' || strcmp(folder, ".") == 0) return strdup(name);
    const size_t length = strlen(folder);
    return lbh_text("%s%s%s", folder, length > 0 && folder[length - 1] == '/' ? "" : "/", name);
}

char *lbh_path_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash) return strdup(".");
    while (slash > path && slash[-1] == '/') slash--;
    return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

const char *lbh_path_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}
