/* SPDX-License-Identifier: MIT */
/* The kinds of files that people take for blocks, and what to say of each: first of any file, then of a shared object. */
#include "file_kind.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "diag.h"
#include "elf_check.h"
#include "elf_file.h"

#define EXPECTED "a block: a shared object that exports lb_block or lb_component"

/* Says what was found; returns false, as its callers do then. */
static bool refuse(char *reason, size_t size, const char *found, const char *mend)
{
    snprintf(reason, size, "no block: expected=" EXPECTED ", found=%s; %s", found, mend);
    return false;
}

static bool is_regular(const char *path, char *reason, size_t size)
{
    struct stat status;
    if (stat(path, &status) != 0) {
        const bool missing = errno == ENOENT;
        return refuse(reason, size, missing ? "no such file" : strerror(errno),
                      missing ? "build it, or name it by its path" : "name a file that can be read");
    }
    if (S_ISREG(status.st_mode)) return true;
    const char *found = S_ISDIR(status.st_mode)    ? "a folder"
                        : S_ISFIFO(status.st_mode) ? "a FIFO"
                        : S_ISSOCK(status.st_mode) ? "a socket"
                                                   : "a device";
    return refuse(reason, size, found,
                  S_ISDIR(status.st_mode) ? "name the shared object in it" : "name the shared object itself");
}

static bool begins(const char *start, size_t length, const char *with, size_t with_length)
{
    return length >= with_length && memcmp(start, with, with_length) == 0;
}
#define BEGINS(start, length, literal) begins((start), (length), (literal), sizeof(literal) - 1)

/* Nothing below a space but what ends lines and columns: people read it. */
static bool is_text(const char *start, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        const unsigned char byte = (unsigned char)start[i];
        if ((byte < ' ' && byte != '\n' && byte != '\r' && byte != '\t' && byte != '\f') || byte == 0x7f) return false;
    }
    return true;
}

/* Says what a file is that does not begin as ELF files do. */
static bool refuse_other(const char *start, size_t length, char *reason, size_t size)
{
    const char *build = "build it with cc -shared -fPIC";
    if (length == 0) return refuse(reason, size, "an empty file", "build it again: the linker, or a full disk, left nothing");
    if (BEGINS(start, length, "!<arch>\n") || BEGINS(start, length, "!<thin>\n"))
        return refuse(reason, size, "an archive of object files, a static library", "link its objects with cc -shared");
    if (BEGINS(start, length, "BC\xC0\xDE"))
        return refuse(reason, size, "LLVM bitcode", "compile without -emit-llvm, and link");
    if (BEGINS(start, length, "MZ") || BEGINS(start, length, "\xCF\xFA\xED\xFE"))
        return refuse(reason, size, "a program or library of another system", "build it for this one");
    if (!is_text(start, length)) return refuse(reason, size, "data of another kind", build);
    if (memmem(start, length, "libtool library file", strlen("libtool library file")))
        return refuse(reason, size, "libtool's note about a library", "name the shared object: it is in .libs/");
    if (memmem(start, length, "GNU ld script", strlen("GNU ld script")) || BEGINS(start, length, "INPUT") ||
        BEGINS(start, length, "GROUP"))
        return refuse(reason, size, "a script for the linker", "name the shared object that it names");
    if (BEGINS(start, length, "#!")) return refuse(reason, size, "a script", build);
    if (*start == '{') return refuse(reason, size, "JSON", "a pipeline's manifest is checked by `loopblocks check`");
    return refuse(reason, size, "a text file", build);
}

static bool begins_as_elf(const char *path, char *reason, size_t size)
{
    char start[512];
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    const ssize_t length = fd >= 0 ? pread(fd, start, sizeof start, 0) : -1;
    const int error = errno;
    if (fd >= 0) close(fd);
    if (length < 0) return refuse(reason, size, strerror(error), "make it readable for you: chmod +r");
    return BEGINS(start, (size_t)length, "\177ELF") || refuse_other(start, (size_t)length, reason, size);
}

/* What the host says of ELF files before it loads one: machine, kind, wholeness. */
static bool is_loadable(const char *path, char *reason, size_t size)
{
    struct lbh_diag *diag = lbh_diag_new();
    const bool fine = lbh_elf_check(path, diag) == LBH_OK;
    const struct lbh_error *error = lbh_diag_borrow_error(diag, 0);
    if (!fine) {
        const char *detail = error ? strstr(error->text, "expected=") : NULL;
        snprintf(reason, size, "no block: %s%s%s",
                 detail  ? detail
                 : error ? error->text
                         : "out of memory",
                 error && error->mend ? "; " : "", error && error->mend ? error->mend : "");
    }
    lbh_diag_free(diag);
    return fine;
}

/* A program that can be placed anywhere is a shared object in all but its marks. */
static bool is_program(const struct elf_file *file)
{
    if (elf_file_value(file, DT_FLAGS_1) & DF_1_PIE) return true;
    bool has_interpreter = false;
    for (size_t i = 0; i < file->segment_count; i++) has_interpreter |= file->segments[i].p_type == PT_INTERP;
    return has_interpreter && !elf_file_value(file, DT_SONAME);
}

static bool is_not_a_descriptor(void *user, const char *name, const GElf_Sym *symbol)
{
    (void)user;
    return symbol->st_shndx == SHN_UNDEF || (strcmp(name, "lb_block") != 0 && strcmp(name, "lb_component") != 0);
}

static bool has_descriptor(const struct elf_file *file, char *reason, size_t size)
{
    char found[256];
    static const char *const names[] = {"lb_block", "lb_component"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct elf_symbol *symbol = elf_file_defined(file, names[i]);
        if (symbol && elf_symbol_is_exported(symbol)) return true;
        if (elf_file_needed(file, names[i])) {
            snprintf(found, sizeof found, "a shared object that refers to %s, which it does not define", names[i]);
            return refuse(reason, size, found, "link the object file that defines it");
        }
    }
    if (!elf_file_visit(file, is_not_a_descriptor, NULL))
        return refuse(reason, size, "a shared object that keeps its descriptor to itself",
                      "define it with LB_EXPORT, and have the version script list it under global:");
    const GElf_Xword name = elf_file_value(file, DT_SONAME);
    snprintf(found, sizeof found, "the library %s, which has neither", name ? elf_file_text(file, name) : "of another kind");
    return refuse(reason, size, name ? found : "a shared object that has neither",
                  "define LB_EXPORT const struct lb_block lb_block = {...};");
}

bool file_kind_is_block(const char *path, char *reason, size_t size)
{
    struct elf_file file;
    if (!is_regular(path, reason, size) || !begins_as_elf(path, reason, size) || !is_loadable(path, reason, size)) return false;
    const char *fault = elf_file_open(&file, path);
    if (fault) {
        snprintf(reason, size, "no block: expected=" EXPECTED ", found=a shared object that cannot be read: %s; build it again",
                 fault);
        return false;
    }
    const bool is_block = is_program(&file) ? refuse(reason, size, "a program", "link it with cc -shared, and without main")
                                            : has_descriptor(&file, reason, size);
    elf_file_close(&file);
    return is_block;
}
