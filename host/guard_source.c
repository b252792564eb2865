/* SPDX-License-Identifier: MIT */
/* Reading debug information by libdw, which is loaded only then: it would take a third of the time in which a process starts. */
#include "guard_source.h"

#include <stdint.h>
#include <stdio.h>

#ifdef LBH_HAVE_LIBDW

#include <stdbool.h>
#include <unistd.h>

#include <elfutils/libdwfl.h>

#include "dylib.h"

/* What is used of it, by the names that it has there. */
#define FUNCTIONS(DO)                                                                                                          \
    DO(dwfl_addrmodule)                                                                                                        \
    DO(dwfl_begin)                                                                                                             \
    DO(dwfl_build_id_find_debuginfo)                                                                                           \
    DO(dwfl_end)                                                                                                               \
    DO(dwfl_lineinfo)                                                                                                          \
    DO(dwfl_linux_proc_find_elf)                                                                                               \
    DO(dwfl_linux_proc_report)                                                                                                 \
    DO(dwfl_module_getsrc)                                                                                                     \
    DO(dwfl_report_end)

#define DECLARE(name) __typeof__(&(name)) name;
#define FIND(name) fine = (found->name = (__typeof__(&(name)))lbh_dylib_function(library, #name)) && fine;

struct reader {
    FUNCTIONS(DECLARE)
};

/* Loads the library that the headers are of. Returns whether it has all that is needed. */
static bool load(struct reader *found)
{
    struct lbh_dylib *library = NULL;
    bool fine = true;
    if (lbh_dylib_open_any("libdw.so.1", &library, NULL) != LBH_OK) return false;
    FUNCTIONS(FIND)
    lbh_dylib_leave(library);
    return fine;
}

void lbh_source_find(const void *address, int is_return, char *source, size_t size, int *line)
{
    const Dwarf_Addr at = (Dwarf_Addr)(uintptr_t)address - (is_return ? 1 : 0);
    struct reader dw;
    *line = 0;
    *source = '\0';
    if (!load(&dw)) return;
    /* Debug files are looked for on this machine only: the standard finder may ask servers. */
    const Dwfl_Callbacks callbacks = {.find_elf = dw.dwfl_linux_proc_find_elf,
                                      .find_debuginfo = dw.dwfl_build_id_find_debuginfo};
    Dwfl *dwfl = dw.dwfl_begin(&callbacks);
    if (!dwfl) return;
    if (dw.dwfl_linux_proc_report(dwfl, getpid()) == 0 && dw.dwfl_report_end(dwfl, NULL, NULL) == 0) {
        Dwfl_Module *module = dw.dwfl_addrmodule(dwfl, at);
        Dwfl_Line *found = module ? dw.dwfl_module_getsrc(module, at) : NULL;
        const char *file = found ? dw.dwfl_lineinfo(found, NULL, line, NULL, NULL, NULL) : NULL;
        if (file)
            snprintf(source, size, "%s", file);
        else
            *line = 0;
    }
    dw.dwfl_end(dwfl);
}

#else

void lbh_source_find(const void *address, int is_return, char *source, size_t size, int *line)
{
    (void)address, (void)is_return, (void)size;
    *line = 0;
    *source = '\0';
}

#endif
