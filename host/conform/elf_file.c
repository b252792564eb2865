/* SPDX-License-Identifier: MIT */
/* Walking a shared object's tables. libelf checks every offset; what it refuses is not there. */
#include "elf_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Finds the first section of a type. Null: there is none. */
static Elf_Scn *find_section(const struct elf_file *file, GElf_Word type, GElf_Shdr *header)
{
    Elf_Scn *section = NULL;
    while ((section = elf_nextscn(file->elf, section)))
        if (gelf_getshdr(section, header) && header->sh_type == type) return section;
    return NULL;
}

static size_t item_count(const GElf_Shdr *header)
{
    return header->sh_entsize ? (size_t)(header->sh_size / header->sh_entsize) : 0;
}

static const char *read_segments(struct elf_file *file)
{
    if (elf_getphdrnum(file->elf, &file->segment_count) != 0) return "its program headers are damaged";
    file->segments = calloc(file->segment_count + 1, sizeof *file->segments);
    if (!file->segments) return "out of memory";
    for (size_t i = 0; i < file->segment_count; i++)
        if (!gelf_getphdr(file->elf, (int)i, &file->segments[i])) return "its program headers are damaged";
    return NULL;
}

static const char *read_entries(struct elf_file *file)
{
    GElf_Shdr header;
    Elf_Scn *section = find_section(file, SHT_DYNAMIC, &header);
    Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;
    if (!data) return "it has no dynamic section, or no section headers: it was truncated, or stripped of more than symbols";
    file->texts = header.sh_link;
    file->entry_count = item_count(&header);
    file->entries = calloc(file->entry_count + 1, sizeof *file->entries);
    if (!file->entries) return "out of memory";
    for (size_t i = 0; i < file->entry_count; i++) {
        if (!gelf_getdyn(data, (int)i, &file->entries[i])) return "its dynamic section is damaged";
        if (file->entries[i].d_tag == DT_NULL) file->entry_count = i;
    }
    return NULL;
}

/* Finds what a needed version's number stands for. */
static void name_version(const struct elf_file *file, Elf_Data *needs, size_t texts, unsigned number, struct elf_symbol *symbol)
{
    GElf_Verneed need;
    GElf_Vernaux version;
    for (int at = 0; gelf_getverneed(needs, at, &need); at += (int)need.vn_next) {
        int inner = at + (int)need.vn_aux;
        for (unsigned i = 0; i < need.vn_cnt && gelf_getvernaux(needs, inner, &version); i++) {
            if (version.vna_other == number) {
                symbol->library = elf_strptr(file->elf, texts, need.vn_file);
                symbol->version = elf_strptr(file->elf, texts, version.vna_name);
                return;
            }
            inner += (int)version.vna_next;
        }
        if (need.vn_next == 0) return;
    }
}

static const char *read_symbols(struct elf_file *file)
{
    GElf_Shdr header, other;
    Elf_Scn *section = find_section(file, SHT_DYNSYM, &header);
    Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;
    if (!data) return "it has no dynamic symbols";
    const size_t count = item_count(&header);
    file->symbols = calloc(count + 1, sizeof *file->symbols);
    if (!file->symbols) return "out of memory";
    section = find_section(file, SHT_GNU_versym, &other);
    Elf_Data *versions = section ? elf_getdata(section, NULL) : NULL;
    section = find_section(file, SHT_GNU_verneed, &other);
    Elf_Data *needs = section ? elf_getdata(section, NULL) : NULL;
    for (size_t i = 1; i < count; i++) {
        struct elf_symbol *symbol = &file->symbols[file->symbol_count];
        GElf_Versym version;
        if (!gelf_getsym(data, (int)i, &symbol->symbol)) return "its symbols are damaged";
        symbol->name = elf_strptr(file->elf, header.sh_link, symbol->symbol.st_name);
        if (!symbol->name) return "the names of its symbols are damaged";
        if (versions && needs && symbol->symbol.st_shndx == SHN_UNDEF && gelf_getversym(versions, (int)i, &version))
            name_version(file, needs, other.sh_link, version & 0x7fffu, symbol);
        file->symbol_count++;
    }
    return NULL;
}

