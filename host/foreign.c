/* SPDX-License-Identifier: MIT */
/* Reading a foreign block: its library and function, its result; and the declarations that all of it amounts to. */
#include "foreign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "foreign_reader.h"
#include "json.h"
#include "nearest.h"

static const char *const foreign_keys[] = {"library", "function", "arguments", "result", "description"};
#define KEY_COUNT (sizeof foreign_keys / sizeof foreign_keys[0])

enum lbh_status lbh_foreign_complain(struct lbh_foreign_reader *reader, const char *member, const char *mend,
                                     const char *format, ...)
{
    char *path = NULL;
    const size_t first = lbh_diag_count(reader->diag);
    va_list arguments;
    va_start(arguments, format);
    lbh_diag_vadd(reader->diag, LBH_ERR_INVALID, format, arguments);
    va_end(arguments);
    if (mend && *mend) lbh_diag_mend(reader->diag, "%s", mend);
    lbh_diag_prefix(reader->diag, first, "foreign block \"%s\"", reader->node->path);
    if (asprintf(&path, "%s.foreign%s%s", reader->node->json_path, *member ? "." : "", member) >= 0) {
        lbh_manifest_locate(reader->manifest, path, reader->diag, first);
        free(path);
    }
    reader->fine = false;
    return LBH_ERR_INVALID;
}

/* Returns a required text member. */
static const char *read_text(struct lbh_foreign_reader *reader, const json_t *json, const char *key, const char *mend)
{
    const char *text = json_string_value(json_object_get(json, key));
    if (!text || !*text) lbh_foreign_complain(reader, key, mend, "expected=a text \"%s\", found=none", key);
    return text && *text ? text : NULL;
}

static void check_keys(struct lbh_foreign_reader *reader, const json_t *json)
{
    const char *key;
    json_t *member;
    json_object_foreach(lbh_json_iterable(json), key, member)
    {
        char near[128];
        bool known = false;
        for (size_t i = 0; i < KEY_COUNT; i++) known |= strcmp(key, foreign_keys[i]) == 0;
        if (!known)
            lbh_foreign_complain(reader, key, lbh_nearest_text(key, foreign_keys, KEY_COUNT, near, sizeof near),
                                 "unknown key \"%s\"", key);
    }
}

static void open_function(struct lbh_foreign_reader *reader, const char *library, const char *function)
{
    struct lbh_foreign *foreign = reader->foreign;
    char *path = NULL;
    if (!library || !function) return;
    const bool relative = strchr(library, '/') && *library != '/';
    if (asprintf(&path, "%s%s%s", relative ? reader->manifest->directory : "", relative ? "/" : "", library) < 0) {
        lbh_foreign_complain(reader, "library", NULL, "out of memory");
        return;
    }
    foreign->library.file = path;
    const size_t first = lbh_diag_count(reader->diag);
    if (lbh_dylib_open_any(path, &foreign->dylib, reader->diag) != LBH_OK) {
        reader->fine = false;
        lbh_diag_prefix(reader->diag, first, "foreign block \"%s\"", reader->node->path);
        char *place = NULL;
        if (asprintf(&place, "%s.foreign.library", reader->node->json_path) >= 0)
            lbh_manifest_locate(reader->manifest, place, reader->diag, first);
        free(place);
        return;
    }
    foreign->function = lbh_dylib_function(foreign->dylib, function);
    if (!foreign->function)
        lbh_foreign_complain(reader, "function", "`nm -D --defined-only LIBRARY` lists the functions that it has",
                             "no such function: library=\"%s\", function=\"%s\"", library, function);
}

