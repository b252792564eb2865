/* SPDX-License-Identifier: MIT */
/* Looking addresses up in a library's file by libdw, which is loaded for that alone. */
#include "trace.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef LBH_HAVE_LIBDW
#include <elfutils/libdwfl.h>
#endif

#include "dylib.h"

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

#ifdef LBH_HAVE_LIBDW

#define FUNCTIONS(DO)                                                                                                          \
    DO(dwfl_begin)                                                                                                             \
    DO(dwfl_build_id_find_debuginfo)                                                                                           \
    DO(dwfl_end)                                                                                                               \
    DO(dwfl_lineinfo)                                                                                                          \
    DO(dwfl_module_addrname)                                                                                                   \
    DO(dwfl_module_getsrc)                                                                                                     \
    DO(dwfl_module_info)                                                                                                       \
    DO(dwfl_offline_section_address)                                                                                           \
    DO(dwfl_report_end)                                                                                                        \
    DO(dwfl_report_offline)

#define DECLARE(name) __typeof__(&(name)) name;
#define FIND(name) fine = (reader->name = (__typeof__(&(name)))lbh_dylib_function(library, #name)) && fine;

/* A library's file, open; module is null where it could not be read. */
struct reader {
    FUNCTIONS(DECLARE)
    Dwfl_Callbacks callbacks;
    Dwfl *dwfl;
    Dwfl_Module *module;
    Dwarf_Addr start;
};

static void open_file(struct reader *reader, const char *file)
{
    struct lbh_dylib *library = NULL;
    bool fine = true;
    *reader = (struct reader){.dwfl = NULL};
    if (lbh_dylib_open_any("libdw.so.1", &library, NULL) != LBH_OK) return;
    FUNCTIONS(FIND)
    lbh_dylib_leave(library);
    if (!fine) return;
    reader->callbacks = (Dwfl_Callbacks){.find_debuginfo = reader->dwfl_build_id_find_debuginfo,
                                         .section_address = reader->dwfl_offline_section_address};
    reader->dwfl = reader->dwfl_begin(&reader->callbacks);
    if (reader->dwfl) reader->module = reader->dwfl_report_offline(reader->dwfl, "", file, -1);
    if (reader->dwfl) reader->dwfl_report_end(reader->dwfl, NULL, NULL);
    if (reader->module) reader->dwfl_module_info(reader->module, NULL, &reader->start, NULL, NULL, NULL, NULL, NULL);
}

static void close_file(struct reader *reader)
{
    if (reader->dwfl) reader->dwfl_end(reader->dwfl);
}

/* Writes "call at scale.c:12", as much of it as is known. Returns whether anything is. */
static bool describe(const struct reader *reader, uintptr_t offset, char *text, size_t size)
{
    int line = 0;
    if (!reader->module) return false;
    const Dwarf_Addr address = reader->start + offset;
    const char *function = reader->dwfl_module_addrname(reader->module, address);
    Dwfl_Line *found = reader->dwfl_module_getsrc(reader->module, address);
    const char *source = found ? reader->dwfl_lineinfo(found, NULL, &line, NULL, NULL, NULL) : NULL;
    if (source)
        snprintf(text, size, "%s at %s:%d", function ? function : "?", base_name(source), line);
    else if (function)
        snprintf(text, size, "%s", function);
    return source || function;
}

#else

struct reader {
    bool none;
};

static void open_file(struct reader *reader, const char *file)
{
    (void)file;
    reader->none = true;
}

static void close_file(struct reader *reader)
{
    (void)reader;
}

static bool describe(const struct reader *reader, uintptr_t offset, char *text, size_t size)
{
    (void)reader, (void)offset, (void)text, (void)size;
    return false;
}

#endif

void trace_explain(const char *file, char *trace, size_t size)
{
    const char *name = base_name(file);
    const size_t length = strlen(name);
    char *given = strdup(trace), *place = NULL, text[512];
    size_t used = 0, end = 0;
    struct reader reader;
    if (!given) return;
    open_file(&reader, file);
    for (char *line = strtok_r(given, "\n", &place); line; line = strtok_r(NULL, "\n", &place)) {
        const bool inside = strncmp(line, name, length) == 0 && line[length] == '+';
        const bool known = inside && describe(&reader, (uintptr_t)strtoull(line + length + 1, NULL, 16), text, sizeof text);
        const int wrote = known ? snprintf(trace + used, size - used, "%s in %s\n", text, name)
                                : snprintf(trace + used, size - used, "%s\n", line);
        if (wrote < 0 || (size_t)wrote >= size - used) break;
        used += (size_t)wrote;
        /* What comes after the library's outermost function led into the suite. */
        if (inside || strstr(line, name)) end = used;
    }
    trace[end > 0 ? end : used] = '\0';
    close_file(&reader);
    free(given);
}
