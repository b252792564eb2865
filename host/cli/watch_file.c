/* SPDX-License-Identifier: MIT */
/* What stat, an ELF header and the bytes tell of a file. */
#include "watch_file.h"

#include <elf.h>
#include <fcntl.h>
#include <inttypes.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_BYTES (64 * 1024)

struct file_print file_print_of(const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode)) return (struct file_print){0};
    return (struct file_print){.device = status.st_dev,
                               .inode = status.st_ino,
                               .size = status.st_size,
                               .modified_ns = (int64_t)status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec};
}

bool file_print_exists(const struct file_print *print)
{
    return print->inode != 0;
}

bool file_print_equal(const struct file_print *a, const struct file_print *b)
{
    return a->device == b->device && a->inode == b->inode && a->size == b->size && a->modified_ns == b->modified_ns;
}

/* What has become a pipe since it was looked at must not hold us up. */
static int open_file(const char *path)
{
    return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

static uint64_t end_of(uint64_t offset, uint64_t bytes)
{
    return offset > UINT64_MAX - bytes ? UINT64_MAX : offset + bytes;
}

/* Returns where the last segment ends. */
static uint64_t end_of_segments(int fd, const ElfW(Ehdr) * header)
{
    uint64_t end = end_of(header->e_phoff, (uint64_t)header->e_phnum * sizeof(ElfW(Phdr)));
    for (size_t k = 0; k < header->e_phnum; k++) {
        ElfW(Phdr) segment;
        const off_t place = (off_t)(header->e_phoff + k * sizeof segment);
        if (pread(fd, &segment, sizeof segment, place) != (ssize_t)sizeof segment) break;
        const uint64_t other = end_of(segment.p_offset, segment.p_filesz);
        if (other > end) end = other;
    }
    return end;
}

/* Returns how many bytes the file must have by what its header says. */
static uint64_t wanted_bytes(int fd, const ElfW(Ehdr) * header)
{
    const uint64_t segments = end_of_segments(fd, header);
    if (header->e_shoff == 0) return segments;
    uint64_t count = header->e_shnum;
    ElfW(Shdr) first;
    /* So many that their number is told elsewhere. */
    if (count == 0 && pread(fd, &first, sizeof first, (off_t)header->e_shoff) == (ssize_t)sizeof first) count = first.sh_size;
    if (count == 0 || count > UINT32_MAX) count = 1;
    const uint64_t sections = end_of(header->e_shoff, count * header->e_shentsize);
    return sections > segments ? sections : segments;
}

bool file_is_whole(const char *path, char *why, size_t size)
{
    ElfW(Ehdr) header;
    struct stat status;
    const int fd = open_file(path);
    const ssize_t got = fd >= 0 ? pread(fd, &header, sizeof header, 0) : -1;
    const bool is_elf = got == (ssize_t)sizeof header && memcmp(header.e_ident, ELFMAG, SELFMAG) == 0;
    bool whole = false;
    if (got < 0 || fstat(fd, &status) != 0) {
        snprintf(why, size, "it cannot be read");
    } else if (!is_elf) {
        snprintf(why, size, got == 0 ? "it is empty" : "it is no ELF file");
    } else if (header.e_ident[EI_CLASS] != (sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32)) {
        whole = true; /* for another machine: who loads it says it better */
    } else {
        const uint64_t wanted = wanted_bytes(fd, &header), found = (uint64_t)status.st_size;
        whole = wanted <= found;
        if (!whole) snprintf(why, size, "it has %" PRIu64 " bytes of %" PRIu64, found, wanted);
    }
    if (fd >= 0) close(fd);
    return whole;
}

static bool same_bytes(int one, int other)
{
    unsigned char a[BLOCK_BYTES], b[BLOCK_BYTES];
    for (off_t place = 0;;) {
        const ssize_t got = pread(one, a, sizeof a, place);
        if (got < 0 || pread(other, b, sizeof b, place) != got || memcmp(a, b, (size_t)got) != 0) return false;
        if (got == 0) return true;
        place += got;
    }
}

bool file_same_content(const char *one, const char *other)
{
    const int a = open_file(one), b = open_file(other);
    const bool same = a >= 0 && b >= 0 && same_bytes(a, b);
    if (a >= 0) close(a);
    if (b >= 0) close(b);
    return same;
}
