/* SPDX-License-Identifier: MIT */
/* Opening the subject for a check of level 1, and walking its texts. */
#include "level1.h"

#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <string.h>

#include "conform/job.h"
#include "diag.h"
#include "dylib.h"

/* One subject a process, so that there is one of each of these. */
static struct elf_file file;
static struct lbh_dylib *library;

const struct elf_file *level1_elf(struct conform_case *c)
{
    if (file.elf) return &file;
    const char *reason = elf_file_open(&file, c->job->file);
    if (reason) conform_fail(c, "build it again", "the file cannot be read: %s", reason);
    return &file;
}

/* What the dynamic linker may refuse, as far as it is a matter of another check; where it does not, that check stands alone. */
static const char *other_check(const char *error)
{
    if (strstr(error, "executable stack")) return "no-executable-stack";
    if (strstr(error, "static TLS")) return "no-static-tls";
    return NULL;
}

struct lbh_dylib *level1_library(struct conform_case *c)
{
    if (library) return library;
    struct lbh_diag *diag = lbh_diag_new();
    conform_step(c, "loading the library");
    if (lbh_dylib_open(c->job->file, &library, diag) != LBH_OK) {
        const struct lbh_error *error = lbh_diag_borrow_error(diag, 0);
        const char *other = error ? other_check(error->text) : NULL;
        if (other) conform_skip(c, "it is not loaded here, see `%s`: %s", other, error->text);
        conform_fail(c, error ? error->mend : NULL, "%s", error ? error->text : "out of memory");
    }
    conform_step(c, "reading the library");
    lbh_diag_free(diag);
    return library;
}

uintptr_t level1_base(struct conform_case *c)
{
    const void *symbol = NULL;
    size_t size = 0;
    struct link_map *map = NULL;
    Dl_info info;
    struct lbh_dylib *loaded = level1_library(c);
    lbh_dylib_object(loaded, "lb_block", &symbol, &size, NULL);
    if (!symbol) lbh_dylib_object(loaded, "lb_component", &symbol, &size, NULL);
    if (!symbol || dladdr1(symbol, &info, (void **)&map, RTLD_DL_LINKMAP) == 0)
        conform_skip(c, "where the library lies is told by its descriptor, which cannot be found: see `descriptor-is-data`");
    return map->l_addr;
}

/* Returns the member that a fault is about, to tell faults that follow from another one of the same member. */
static bool same_field(const char *one, const char *other)
{
    const char *first = strstr(one, "field="), *second = strstr(other, "field=");
    if (!first || !second) return false;
    const size_t length = strcspn(first, ",:");
    return length == strcspn(second, ",:") && strncmp(first, second, length) == 0;
}

/* Returns whether an earlier fault is about the same. */
static bool is_consequence(const struct lbh_diag *diag, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (same_field(lbh_diag_borrow_error(diag, i)->text, lbh_diag_borrow_error(diag, index)->text)) return true;
    return false;
}

const struct lbh_descriptor *level1_descriptor(struct conform_case *c)
{
    struct lbh_descriptor *descriptor = NULL;
    struct lbh_diag *diag = lbh_diag_new();
    struct lbh_dylib *loaded = level1_library(c);
    if (lbh_descriptor_read(loaded, &descriptor, diag) == LBH_OK) return descriptor;
    for (size_t i = 0; i < lbh_diag_count(diag); i++) {
        const struct lbh_error *error = lbh_diag_borrow_error(diag, i);
        const char *mend = error->mend;
        if (!is_consequence(diag, i) && strcmp(level1_fault_owner(error->text, &mend), c->check->id) == 0)
            conform_fail(c, mend, "%s", error->text);
    }
    const struct lbh_error *error = lbh_diag_borrow_error(diag, 0);
    conform_skip(c, "the descriptor cannot be read: see `%s`",
                 error ? level1_fault_owner(error->text, NULL) : "descriptor-is-read");
}

void level1_check_faults(struct conform_case *c)
{
    level1_descriptor(c);
}

