/* SPDX-License-Identifier: MIT */
/* The ELF header's fields that matter before dlopen, and the words for them. */
#include "elf_check.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__x86_64__)
#define THIS_MACHINE EM_X86_64
#elif defined(__aarch64__)
#define THIS_MACHINE EM_AARCH64
#elif defined(__i386__)
#define THIS_MACHINE EM_386
#elif defined(__arm__)
#define THIS_MACHINE EM_ARM
#elif defined(__riscv)
#define THIS_MACHINE EM_RISCV
#elif defined(__powerpc64__)
#define THIS_MACHINE EM_PPC64
#elif defined(__s390x__)
#define THIS_MACHINE EM_S390
#else
#define THIS_MACHINE EM_NONE /* not checked here: the dynamic linker will */
#endif
#define THIS_CLASS (sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32)
#define THIS_ORDER (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2LSB : ELFDATA2MSB)
#define MAX_SEGMENTS 64

static const char *machine_name(unsigned machine, char *buffer, size_t size)
{
    static const struct {
        unsigned machine;
        const char *name;
    } names[] = {{EM_X86_64, "x86-64"}, {EM_AARCH64, "aarch64"}, {EM_386, "i386"},   {EM_ARM, "arm"},
                 {EM_RISCV, "riscv"},   {EM_PPC64, "ppc64"},     {EM_S390, "s390x"}, {EM_MIPS, "mips"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].machine == machine) return names[i].name;
    snprintf(buffer, size, "machine %u", machine);
    return buffer;
}

static enum lbh_status refuse(struct lbh_diag *diag, const char *path, const char *expected, const char *found,
                              const char *mend)
{
    lbh_diag_add(diag, LBH_ERR_INVALID, "cannot load library: file=\"%s\", expected=%s, found=%s", path, expected, found);
    lbh_diag_mend(diag, "%s", mend);
    return LBH_ERR_INVALID;
}

/* Checks what identifies the file and the machine it is for. */
static enum lbh_status check_identity(const char *path, const ElfW(Ehdr) * header, size_t size, struct lbh_diag *diag)
{
    char expected[32], found[32];
    if (size < EI_NIDENT || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0)
        return refuse(diag, path, "an ELF shared object", size == 0 ? "an empty file" : "another kind of file",
                      "build it with cc -shared -fPIC; a libtool library's shared object is in .libs/");
    if (header->e_ident[EI_CLASS] != THIS_CLASS)
        return refuse(diag, path, THIS_CLASS == ELFCLASS64 ? "64 bit" : "32 bit",
                      header->e_ident[EI_CLASS] == ELFCLASS32 ? "32 bit" : "64 bit", "build it for this machine");
    if (header->e_ident[EI_DATA] != THIS_ORDER)
        return refuse(diag, path, THIS_ORDER == ELFDATA2LSB ? "little-endian" : "big-endian", "the other byte order",
                      "build it for this machine");
    if (size < sizeof *header) return refuse(diag, path, "a whole ELF header", "a truncated file", "copy or build it again");
    if (THIS_MACHINE != EM_NONE && header->e_machine != THIS_MACHINE)
        return refuse(diag, path, machine_name(THIS_MACHINE, expected, sizeof expected),
                      machine_name(header->e_machine, found, sizeof found), "build it for this machine");
    if (header->e_type != ET_DYN)
        return refuse(diag, path, "a shared object", header->e_type == ET_REL ? "an object file" : "an executable or core file",
                      "link it with cc -shared");
    return LBH_OK;
}

/* Checks that every segment lies within the file: mapping one that does not ends in SIGBUS. */
static enum lbh_status check_segments(const char *path, int fd, const ElfW(Ehdr) * header, uint64_t file_size,
                                      struct lbh_diag *diag)
{
    ElfW(Phdr) segments[MAX_SEGMENTS];
    const size_t bytes = header->e_phnum * sizeof segments[0];
    if (header->e_phnum == 0 || header->e_phnum > MAX_SEGMENTS || header->e_phentsize != sizeof segments[0])
        return refuse(diag, path, "1 to 64 program headers", "another number or size", "build it again");
    if (pread(fd, segments, bytes, (off_t)header->e_phoff) != (ssize_t)bytes)
        return refuse(diag, path, "whole program headers", "a truncated file", "copy or build it again");
    for (size_t i = 0; i < header->e_phnum; i++) {
        const uint64_t offset = segments[i].p_offset, size = segments[i].p_filesz;
        if (segments[i].p_type == PT_LOAD && (size > file_size || offset > file_size - size))
            return refuse(diag, path, "segments within the file", "a truncated file", "copy or build it again");
    }
    return LBH_OK;
}

enum lbh_status lbh_elf_check(const char *path, struct lbh_diag *diag)
{
    ElfW(Ehdr) header = {0};
    struct stat status;
    /* A FIFO that nobody writes to would hold us here, a terminal would become ours. */
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0 || fstat(fd, &status) != 0) {
        lbh_diag_add(diag, LBH_ERR_INVALID, "cannot load library: file=\"%s\", %s", path, strerror(errno));
        if (fd >= 0) close(fd);
        return LBH_ERR_INVALID;
    }
    enum lbh_status result;
    if (!S_ISREG(status.st_mode)) {
        const char *found = S_ISDIR(status.st_mode) ? "a folder" : S_ISFIFO(status.st_mode) ? "a FIFO" : "a device";
        result = refuse(diag, path, "a file", found, "name the shared object itself");
    } else {
        const ssize_t size = pread(fd, &header, sizeof header, 0);
        result = check_identity(path, &header, size > 0 ? (size_t)size : 0, diag);
        if (result == LBH_OK) result = check_segments(path, fd, &header, (uint64_t)status.st_size, diag);
    }
    close(fd);
    return result;
}