/* Reads what becomes of the result: {"i32": "zero"}, {"f64": {"slot": "norm"}}; nothing for void. */
static void read_result(struct lbh_foreign_reader *reader, const json_t *json)
{
    static const char *const checks[] = {"ignore", "zero", "nonzero", "nonnegative", "nonnull"};
    static const enum lbh_foreign_check meanings[] = {LBH_CHECK_NONE, LBH_CHECK_ZERO, LBH_CHECK_NONZERO, LBH_CHECK_NOT_NEGATIVE,
                                                      LBH_CHECK_NONZERO};
    struct lbh_foreign *foreign = reader->foreign;
    foreign->result_slot = UINT32_MAX;
    if (!json || json_is_null(json)) return;
    const json_t *value = lbh_foreign_read_type(reader, json, "result", &foreign->result_type);
    if (!value) return;
    if (json_is_object(value)) {
        const char *name = json_string_value(json_object_get(value, "slot"));
        if (!name || json_object_size(value) != 1 || foreign->result_type == LBH_FOREIGN_POINTER)
            lbh_foreign_complain(reader, "result", "write {\"f32\": {\"slot\": \"norm\"}}; a pointer has no place in a slot",
                                 "expected=a scalar's slot, found=something else");
        else
            foreign->result_slot =
                lbh_foreign_declare(reader, "result", name, lbh_element_name(foreign->result_type), LBH_ACCESS_WRITE);
        return;
    }
    for (size_t i = 0; json_is_string(value) && i < sizeof checks / sizeof checks[0]; i++)
        if (strcmp(json_string_value(value), checks[i]) == 0) {
            foreign->check = meanings[i];
            return;
        }
    lbh_foreign_complain(reader, "result",
                         "write \"ignore\", \"zero\", \"nonzero\", \"nonnegative\", \"nonnull\" or {\"slot\": NAME}",
                         "unknown use of the result");
}

enum lbh_status lbh_foreign_load(const struct lbh_manifest *manifest, const struct lbh_node *node, struct lbh_foreign **foreign,
                                 struct lbh_diag *diag)
{
    const json_t *json = node->foreign;
    struct lbh_foreign *loaded = calloc(1, sizeof *loaded);
    struct lbh_descriptor *descriptor = calloc(1, sizeof *descriptor);
    if (!loaded || !descriptor) {
        free(loaded);
        free(descriptor);
        return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    }
    struct lbh_foreign_reader reader = {.manifest = manifest, .node = node, .foreign = loaded, .diag = diag, .fine = true};
    const char *description = json_string_value(json_object_get(json, "description"));
    loaded->json = json_incref(lbh_json_iterable(json));
    loaded->library.descriptor = descriptor;
    check_keys(&reader, json);
    const char *library = read_text(&reader, json, "library", "name a shared library, such as \"libm.so.6\"");
    const char *function = read_text(&reader, json, "function", "name one of its functions");
    if (!description && library && function && asprintf(&loaded->description, "%s of %s.", function, library) < 0)
        loaded->description = NULL;
    *descriptor = (struct lbh_descriptor){.kind = LB_KIND_BLOCK,
                                          .flags = LB_FLAG_EXTERNAL_EFFECTS | LB_FLAG_ALLOCATES | LB_FLAG_THREADS,
                                          .name = function ? function : "foreign",
                                          .version = "0.0.0",
                                          .description = description           ? description
                                                         : loaded->description ? loaded->description
                                                                               : "A C function."};
    open_function(&reader, library, function);
    if (lbh_foreign_reserve(&reader, json_array_size(json_object_get(json, "arguments")))) {
        lbh_foreign_read_arguments(&reader, json_object_get(json, "arguments"));
        read_result(&reader, json_object_get(json, "result"));
        descriptor->call = loaded->function;
    }
    if (reader.fine) {
        *foreign = loaded;
        return LBH_OK;
    }
    lbh_foreign_free(loaded);
    return LBH_ERR_INVALID;
}

void lbh_foreign_free(struct lbh_foreign *foreign)
{
    if (!foreign) return;
    lbh_dylib_leave(foreign->dylib);
    lbh_descriptor_free(foreign->library.descriptor);
    json_decref(foreign->json);
    free(foreign->library.file);
    free(foreign->description);
    free(foreign->arguments);
    free(foreign);
}
