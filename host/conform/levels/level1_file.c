/* SPDX-License-Identifier: MIT */
/* Level 1: the library as a whole. It loads, and shows the one thing that it is to show. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <loopblocks/host.h>

#include "block_manifest.h"
#include "conform/checks.h"
#include "conform/findings.h"
#include "conform/job.h"
#include "file_hash.h"
#include "json.h"
#include "level1.h"
#include "text.h"

/* Returns what a descriptor that cannot be read as a whole says that it is. */
static unsigned kind_by_symbol(struct lbh_dylib *library)
{
    const void *symbol = NULL;
    size_t size = 0;
    uint32_t kind = LB_KIND_BLOCK;
    if (lbh_dylib_object(library, "lb_block", &symbol, &size, NULL) != LBH_OK) return OF_BLOCK;
    if (!symbol) return OF_COMPONENT;
    const size_t offset = offsetof(struct lb_block, kind);
    if (size >= offset + sizeof kind && lbh_dylib_holds(library, symbol, offset + sizeof kind))
        memcpy(&kind, (const char *)symbol + offset, sizeof kind);
    return kind == LB_KIND_LOOP ? OF_LOOP : OF_BLOCK;
}

/* Everything after it builds on what is found here. */
static void loads(struct conform_case *c)
{
    struct findings *findings = findings_of_run();
    struct lbh_descriptor *descriptor = NULL;
    int64_t bytes;
    lbh_file_hash(c->job->file, findings->sha256, &bytes);
    struct lbh_dylib *library = level1_library(c);
    if (lbh_descriptor_read(library, &descriptor, NULL) != LBH_OK) {
        findings->kind = kind_by_symbol(library);
        return;
    }
    findings->kind = descriptor->is_component ? OF_COMPONENT : descriptor->kind == LB_KIND_LOOP ? OF_LOOP : OF_BLOCK;
    snprintf(findings->name, sizeof findings->name, "%s", descriptor->name);
    snprintf(findings->version, sizeof findings->version, "%s", descriptor->version);
}

static void one_descriptor(struct conform_case *c)
{
    const struct elf_file *file = level1_elf(c);
    if (elf_file_defined(file, "lb_block") && elf_file_defined(file, "lb_component"))
        conform_fail(c, "make a library of each",
                     "expected=one of lb_block and lb_component, found=both: a host sees the first alone");
}

static const struct elf_symbol *descriptor_symbol(struct conform_case *c)
{
    const struct elf_symbol *symbol = elf_file_defined(level1_elf(c), "lb_block");
    return symbol ? symbol : elf_file_defined(level1_elf(c), "lb_component");
}

static void descriptor_is_data(struct conform_case *c)
{
    static const char *const types[] = {[STT_NOTYPE] = "a symbol without type",
                                        [STT_FUNC] = "a function",
                                        [STT_COMMON] = "common data",
                                        [STT_TLS] = "data of each thread",
                                        [STT_GNU_IFUNC] = "an indirect function"};
    const struct elf_symbol *symbol = descriptor_symbol(c);
    const unsigned type = GELF_ST_TYPE(symbol->symbol.st_info);
    const char *mend = "define it as a constant: LB_EXPORT const struct lb_block lb_block = {...};";
    if (type != STT_OBJECT)
        conform_fail(c, mend, "symbol=%s, expected=a data object, found=%s", symbol->name,
                     type < sizeof types / sizeof types[0] && types[type] ? types[type] : "another type");
    if (symbol->symbol.st_size == 0) conform_fail(c, mend, "symbol=%s, expected=a size, found=none", symbol->name);
    if (GELF_ST_BIND(symbol->symbol.st_info) == STB_WEAK)
        conform_fail(c, "take out __attribute__((weak))", "symbol=%s, expected=a global symbol, found=a weak one",
                     symbol->name);
    level1_check_faults(c);
}

static void descriptor_is_constant(struct conform_case *c)
{
    const struct elf_symbol *symbol = descriptor_symbol(c);
    if (GELF_ST_TYPE(symbol->symbol.st_info) != STT_OBJECT) conform_skip(c, "it is no data: see `descriptor-is-data`");
    if (elf_file_is_constant(level1_elf(c), symbol->symbol.st_value, symbol->symbol.st_size)) return;
    conform_fail(c, "define it const, in no section of your own, and do not link with -z norelro",
                 "symbol=%s, expected=memory that is constant once the library is loaded, found=memory that can be written",
                 symbol->name);
}

