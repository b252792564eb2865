/* SPDX-License-Identifier: MIT */
/* Level 1: what the descriptor says of the whole: for which ABI it was built, what it is, how it is called, who may use it. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "conform/checks.h"
#include "level1.h"
#include "services.h"

static void descriptor_is_read(struct conform_case *c)
{
    level1_check_faults(c);
}

/* Three numbers without leading zeros, then what semver.org allows. */
static void version_is_valid(struct conform_case *c)
{
    const char *version = level1_descriptor(c)->version, *at = version;
    bool fine = true;
    for (int i = 0; i < 3 && fine; i++) {
        const size_t digits = strspn(at, "0123456789");
        fine = digits > 0 && !(digits > 1 && *at == '0') && (i == 2 || at[digits] == '.');
        at += digits + (i < 2);
    }
    for (; fine && *at; at += strspn(at + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") + 1)
        fine = strchr("-+.", *at) && isalnum((unsigned char)at[1]);
    if (!fine)
        conform_fail(c, "write a version like \"1.0.0\" or \"2.1.0-rc.1\"",
                     "invalid descriptor: field=version, expected=three numbers without leading zeros, as semver.org has them, "
                     "found=\"%s\"",
                     version);
}

/* Operands and operators take turns: "MIT", "GPL-2.0-or-later WITH x", "(MIT OR Apache-2.0) AND BSD-3-Clause". */
static bool is_licence(const char *text)
{
    bool wants_operand = true;
    int depth = 0;
    while (*text) {
        const size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-+:");
        if (*text == ' ') {
            text++;
        } else if (*text == '(' && wants_operand) {
            depth++, text++;
        } else if (*text == ')' && !wants_operand && depth > 0) {
            depth--, text++;
        } else {
            const bool is_operator = (length == 3 && strncmp(text, "AND", 3) == 0) ||
                                     (length == 2 && strncmp(text, "OR", 2) == 0) ||
                                     (length == 4 && strncmp(text, "WITH", 4) == 0);
            if (length == 0 || is_operator == wants_operand) return false;
            wants_operand = is_operator;
            text += length;
        }
    }
    return !wants_operand && depth == 0;
}

static void licence_is_stated(struct conform_case *c)
{
    const char *licence = level1_descriptor(c)->licence;
    const char *mend =
        "write .licence = \"MIT\", or your own: spdx.org/licenses has them; \"LicenseRef-...\" is one that it has not";
    if (!licence)
        conform_fail(c, mend,
                     "invalid descriptor: field=licence, expected=an SPDX expression, found=null: nobody may use it then");
    if (!is_licence(licence))
        conform_fail(c, mend, "invalid descriptor: field=licence, expected=an SPDX expression, found=\"%s\"", licence);
}

static void need_description(struct conform_case *c, const char *list, size_t index, const char *name, const char *description)
{
    if (description && description[strspn(description, " \t\n")]) return;
    conform_fail(c, "say in a sentence what it is for: `loopblocks describe` shows it",
                 "invalid descriptor: field=%s[%zu].description, expected=a text for %s, found=%s", list, index,
                 name ? name : "it", description ? "an empty one" : "null");
}

/* A value that is both read and written is described once. */
static const char *input_description(const struct lbh_descriptor *d, const char *name)
{
    for (size_t i = 0; i < d->input_count; i++)
        if (d->inputs[i].declared.name && strcmp(d->inputs[i].declared.name, name) == 0)
            return d->inputs[i].declared.description;
    return NULL;
}

static const char *output_description(const struct lbh_descriptor *d, const char *name)
{
    for (size_t i = 0; name && i < d->output_count; i++)
        if (strcmp(d->outputs[i].declared.name, name) == 0) return d->outputs[i].declared.description;
    return NULL;
}

static void description_is_there(struct conform_case *c)
{
    const struct lbh_descriptor *d = level1_descriptor(c);
    if (!d->description[strspn(d->description, " \t\n")])
        conform_fail(c, "say in a sentence what it does",
                     "invalid descriptor: field=description, expected=a text, found=an empty one");
    for (size_t i = 0; i < d->input_count; i++) {
        const struct lb_input *input = &d->inputs[i].declared;
        if (input->description || !output_description(d, input->name))
            need_description(c, "inputs", i, input->name, input->description);
    }
    for (size_t i = 0; i < d->output_count; i++) {
        const struct lb_output *output = &d->outputs[i].declared;
        if (output->description || !input_description(d, output->name))
            need_description(c, "intermediate_outputs", i, output->name, output->description);
    }
    for (size_t i = 0; i < d->state_count; i++)
        need_description(c, "states", i, d->states[i].declared.name, d->states[i].declared.description);
    for (size_t i = 0; i < d->component_count; i++)
        need_description(c, "components", i, d->components[i].name, d->components[i].description);
    for (size_t i = 0; i < d->config_count; i++)
        need_description(c, "configs", i, d->configs[i].declared.name, d->configs[i].declared.description);
}

static void flags_fit_the_kind(struct conform_case *c)
{
    const struct lbh_descriptor *d = level1_descriptor(c);
    const uint64_t of_components = LB_FLAG_SHAREABLE | LB_FLAG_ANY_THREAD;
    if (!d->is_component && (d->flags & of_components))
        conform_fail(c, "leave out LB_FLAG_SHAREABLE and LB_FLAG_ANY_THREAD: they are about components",
                     "invalid descriptor: field=flags, expected=flags of a block, found=0x%llx", (unsigned long long)d->flags);
    if (d->is_component && (d->flags & LB_FLAG_SHAREABLE) && (d->flags & LB_FLAG_ONE_INSTANCE))
        conform_fail(c, "leave out one of them",
                     "invalid descriptor: field=flags, expected=LB_FLAG_SHAREABLE or LB_FLAG_ONE_INSTANCE, "
                     "found=both");
}

static void required_extensions_exist(struct conform_case *c)
{
    const struct lbh_descriptor *d = level1_descriptor(c);
    if (d->required_extension_count == 0) conform_skip(c, "it requires none");
    for (size_t i = 0; i < d->required_extension_count; i++)
        if (!lbh_services_have(d->required_extensions[i]))
            conform_fail(c, "name a service that hosts have: the SDK's headers define their ids",
                         "invalid descriptor: field=required_extensions[%zu], expected=a service of this host, found=\"%s\"", i,
                         d->required_extensions[i]);
}

/* Checks that are kept if the host finds nothing. */
#define BY_HOST level1_check_faults

static const struct check checks[] = {
    {"struct-size", 1, OF_ANY, WANTS_LIBRARY, "says how large its descriptor is", BY_HOST, 0},
    {"abi-version", 1, OF_ANY, WANTS_LIBRARY, "was built for an ABI that this host has", BY_HOST, 0},
    {"descriptor-is-read", 1, OF_ANY, WANTS_LIBRARY, "has a descriptor in which the host finds no other fault",
     descriptor_is_read, 0},
    {"kind-is-known", 1, OF_BLOCK | OF_LOOP, WANTS_LIBRARY, "is of a kind that there is", BY_HOST, 0},
    {"flags-are-known", 1, OF_ANY, WANTS_LIBRARY, "sets no flag that means nothing", BY_HOST, 0},
    {"flags-fit-the-kind", 1, OF_ANY, WANTS_LIBRARY, "sets no flag that means nothing for its kind", flags_fit_the_kind, 0},
    {"name-is-valid", 1, OF_ANY, WANTS_LIBRARY, "has a name that manifests and files can have", BY_HOST, 0},
    {"version-is-valid", 1, OF_ANY, WANTS_LIBRARY, "has a version that can be compared", version_is_valid, 0},
    {"licence-is-stated", 1, OF_ANY, WANTS_LIBRARY, "says under which licence it may be used", licence_is_stated, 0},
    {"description-is-there", 1, OF_ANY, WANTS_LIBRARY, "says what it and each of its parameters are for", description_is_there,
     0},
    {"required-extensions-exist", 1, OF_ANY, WANTS_LIBRARY, "requires no service that hosts do not have",
     required_extensions_exist, 0},
};
const struct check_list level1_identity = CHECK_LIST(checks);