const char *elf_file_open(struct elf_file *file, const char *path)
{
    *file = (struct elf_file){.fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    if (file->fd < 0) return strerror(errno);
    elf_version(EV_CURRENT);
    file->elf = elf_begin(file->fd, ELF_C_READ, NULL);
    const char *reason = file->elf && elf_kind(file->elf) == ELF_K_ELF ? NULL : "it is no ELF file";
    if (!reason) reason = read_segments(file);
    if (!reason) reason = read_entries(file);
    if (!reason) reason = read_symbols(file);
    if (reason) elf_file_close(file);
    return reason;
}

void elf_file_close(struct elf_file *file)
{
    free(file->segments);
    free(file->entries);
    free(file->symbols);
    elf_end(file->elf);
    if (file->fd >= 0) close(file->fd);
}

bool elf_file_entry(const struct elf_file *file, GElf_Sxword tag, size_t *index, GElf_Xword *value)
{
    while (*index < file->entry_count) {
        const GElf_Dyn *entry = &file->entries[(*index)++];
        if (entry->d_tag != tag) continue;
        *value = entry->d_un.d_val;
        return true;
    }
    return false;
}

GElf_Xword elf_file_value(const struct elf_file *file, GElf_Sxword tag)
{
    size_t index = 0;
    GElf_Xword value = 0;
    return elf_file_entry(file, tag, &index, &value) ? value : 0;
}

const char *elf_file_text(const struct elf_file *file, GElf_Xword offset)
{
    const char *text = elf_strptr(file->elf, file->texts, (size_t)offset);
    return text ? text : "?";
}

static const struct elf_symbol *find_symbol(const struct elf_file *file, const char *name, bool defined)
{
    for (size_t i = 0; i < file->symbol_count; i++)
        if ((file->symbols[i].symbol.st_shndx != SHN_UNDEF) == defined && strcmp(file->symbols[i].name, name) == 0)
            return &file->symbols[i];
    return NULL;
}

const struct elf_symbol *elf_file_defined(const struct elf_file *file, const char *name)
{
    return find_symbol(file, name, true);
}

const struct elf_symbol *elf_file_needed(const struct elf_file *file, const char *name)
{
    return find_symbol(file, name, false);
}

bool elf_symbol_is_exported(const struct elf_symbol *symbol)
{
    const unsigned visibility = GELF_ST_VISIBILITY(symbol->symbol.st_other);
    return symbol->symbol.st_shndx != SHN_UNDEF && GELF_ST_BIND(symbol->symbol.st_info) != STB_LOCAL &&
           (visibility == STV_DEFAULT || visibility == STV_PROTECTED);
}

bool elf_file_is_constant(const struct elf_file *file, GElf_Addr address, GElf_Xword size)
{
    for (size_t i = 0; i < file->segment_count; i++) {
        const GElf_Phdr *segment = &file->segments[i];
        const bool constant = segment->p_type == PT_GNU_RELRO || (segment->p_type == PT_LOAD && !(segment->p_flags & PF_W));
        if (constant && address >= segment->p_vaddr && size <= segment->p_memsz &&
            address - segment->p_vaddr <= segment->p_memsz - size)
            return true;
    }
    return false;
}

bool elf_file_visit(const struct elf_file *file, elf_visitor visit, void *user)
{
    GElf_Shdr header;
    Elf_Scn *section = find_section(file, SHT_SYMTAB, &header);
    Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;
    for (size_t i = 1; data && i < item_count(&header); i++) {
        GElf_Sym symbol;
        if (!gelf_getsym(data, (int)i, &symbol)) break;
        const char *name = elf_strptr(file->elf, header.sh_link, symbol.st_name);
        if (name && !visit(user, name, &symbol)) return false;
    }
    return true;
}

bool elf_file_is_stripped(const struct elf_file *file)
{
    GElf_Shdr header;
    return !find_section(file, SHT_SYMTAB, &header);
}

bool elf_file_visit_relocations(const struct elf_file *file, elf_relocation_visitor visit, void *user)
{
    Elf_Scn *section = NULL;
    GElf_Shdr header;
    while ((section = elf_nextscn(file->elf, section))) {
        if (!gelf_getshdr(section, &header) || (header.sh_type != SHT_RELA && header.sh_type != SHT_REL)) continue;
        Elf_Data *data = elf_getdata(section, NULL);
        for (size_t i = 0; data && i < item_count(&header); i++) {
            GElf_Rela with = {0};
            GElf_Rel without = {0};
            const bool has_addend = header.sh_type == SHT_RELA;
            if (has_addend ? !gelf_getrela(data, (int)i, &with) : !gelf_getrel(data, (int)i, &without)) break;
            const GElf_Xword info = has_addend ? with.r_info : without.r_info;
            if (!visit(user, GELF_R_TYPE(info), has_addend ? with.r_offset : without.r_offset, with.r_addend)) return false;
        }
    }
    return true;
}