static void exports_nothing_else(struct conform_case *c)
{
    /* What some linkers add by themselves. */
    static const char *const linker[] = {"__bss_start", "_edata", "_end", "_init", "_fini"};
    const struct elf_file *file = level1_elf(c);
    char names[512] = "";
    size_t count = 0;
    for (size_t i = 0; i < file->symbol_count; i++) {
        const struct elf_symbol *symbol = &file->symbols[i];
        bool own = strcmp(symbol->name, "lb_block") == 0 || strcmp(symbol->name, "lb_component") == 0;
        for (size_t k = 0; k < sizeof linker / sizeof linker[0]; k++) own |= strcmp(symbol->name, linker[k]) == 0;
        /* Unique symbols are a matter of their own, see `no-unique-symbols`; absolute ones are the names of versions. */
        if (own || !elf_symbol_is_exported(symbol) || symbol->symbol.st_shndx == SHN_ABS ||
            GELF_ST_BIND(symbol->symbol.st_info) == STB_GNU_UNIQUE)
            continue;
        const size_t used = strlen(names);
        if (count++ < 8) snprintf(names + used, sizeof names - used, "%s%s", used ? ", " : "", symbol->name);
    }
    if (count > 0)
        conform_fail(c, "compile with -fvisibility=hidden, and link with a version script that says local: *",
                     "expected=the descriptor alone, found=%zu more: %s%s", count, names, count > 8 ? ", ..." : "");
}

static void file_has_its_name(struct conform_case *c)
{
    const struct lbh_descriptor *descriptor = level1_descriptor(c);
    const char *slash = strrchr(c->job->file, '/'), *name = slash ? slash + 1 : c->job->file;
    char expected[256];
    snprintf(expected, sizeof expected, "%s.so", descriptor->name);
    if (strcmp(name, expected) != 0)
        conform_fail(c, "give file and descriptor one name: by it, hosts find the file", "expected=\"%s\", found=\"%s\"",
                     expected, name);
}

/* Says where two manifests differ; null: nowhere. */
static const char *difference(const json_t *written, const json_t *made)
{
    const char *key;
    json_t *value;
    json_object_foreach(lbh_json_iterable(made), key, value)
    {
        if (!json_equal(json_object_get(written, key), value)) return key;
    }
    json_object_foreach(lbh_json_iterable(written), key, value)
    {
        if (!json_object_get(made, key)) return key;
    }
    return NULL;
}

static void manifest_matches(struct conform_case *c)
{
    struct lbh_diag *diag = lbh_diag_new();
    char *file = lbh_block_manifest_file(c->job->file), expected[256], found[256];
    const char *mend = "write it after every build: loopblocks describe --manifest FILE.so";
    json_t *written = NULL, *made = NULL;
    if (!file || access(file, F_OK) != 0) conform_skip(c, "there is no %s", file ? file : "manifest");
    level1_descriptor(c);
    json_error_t error;
    written = json_load_file(file, 0, &error);
    if (!json_is_object(written))
        conform_fail(c, mend, "%s: expected=a JSON object, found=%s", file, written ? "another value" : error.text);
    struct lbh_host *host = lbh_host_new();
    char *text = lbh_host_block_manifest(host, c->job->file, diag);
    /* What may stand against it is that the file has another name: that is another check's. */
    if (!text) conform_skip(c, "no manifest can be made of it: %s", lbh_diag_text(diag));
    made = json_loads(text, 0, NULL);
    const char *key = difference(written, made);
    if (!key) return;
    conform_fail(c, mend, "%s: member=%s, expected=%s, found=%s", file, key,
                 lbh_json_brief(json_object_get(made, key), expected, sizeof expected),
                 lbh_json_brief(json_object_get(written, key), found, sizeof found));
}

static const struct check checks[] = {
    {"loads", 1, OF_ANY, 0, "can be loaded, with all that it needs", loads, 0},
    {"one-descriptor", 1, OF_ANY, 0, "is a block or a component, not both", one_descriptor, 0},
    {"descriptor-is-data", 1, OF_ANY, WANTS_LIBRARY, "has a descriptor that is data of its own", descriptor_is_data, 0},
    {"descriptor-is-constant", 1, OF_ANY, 0, "has a descriptor that nobody can change", descriptor_is_constant, 0},
    {"exports-nothing-else", 1, OF_ANY, 0, "shows others nothing but its descriptor", exports_nothing_else, 0},
    {"file-has-its-name", 1, OF_ANY, WANTS_LIBRARY, "is found by its name: NAME.so", file_has_its_name, 0},
    {"manifest-matches", 1, OF_ANY, WANTS_LIBRARY, "is what the manifest beside it says", manifest_matches, 0},
};
const struct check_list level1_file = CHECK_LIST(checks);
