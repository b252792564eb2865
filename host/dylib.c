/* SPDX-License-Identifier: MIT */
/* The one place that speaks with the dynamic linker. */
#include "dylib.h"

#include <dlfcn.h>
#include <elf.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "elf_check.h"

#ifndef LBH_PLUGIN_DIR
#error "LBH_PLUGIN_DIR must name the folder into which plugins are installed"
#endif
#ifndef LBH_LIBEXEC_DIR
#error "LBH_LIBEXEC_DIR must name the folder into which the programs are installed that the library starts"
#endif

struct lbh_dylib {
    void *handle;
    struct link_map *map;
    char *path;
    const char *base; /* where its ELF header is mapped; null until a symbol was found */
};

/* Hands a path to the dynamic linker as it is. */
static enum lbh_status open_path(const char *path, const char *shown, const char *mend, struct lbh_dylib **library,
                                 struct lbh_diag *diag)
{
    struct lbh_dylib *opened = calloc(1, sizeof *opened);
    if (!opened || !(opened->path = strdup(path))) {
        free(opened);
        return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    }
    opened->handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!opened->handle || dlinfo(opened->handle, RTLD_DI_LINKMAP, &opened->map) != 0) {
        const char *reason = dlerror();
        lbh_diag_add(diag, LBH_ERR_INVALID, "cannot load library: file=\"%s\", %s", shown, reason ? reason : "no reason");
        lbh_diag_mend(diag, "%s", mend);
        lbh_dylib_close(opened);
        return LBH_ERR_INVALID;
    }
    *library = opened;
    return LBH_OK;
}

enum lbh_status lbh_dylib_open(const char *path, struct lbh_dylib **library, struct lbh_diag *diag)
{
    char *exact = NULL;
    enum lbh_status status = lbh_elf_check(path, diag);
    if (status != LBH_OK) return status;
    /* Without a slash the dynamic linker would search its own folders. */
    if (asprintf(&exact, "%s%s", strchr(path, '/') ? "" : "./", path) < 0)
        return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    status = open_path(exact, path, "link the libraries that it needs into it; nothing of the host is there to link against",
                       library, diag);
    free(exact);
    return status;
}

enum lbh_status lbh_dylib_open_any(const char *path, struct lbh_dylib **library, struct lbh_diag *diag)
{
    const enum lbh_status status = strchr(path, '/') ? lbh_elf_check(path, diag) : LBH_OK;
    if (status != LBH_OK) return status;
    return open_path(path, path, "name an installed library by its SONAME (\"libm.so.6\"), or a file by its path", library,
                     diag);
}

void (*lbh_dylib_function(struct lbh_dylib *library, const char *name))(void)
{
    Dl_info info;
    const ElfW(Sym) *symbol = NULL;
    void *found = dlsym(library->handle, name);
    if (!found) return NULL;
    if (dladdr1(found, &info, (void **)(uintptr_t)&symbol, RTLD_DL_SYMENT) && symbol &&
        (ELF64_ST_TYPE(symbol->st_info) == STT_OBJECT || ELF64_ST_TYPE(symbol->st_info) == STT_TLS))
        return NULL;
    void (*function)(void);
    memcpy(&function, &found, sizeof function); /* POSIX: a pointer to a function fits */
    return function;
}

void lbh_dylib_close(struct lbh_dylib *library)
{
    if (!library) return;
    if (library->handle) dlclose(library->handle);
    lbh_dylib_leave(library);
}

void lbh_dylib_leave(struct lbh_dylib *library)
{
    if (!library) return;
    free(library->path);
    free(library);
}

enum lbh_status lbh_dylib_object(struct lbh_dylib *library, const char *name, const void **address, size_t *size,
                                 struct lbh_diag *diag)
{
    Dl_info info;
    struct link_map *map = NULL;
    const ElfW(Sym) *symbol = NULL;
    *address = NULL;
    const void *found = dlsym(library->handle, name);
    if (!found) return LBH_OK;
    if (dladdr1(found, &info, (void **)&map, RTLD_DL_LINKMAP) == 0 || map != library->map) return LBH_OK;
    if (dladdr1(found, &info, (void **)(uintptr_t)&symbol, RTLD_DL_SYMENT) == 0) symbol = NULL;
    if (!symbol || ELF64_ST_TYPE(symbol->st_info) != STT_OBJECT || symbol->st_size == 0) {
        const bool function = symbol && ELF64_ST_TYPE(symbol->st_info) == STT_FUNC;
        lbh_diag_add(diag, LBH_ERR_INVALID, "cannot read descriptor: symbol=%s, expected=a data object, found=%s", name,
                     function ? "a function" : "a symbol without type or size");
        lbh_diag_mend(diag, "define it as a constant: LB_EXPORT const struct %s %s = {...};", name, name);
        return LBH_ERR_INVALID;
    }
    library->base = info.dli_fbase;
    *address = found;
    *size = symbol->st_size;
    return LBH_OK;
}

