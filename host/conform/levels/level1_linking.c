/* SPDX-License-Identifier: MIT */
/* Level 1: what the dynamic linker is asked to do: libraries, run paths, permissions, thread-local storage. */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "conform/checks.h"
#include "conform/job.h"
#include "level1.h"

/* Returns whether the profile's "libraries" names it. */
static bool is_allowed(const struct job *job, const char *name)
{
    const json_t *list = json_object_get(job->profile, "libraries");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *allowed = json_string_value(json_array_get(list, i));
        if (allowed && strcmp(allowed, name) == 0) return true;
    }
    return false;
}

static void needs_known_libraries(struct conform_case *c)
{
    /* The C library's parts, the compilers' run-time libraries, and the C++ ones. */
    static const char *const known[] = {"libc.so.6",   "libm.so.6",      "libmvec.so.1",   "libpthread.so.0",
                                        "libdl.so.2",  "librt.so.1",     "ld-linux*.so.*", "ld64.so.*",
                                        "libc.musl-*", "libgcc_s.so.1",  "libatomic.so.1", "libstdc++.so.6",
                                        "libc++.so.1", "libc++abi.so.1", "libunwind.so.1"};
    const struct elf_file *file = level1_elf(c);
    size_t index = 0;
    GElf_Xword value;
    while (elf_file_entry(file, DT_NEEDED, &index, &value)) {
        const char *name = elf_file_text(file, value);
        bool is_known = is_allowed(c->job, name);
        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) is_known |= fnmatch(known[i], name, 0) == 0;
        if (!is_known)
            conform_fail(c,
                         "link it statically, or name it under \"libraries\" in the profile, and in the package's dependencies",
                         "expected=the C and C++ libraries alone, found=%s", name);
    }
}

static void no_rpath(struct conform_case *c)
{
    const struct elf_file *file = level1_elf(c);
    size_t index = 0;
    GElf_Xword value;
    const char *mend = "link without -rpath; to ship a library with the block, put it beside and write -Wl,-rpath,'$ORIGIN'";
    if (elf_file_entry(file, DT_RPATH, &index, &value))
        conform_fail(c, mend, "expected=no DT_RPATH, which also rules what its libraries find, found=\"%s\"",
                     elf_file_text(file, value));
    index = 0;
    if (!elf_file_entry(file, DT_RUNPATH, &index, &value)) return;
    for (const char *path = elf_file_text(file, value); *path; path += strcspn(path, ":"), path += *path == ':')
        if (strncmp(path, "$ORIGIN", 7) != 0 && strncmp(path, "${ORIGIN}", 9) != 0)
            conform_fail(c, mend, "expected=folders relative to the block, found=DT_RUNPATH \"%s\"",
                         elf_file_text(file, value));
}

static void no_text_relocations(struct conform_case *c)
{
    const struct elf_file *file = level1_elf(c);
    size_t index = 0;
    GElf_Xword value;
    if (elf_file_entry(file, DT_TEXTREL, &index, &value) || (elf_file_value(file, DT_FLAGS) & DF_TEXTREL))
        conform_fail(c, "compile all that is linked into it with -fPIC",
                     "expected=code that fits any address, found=DT_TEXTREL");
}

static void no_executable_stack(struct conform_case *c)
{
    const struct elf_file *file = level1_elf(c);
    const char *mend =
        "end assembly with .section .note.GNU-stack,\"\",@progbits; link without -z execstack; take no address of a "
        "function within a function";
    for (size_t i = 0; i < file->segment_count; i++) {
        if (file->segments[i].p_type != PT_GNU_STACK) continue;
        if (file->segments[i].p_flags & PF_X)
            conform_fail(c, mend, "expected=a stack that is data, found=a stack that can be executed, for the whole process");
        return;
    }
    conform_fail(c, mend, "expected=PT_GNU_STACK, found=none: systems then make the stack executable");
}

static void no_writable_code(struct conform_case *c)
{
    const struct elf_file *file = level1_elf(c);
    for (size_t i = 0; i < file->segment_count; i++)
        if (file->segments[i].p_type == PT_LOAD && (file->segments[i].p_flags & PF_W) && (file->segments[i].p_flags & PF_X))
            conform_fail(c, "link without -N, and give no section of yours both flags",
                         "expected=code or data, found=a segment at 0x%llx that is both",
                         (unsigned long long)file->segments[i].p_vaddr);
}

