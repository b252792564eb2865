/* SPDX-License-Identifier: MIT */
/* What a shared object's file says to the dynamic linker, read with libelf: its entries, segments, symbols and their versions. */
#ifndef LOOPBLOCKS_CONFORM_ELF_FILE_H
#define LOOPBLOCKS_CONFORM_ELF_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include <gelf.h>

/* A dynamic symbol. Texts are borrowed from the file; version and library are null where it has none. */
struct elf_symbol {
    const char *name;
    GElf_Sym symbol;
    const char *version; /* "GLIBC_2.36": of those that are needed */
    const char *library; /* "libc.so.6" */
};

struct elf_file {
    int fd;
    Elf *elf;
    GElf_Phdr *segments;
    size_t segment_count;
    GElf_Dyn *entries; /* of the dynamic section */
    size_t entry_count;
    size_t texts; /* the section of their texts */
    struct elf_symbol *symbols;
    size_t symbol_count;
};

/* Reads a file. Returns null, or why it cannot be read; then there is nothing to close. Never waits for a FIFO's other end. */
const char *elf_file_open(struct elf_file *file, const char *path);
void elf_file_close(struct elf_file *file);

/* Returns the value of the first dynamic entry of this tag, from `index` on, which is moved behind it. False: there is no more. */
bool elf_file_entry(const struct elf_file *file, GElf_Sxword tag, size_t *index, GElf_Xword *value);
GElf_Xword elf_file_value(const struct elf_file *file, GElf_Sxword tag); /* 0: there is none */
const char *elf_file_text(const struct elf_file *file, GElf_Xword offset);

/* Returns a symbol that is defined there; or one that is not. Null: there is none. */
const struct elf_symbol *elf_file_defined(const struct elf_file *file, const char *name);
const struct elf_symbol *elf_file_needed(const struct elf_file *file, const char *name);

/* Returns whether a symbol is the file's own, and can be seen by others. */
bool elf_symbol_is_exported(const struct elf_symbol *symbol);

/* Returns whether memory from this address on is constant once the library has been loaded. */
bool elf_file_is_constant(const struct elf_file *file, GElf_Addr address, GElf_Xword size);

/* Goes through all symbols, also those that only debuggers see, until one is answered with false; and returns that. */
typedef bool (*elf_visitor)(void *user, const char *name, const GElf_Sym *symbol);
bool elf_file_visit(const struct elf_file *file, elf_visitor visit, void *user);

/* Returns whether it has none of those. */
bool elf_file_is_stripped(const struct elf_file *file);

/* The same for all relocations. */
typedef bool (*elf_relocation_visitor)(void *user, GElf_Xword type, GElf_Addr offset, GElf_Sxword addend);
bool elf_file_visit_relocations(const struct elf_file *file, elf_relocation_visitor visit, void *user);

#endif
