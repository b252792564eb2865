/* SPDX-License-Identifier: MIT */
/* Level 1: what runs as the library is loaded and unloaded, before any host asks for it: nothing of the author's. */
#include <elf.h>
#include <stdio.h>
#include <string.h>

#include "conform/checks.h"
#include "level1.h"

/* What compilers put there by themselves. Nothing of it is seen from outside. */
static const char *const own_starts[] = {"frame_dummy", "__cpu_indicator_init", "__init_cpu_features", "init_have_lse_atomics",
                                         "__do_init"};
static const char *const own_ends[] = {"__do_global_dtors_aux", "__do_fini"};

#if defined(__x86_64__)
#define RELOCATION_IRELATIVE R_X86_64_IRELATIVE
#elif defined(__aarch64__)
#define RELOCATION_IRELATIVE R_AARCH64_IRELATIVE
#else
#define RELOCATION_IRELATIVE (~UINT64_C(0)) /* not told here: the symbols' types are */
#endif

struct function_name {
    GElf_Addr address;
    const char *name;
};

static bool is_elsewhere(void *user, const char *name, const GElf_Sym *symbol)
{
    struct function_name *wanted = user;
    if (GELF_ST_TYPE(symbol->st_info) != STT_FUNC || symbol->st_value != wanted->address || symbol->st_shndx == SHN_UNDEF)
        return true;
    wanted->name = name;
    return false;
}

static bool is_among(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, names[i]) == 0) return true;
    return false;
}

/* Returns whether an address is where a section of this name begins: the compiler's start files put code there. */
static bool begins_section(const struct elf_file *file, const char *name, GElf_Addr address)
{
    size_t names;
    GElf_Shdr header;
    if (elf_getshdrstrndx(file->elf, &names) != 0) return false;
    for (Elf_Scn *section = NULL; (section = elf_nextscn(file->elf, section));) {
        if (!gelf_getshdr(section, &header) || header.sh_addr != address) continue;
        const char *found = elf_strptr(file->elf, names, header.sh_name);
        if (found && strcmp(found, name) == 0) return true;
    }
    return false;
}

/* A list of functions that the dynamic linker calls, and which of them are nobody's doing. */
struct calls {
    GElf_Sxword array, array_size;
    GElf_Sxword single;
    const char *section; /* in which the single one lies if it is the compiler's */
    const char *const *own;
    size_t own_count;
    const char *when;
    const char *mend;
};

static void check_calls(struct conform_case *c, const struct calls *calls)
{
    const struct elf_file *file = level1_elf(c);
    const GElf_Xword single = elf_file_value(file, calls->single);
    if (single && !begins_section(file, calls->section, single))
        conform_fail(c, calls->mend,
                     "expected=nothing of its own that runs when it is %s, found=a function set with the linker's option",
                     calls->when);
    const size_t count = (size_t)elf_file_value(file, calls->array_size) / sizeof(uintptr_t);
    if (count == 0) return;
    /* Once loaded, the list holds addresses, whichever kind of relocation made them. */
    const uintptr_t base = level1_base(c);
    const uintptr_t *functions = (const uintptr_t *)(base + (uintptr_t)elf_file_value(file, calls->array));
    const bool stripped = elf_file_is_stripped(file);
    /* One is the compiler's in any case. */
    if (stripped && count == 1) return;
    if (stripped)
        conform_skip(
            c,
            "the library is stripped: of %zu functions that run when it is %s, none has a name; check it before you strip it",
            count, calls->when);
    for (size_t i = 0; i < count; i++) {
        struct function_name found = {.address = functions[i] - base, .name = "a function without a name"};
        if (functions[i] == 0 || functions[i] == UINTPTR_MAX) continue;
        elf_file_visit(file, is_elsewhere, &found);
        if (!is_among(found.name, calls->own, calls->own_count))
            conform_fail(c, calls->mend, "expected=nothing of its own that runs when it is %s, found=%s", calls->when,
                         found.name);
    }
}

static bool is_no_resolver(void *user, GElf_Xword type, GElf_Addr offset, GElf_Sxword addend)
{
    (void)user, (void)offset, (void)addend;
    return type != RELOCATION_IRELATIVE;
}

static bool is_no_indirect(void *user, const char *name, const GElf_Sym *symbol)
{
    (void)user, (void)name;
    return GELF_ST_TYPE(symbol->st_info) != STT_GNU_IFUNC || symbol->st_shndx == SHN_UNDEF;
}

static void no_constructors(struct conform_case *c)
{
    static const struct calls calls = {
        DT_INIT_ARRAY, DT_INIT_ARRAYSZ,
        DT_INIT,       ".init",
        own_starts,    sizeof own_starts / sizeof own_starts[0],
        "loaded",      "do it in create; in C++, have no static object with a constructor (<iostream> brings one)"};
    check_calls(c, &calls);
    const struct elf_file *file = level1_elf(c);
    if (!elf_file_visit_relocations(file, is_no_resolver, NULL) || !elf_file_visit(file, is_no_indirect, NULL))
        conform_fail(c, "choose in create, by __builtin_cpu_supports; do without target_clones and ifunc",
                     "expected=nothing of its own that runs when it is loaded, found=the resolver of an indirect function");
}

static void no_destructors(struct conform_case *c)
{
    static const struct calls calls = {DT_FINI_ARRAY, DT_FINI_ARRAYSZ,
                                       DT_FINI,       ".fini",
                                       own_ends,      sizeof own_ends / sizeof own_ends[0],
                                       "unloaded",    "do it in destroy; in C++, have no static object with a destructor"};
    static const char *const registers[] = {"__cxa_atexit",
                                            "atexit",
                                            "on_exit",
                                            "at_quick_exit",
                                            "__cxa_at_quick_exit",
                                            "__cxa_thread_atexit",
                                            "__cxa_thread_atexit_impl"};
    check_calls(c, &calls);
    for (size_t i = 0; i < sizeof registers / sizeof registers[0]; i++)
        if (elf_file_needed(level1_elf(c), registers[i]))
            conform_fail(c, calls.mend,
                         "expected=nothing of its own that runs when it is unloaded, found=%s, which asks for that",
                         registers[i]);
}

static const struct check checks[] = {
    {"no-constructors", 1, OF_ANY, WANTS_LIBRARY, "does nothing as it is loaded", no_constructors, 0},
    {"no-destructors", 1, OF_ANY, WANTS_LIBRARY, "does nothing as it is unloaded, or as the program ends", no_destructors, 0},
};
const struct check_list level1_start = CHECK_LIST(checks);