static void no_static_tls(struct conform_case *c)
{
    if (elf_file_value(level1_elf(c), DT_FLAGS) & DF_STATIC_TLS)
        conform_fail(c, "compile without -ftls-model=initial-exec, or better: keep it in a state",
                     "expected=thread-local storage that is made as it is used, found=DF_STATIC_TLS: there is room for little "
                     "of it, and "
                     "the library loads only as long as some is left");
}

static void no_unique_symbols(struct conform_case *c)
{
    const struct elf_file *file = level1_elf(c);
    for (size_t i = 0; i < file->symbol_count; i++)
        if (GELF_ST_BIND(file->symbols[i].symbol.st_info) == STB_GNU_UNIQUE && file->symbols[i].symbol.st_shndx != SHN_UNDEF)
            conform_fail(c, "link with a version script that says local: *; or compile with -fno-gnu-unique",
                         "expected=symbols of its own, found=%s: it is one for the whole process, two versions of the block "
                         "share it, and "
                         "neither is ever unloaded",
                         file->symbols[i].name);
}

static void can_be_unloaded(struct conform_case *c)
{
    const GElf_Xword flags = elf_file_value(level1_elf(c), DT_FLAGS_1);
    if (flags & DF_1_NODELETE)
        conform_fail(c, "link without -z nodelete", "expected=a library that goes when nobody needs it, found=DF_1_NODELETE");
    if (flags & (DF_1_GLOBAL | DF_1_INTERPOSE | DF_1_INITFIRST))
        conform_fail(c, "link without -z global, interpose and initfirst",
                     "expected=a library like any other, found=DT_FLAGS_1 0x%llx", (unsigned long long)flags);
}

/* Compares "2.36" and the like, number by number. */
static int compare_versions(const char *one, const char *other)
{
    while (*one || *other) {
        int a = 0, b = 0, used = 0;
        if (sscanf(one, "%d%n", &a, &used) == 1) one += used;
        used = 0;
        if (sscanf(other, "%d%n", &b, &used) == 1) other += used;
        if (a != b) return a < b ? -1 : 1;
        one += strcspn(one, ".");
        other += strcspn(other, ".");
        one += *one == '.';
        other += *other == '.';
    }
    return 0;
}

static void glibc_version(struct conform_case *c)
{
    const struct elf_file *file = level1_elf(c);
    const char *newest = job_text(c->job, "glibc", "2.36");
    for (size_t i = 0; i < file->symbol_count; i++) {
        const struct elf_symbol *symbol = &file->symbols[i];
        if (!symbol->version || strncmp(symbol->version, "GLIBC_", 6) != 0) continue;
        if (strcmp(symbol->version, "GLIBC_PRIVATE") == 0)
            conform_fail(c, "use what the headers declare",
                         "symbol=%s, expected=a public function, found=GLIBC_PRIVATE: the next "
                         "release may not have it",
                         symbol->name);
        if (symbol->version[6] >= '0' && symbol->version[6] <= '9' && compare_versions(symbol->version + 6, newest) > 0)
            conform_fail(c, "build it on the oldest system that it is for, or say \"glibc\" in the profile",
                         "symbol=%s, expected=at most GLIBC_%s, found=%s", symbol->name, newest, symbol->version);
    }
}

static const struct check checks[] = {
    {"needs-known-libraries", 1, OF_ANY, 0, "needs the C and C++ libraries, and what its profile names", needs_known_libraries,
     0},
    {"no-rpath", 1, OF_ANY, 0, "looks for libraries where everybody does, or beside itself", no_rpath, 0},
    {"no-text-relocations", 1, OF_ANY, 0, "has code that need not be changed to be loaded", no_text_relocations, 0},
    {"no-executable-stack", 1, OF_ANY, 0, "leaves the stack as data", no_executable_stack, 0},
    {"no-writable-code", 1, OF_ANY, 0, "has no memory that is both code and data", no_writable_code, 0},
    {"no-static-tls", 1, OF_ANY, 0, "takes no static thread-local storage", no_static_tls, 0},
    {"no-unique-symbols", 1, OF_ANY, 0, "shares no symbol with other versions of itself", no_unique_symbols, 0},
    {"can-be-unloaded", 1, OF_ANY, 0, "does not ask to stay for ever", can_be_unloaded, 0},
    {"glibc-version", 1, OF_ANY, 0, "runs with the C library that it is for", glibc_version, 0},
};
const struct check_list level1_linking = CHECK_LIST(checks);