/* Returns how many bytes from address on lie in one segment of a mapped library that has these permissions; 0: none. */
static size_t segment_rest(const char *base, uintptr_t load_address, uintptr_t address, unsigned flags)
{
    const ElfW(Ehdr) *header = (const void *)base;
    const ElfW(Phdr) *segments = base ? (const void *)(base + header->e_phoff) : NULL;
    for (size_t i = 0; base && i < header->e_phnum; i++) {
        if (segments[i].p_type != PT_LOAD || (segments[i].p_flags & flags) != flags) continue;
        const uintptr_t start = load_address + segments[i].p_vaddr;
        if (address >= start && address - start < segments[i].p_memsz) return segments[i].p_memsz - (address - start);
    }
    return 0;
}

bool lbh_dylib_holds(const struct lbh_dylib *library, const void *address, size_t bytes)
{
    return segment_rest(library->base, library->map->l_addr, (uintptr_t)address, PF_R) >= bytes;
}

bool lbh_dylib_holds_text(const struct lbh_dylib *library, const char *text)
{
    const size_t rest = segment_rest(library->base, library->map->l_addr, (uintptr_t)text, PF_R);
    return rest > 0 && memchr(text, 0, rest) != NULL;
}

bool lbh_dylib_is_code(void (*function)(void))
{
    Dl_info info;
    struct link_map *map = NULL;
    const void *address = (const void *)(uintptr_t)function;
    if (dladdr1(address, &info, (void **)&map, RTLD_DL_LINKMAP) == 0) return false;
    return segment_rest(info.dli_fbase, map->l_addr, (uintptr_t)address, PF_X) > 0;
}

bool lbh_dylib_locate(const void *address, const char **file, size_t *offset)
{
    Dl_info info;
    if (dladdr(address, &info) == 0 || !info.dli_fname) return false;
    *file = info.dli_fname;
    *offset = (size_t)((const char *)address - (const char *)info.dli_fbase);
    return true;
}

/*
 * Returns what lies at `name` in the build tree that this library is in: BUILD/host/.libs/libloopblocks.so goes with
 * BUILD/plugins/.libs. Null where it is in none, or where that is not there.
 */
static char *find_in_build(const char *name)
{
    static const char folder[] = "/host/.libs";
    const size_t folder_length = sizeof folder - 1;
    Dl_info info;
    char path[PATH_MAX];
    char *found = NULL;
    if (!dladdr((const void *)(uintptr_t)&find_in_build, &info) || !info.dli_fname || !realpath(info.dli_fname, path))
        return NULL;
    char *slash = strrchr(path, '/');
    if (slash) *slash = 0;
    const size_t length = strlen(path);
    if (length <= folder_length || strcmp(path + length - folder_length, folder) != 0) return NULL;
    if (asprintf(&found, "%.*s/%s", (int)(length - folder_length), path, name) < 0) return NULL;
    if (access(found, R_OK | X_OK) == 0) return found;
    free(found);
    return NULL;
}

char *lbh_dylib_plugin_folder(void)
{
    char *folder = find_in_build("plugins/.libs");
    return folder ? folder : strdup(LBH_PLUGIN_DIR);
}

/* Returns the program that this variable of the environment names, else the one of this build, else the installed one. */
static char *find_program(const char *variable, const char *built, const char *installed)
{
    const char *named = secure_getenv(variable);
    if (named && *named) return strdup(named);
    char *program = find_in_build(built);
    return program ? program : strdup(installed);
}

char *lbh_dylib_rehearsal_program(void)
{
    return find_program("LOOPBLOCKS_REHEARSE", "host/loopblocks-rehearse", LBH_LIBEXEC_DIR "/loopblocks-rehearse");
}

char *lbh_dylib_scan_program(void)
{
    return find_program("LOOPBLOCKS_SCAN", "host/loopblocks-scan", LBH_LIBEXEC_DIR "/loopblocks-scan");
}
