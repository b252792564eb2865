/* SPDX-License-Identifier: MIT */
/* How a file is read through for its hash. */
#include "file_hash.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sha256.h>

#define CHUNK ((size_t)256 << 10)

static int hash_all(int fd, SHA256_CTX *hash, int64_t *bytes)
{
    unsigned char *chunk = malloc(CHUNK);
    ssize_t got = 0;
    if (!chunk) return ENOMEM;
    *bytes = 0;
    while ((got = read(fd, chunk, CHUNK)) > 0 || (got < 0 && errno == EINTR)) {
        if (got < 0) continue;
        SHA256Update(hash, chunk, (size_t)got);
        *bytes += got;
    }
    const int error = got < 0 ? errno : 0;
    free(chunk);
    return error;
}

int lbh_file_hash(const char *path, char sha256[65], int64_t *bytes)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[SHA256_DIGEST_LENGTH];
    struct stat about;
    SHA256_CTX hash;
    /* A pipe is refused, not waited for. */
    const int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) return errno;
    int error = fstat(fd, &about) != 0 ? errno : S_ISREG(about.st_mode) ? 0 : EINVAL;
    SHA256Init(&hash);
    if (error == 0) error = hash_all(fd, &hash, bytes);
    close(fd);
    if (error != 0) return error;
    SHA256Final(digest, &hash);
    for (size_t i = 0; i < sizeof digest; i++) {
        sha256[2 * i] = digits[digest[i] >> 4];
        sha256[2 * i + 1] = digits[digest[i] & 15];
    }
    sha256[64] = '\0';
    return 0;
}