struct walk {
    struct conform_case *c;
    level1_text_visitor visit;
};

static void visit_text(const struct walk *walk, const char *list, size_t index, const char *member, const char *text)
{
    char field[96];
    if (!text) return;
    if (list)
        snprintf(field, sizeof field, "%s[%zu].%s", list, index, member);
    else
        snprintf(field, sizeof field, "%s", member);
    walk->visit(walk->c, field, text);
}

void level1_visit_texts(struct conform_case *c, const struct lbh_descriptor *d, level1_text_visitor visit)
{
    const struct walk walk = {c, visit};
#define TEXT_OF(list, index, item, member) visit_text(&walk, list, index, #member, (item).member)
    visit_text(&walk, NULL, 0, "name", d->name);
    visit_text(&walk, NULL, 0, "version", d->version);
    visit_text(&walk, NULL, 0, "licence", d->licence);
    visit_text(&walk, NULL, 0, "description", d->description);
    for (size_t i = 0; i < d->input_count; i++) {
        TEXT_OF("inputs", i, d->inputs[i].declared, name);
        TEXT_OF("inputs", i, d->inputs[i].declared, type);
        TEXT_OF("inputs", i, d->inputs[i].declared, description);
        TEXT_OF("inputs", i, d->inputs[i].declared, default_value);
        TEXT_OF("inputs", i, d->inputs[i].declared, range);
        TEXT_OF("inputs", i, d->inputs[i].declared, choices);
        TEXT_OF("inputs", i, d->inputs[i].declared, unit);
        TEXT_OF("inputs", i, d->inputs[i].declared, group);
    }
    for (size_t i = 0; i < d->output_count; i++) {
        TEXT_OF("intermediate_outputs", i, d->outputs[i].declared, name);
        TEXT_OF("intermediate_outputs", i, d->outputs[i].declared, type);
        TEXT_OF("intermediate_outputs", i, d->outputs[i].declared, description);
        TEXT_OF("intermediate_outputs", i, d->outputs[i].declared, unit);
        TEXT_OF("intermediate_outputs", i, d->outputs[i].declared, group);
    }
    for (size_t i = 0; i < d->state_count; i++) {
        TEXT_OF("states", i, d->states[i].declared, name);
        TEXT_OF("states", i, d->states[i].declared, type);
        TEXT_OF("states", i, d->states[i].declared, description);
    }
    for (size_t i = 0; i < d->component_count; i++) {
        TEXT_OF("components", i, d->components[i], name);
        TEXT_OF("components", i, d->components[i], interface_id);
        TEXT_OF("components", i, d->components[i], description);
    }
    for (size_t i = 0; i < d->config_count; i++) {
        TEXT_OF("configs", i, d->configs[i].declared, name);
        TEXT_OF("configs", i, d->configs[i].declared, type);
        TEXT_OF("configs", i, d->configs[i].declared, description);
        TEXT_OF("configs", i, d->configs[i].declared, default_value);
        TEXT_OF("configs", i, d->configs[i].declared, range);
        TEXT_OF("configs", i, d->configs[i].declared, choices);
        TEXT_OF("configs", i, d->configs[i].declared, unit);
    }
    for (size_t i = 0; i < d->arg_count; i++) {
        TEXT_OF("call_args", i, d->args[i].declared, name);
        TEXT_OF("call_args", i, d->args[i].declared, type);
    }
    for (size_t i = 0; i < d->pass_count; i++) {
        TEXT_OF("passes", i, d->passes[i].declared, name);
        TEXT_OF("passes", i, d->passes[i].declared, type);
        TEXT_OF("passes", i, d->passes[i].declared, description);
    }
    for (size_t i = 0; i < d->provide_count; i++) TEXT_OF("provides", i, d->provides[i], interface_id);
    for (size_t i = 0; i < d->required_extension_count; i++)
        visit_text(&walk, "required_extensions", i, "id", d->required_extensions[i]);
#undef TEXT_OF
}
