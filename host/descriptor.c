/* SPDX-License-Identifier: MIT */
/* Finding a library's descriptor and copying it: size, version and flags first, then its lists. */
#include "descriptor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "descriptor_array.h"
#include "descriptor_check.h"

#define KNOWN_FLAGS                                                                                                            \
    (LB_FLAG_EXTERNAL_EFFECTS | LB_FLAG_ALLOCATES | LB_FLAG_THREADS | LB_FLAG_NOT_DETERMINISTIC | LB_FLAG_ONE_THREAD |         \
     LB_FLAG_ONE_INSTANCE | LB_FLAG_SHAREABLE | LB_FLAG_ANY_THREAD)
#define MUST_UNDERSTAND UINT64_C(0xffffffff)

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define TEXT(structure, member, required)                                                                                      \
    {                                                                                                                          \
#member, offsetof(structure, member), required                                                                         \
    }

static const struct lbh_text_field input_texts[] = {
    TEXT(struct lb_input, name, false),          TEXT(struct lb_input, type, true),   TEXT(struct lb_input, description, false),
    TEXT(struct lb_input, default_value, false), TEXT(struct lb_input, range, false), TEXT(struct lb_input, choices, false),
    TEXT(struct lb_input, unit, false),          TEXT(struct lb_input, group, false),
};
static const struct lbh_text_field output_texts[] = {
    TEXT(struct lb_output, name, true),  TEXT(struct lb_output, type, true),   TEXT(struct lb_output, description, false),
    TEXT(struct lb_output, unit, false), TEXT(struct lb_output, group, false),
};
static const struct lbh_text_field state_texts[] = {TEXT(struct lb_state_slot, name, true),
                                                    TEXT(struct lb_state_slot, type, true),
                                                    TEXT(struct lb_state_slot, description, false)};
static const struct lbh_text_field use_texts[] = {TEXT(struct lb_component_use, name, true),
                                                  TEXT(struct lb_component_use, interface_id, true),
                                                  TEXT(struct lb_component_use, description, false)};
static const struct lbh_text_field config_texts[] = {
    TEXT(struct lb_config, name, true),         TEXT(struct lb_config, type, true),
    TEXT(struct lb_config, description, false), TEXT(struct lb_config, default_value, false),
    TEXT(struct lb_config, range, false),       TEXT(struct lb_config, choices, false),
    TEXT(struct lb_config, unit, false),
};
static const struct lbh_text_field arg_texts[] = {TEXT(struct lb_arg, name, true), TEXT(struct lb_arg, type, true)};
static const struct lbh_text_field pass_texts[] = {TEXT(struct lb_pass, name, true), TEXT(struct lb_pass, type, true),
                                                   TEXT(struct lb_pass, description, false)};
static const struct lbh_text_field provide_texts[] = {TEXT(struct lb_provide, interface_id, true)};
static const struct lbh_text_field extension_texts[] = {{"id", 0, true}};

/* Items of a struct whose last member in the first minor was `last`. */
#define LAYOUT(declared, last, copy, texts)                                                                                    \
    (&(const struct lbh_item_layout){LBH_SIZE_UP_TO(declared, last), sizeof(declared), sizeof(copy), texts, COUNT(texts)})
#define TEXT_LAYOUT(texts)                                                                                                     \
    (&(const struct lbh_item_layout){sizeof(char *), sizeof(char *), sizeof(char *), texts, COUNT(texts)})

/* Checks what decides whether anything else may be read: the size, then the version. */
static bool header_is_understood(struct lbh_reading *reading, const uint32_t *header, size_t symbol_size, size_t minimum,
                                 const char *symbol)
{
    char expected[64];
    const uint32_t struct_size = symbol_size >= sizeof struct_size ? header[0] : 0;
    snprintf(expected, sizeof expected, "%zu to %zu, the symbol's size", minimum, symbol_size);
    if (symbol_size < minimum) {
        snprintf(expected, sizeof expected, "a symbol %s of at least %zu bytes", symbol, minimum);
        lbh_reading_fault(reading, symbol, expected, "build the block again with this SDK's headers", "%zu bytes", symbol_size);
        return false;
    }
    if (struct_size < minimum || struct_size > symbol_size) {
        lbh_reading_fault(reading, "struct_size", expected, "begin the descriptor with LB_BLOCK_HEADER, or its like", "%u",
                          struct_size);
        return false;
    }
    if (header[1] != LB_ABI_MAJOR) {
        snprintf(expected, sizeof expected, "%d", LB_ABI_MAJOR);
        lbh_reading_fault(reading, "abi_major", expected,
                          header[1] > LB_ABI_MAJOR ? "install a newer loopblocks"
                                                   : "build the block again with this SDK's headers",
                          "%u", header[1]);
        return false;
    }
    if (header[2] > LB_ABI_MINOR) {
        snprintf(expected, sizeof expected, "at most %d", LB_ABI_MINOR);
        lbh_reading_fault(reading, "abi_minor", expected,
                          "install a newer loopblocks, or build the block with LB_TARGET_MINOR defined to what this host has",
                          "%u", header[2]);
        return false;
    }
    return true;
}

static void check_flags(struct lbh_reading *reading, uint64_t flags)
{
    const uint64_t unknown = flags & MUST_UNDERSTAND & ~KNOWN_FLAGS;
    if (unknown)
        lbh_reading_fault(reading, "flags", "LB_FLAG_... of this ABI", "leave the bit out, or install a newer loopblocks",
                          "unknown bits 0x%llx", (unsigned long long)unknown);
}

static void copy_block(struct lbh_reading *reading, const struct lb_block *block, struct lbh_descriptor *d)
{
    d->kind = block->kind;
    d->abi_minor = block->abi_minor;
    d->flags = block->flags;
    d->name = lbh_reading_text(reading, block->name, true, "name");
    d->version = lbh_reading_text(reading, block->version, true, "version");
    d->licence = lbh_reading_text(reading, block->licence, false, "licence");
    d->description = lbh_reading_text(reading, block->description, true, "description");
    d->inputs = lbh_reading_array(reading, &block->inputs, "inputs",
                                  LAYOUT(struct lb_input, group, struct lbh_input, input_texts), &d->input_count);
    d->outputs = lbh_reading_array(reading, &block->intermediate_outputs, "intermediate_outputs",
                                   LAYOUT(struct lb_output, group, struct lbh_output, output_texts), &d->output_count);
    d->states =
        lbh_reading_array(reading, &block->states, "states",
                          LAYOUT(struct lb_state_slot, description, struct lbh_state_slot, state_texts), &d->state_count);
    d->components = lbh_reading_array(reading, &block->components, "components",
                                      LAYOUT(struct lb_component_use, description, struct lb_component_use, use_texts),
                                      &d->component_count);
    d->configs = lbh_reading_array(reading, &block->configs, "configs",
                                   LAYOUT(struct lb_config, unit, struct lbh_config, config_texts), &d->config_count);
    d->args = lbh_reading_array(reading, &block->call_args, "call_args", LAYOUT(struct lb_arg, type, struct lbh_arg, arg_texts),
                                &d->arg_count);
    d->passes = lbh_reading_array(reading, &block->passes, "passes",
                                  LAYOUT(struct lb_pass, description, struct lbh_pass, pass_texts), &d->pass_count);
    d->required_extensions = lbh_reading_array(reading, &block->required_extensions, "required_extensions",
                                               TEXT_LAYOUT(extension_texts), &d->required_extension_count);
    d->create = block->create;
    d->prepare = block->prepare;
    d->call = block->call;
    d->destroy = block->destroy;
    d->get_extension = block->get_extension;
}

static void copy_component(struct lbh_reading *reading, const struct lb_component *component, struct lbh_descriptor *d)
{
    d->is_component = true;
    d->abi_minor = component->abi_minor;
    d->flags = component->flags;
    d->name = lbh_reading_text(reading, component->name, true, "name");
    d->version = lbh_reading_text(reading, component->version, true, "version");
    d->licence = lbh_reading_text(reading, component->licence, false, "licence");
    d->description = lbh_reading_text(reading, component->description, true, "description");
    d->states =
        lbh_reading_array(reading, &component->states, "states",
                          LAYOUT(struct lb_state_slot, description, struct lbh_state_slot, state_texts), &d->state_count);
    d->configs = lbh_reading_array(reading, &component->configs, "configs",
                                   LAYOUT(struct lb_config, unit, struct lbh_config, config_texts), &d->config_count);
    d->provides = lbh_reading_array(reading, &component->provides, "provides",
                                    LAYOUT(struct lb_provide, methods, struct lb_provide, provide_texts), &d->provide_count);
    d->required_extensions = lbh_reading_array(reading, &component->required_extensions, "required_extensions",
                                               TEXT_LAYOUT(extension_texts), &d->required_extension_count);
    d->create = component->create;
    d->destroy = component->destroy;
    d->get_extension = component->get_extension;
}

/* How much of a descriptor is there and known: an older one is shorter, a newer one is longer. */
static size_t known_size(const uint32_t *header, size_t size)
{
    return header[0] < size ? header[0] : size;
}

/* Finds the one descriptor that a library has. */
static enum lbh_status find_symbol(struct lbh_dylib *library, const void **address, size_t *size, bool *is_component,
                                   struct lbh_diag *diag)
{
    enum lbh_status status = lbh_dylib_object(library, "lb_block", address, size, diag);
    if (status != LBH_OK) return status;
    *is_component = *address == NULL;
    if (*address) return LBH_OK;
    status = lbh_dylib_object(library, "lb_component", address, size, diag);
    if (status != LBH_OK) return status;
    if (*address) return LBH_OK;
    lbh_diag_add(diag, LBH_ERR_INVALID, "cannot read descriptor: expected=a symbol lb_block or lb_component, found=neither");
    lbh_diag_mend(diag, "define LB_EXPORT const struct lb_block lb_block = {...}; and let the linker export it");
    return LBH_ERR_INVALID;
}

enum lbh_status lbh_descriptor_read(struct lbh_dylib *library, struct lbh_descriptor **descriptor, struct lbh_diag *diag)
{
    const void *symbol = NULL;
    size_t symbol_size = 0;
    bool is_component = false;
    const enum lbh_status status = find_symbol(library, &symbol, &symbol_size, &is_component, diag);
    if (status != LBH_OK) return status;
    struct lbh_reading reading = {library, diag, true};
    const size_t minimum =
        is_component ? LBH_SIZE_UP_TO(struct lb_component, get_extension) : LBH_SIZE_UP_TO(struct lb_block, get_extension);
    if ((uintptr_t)symbol % _Alignof(struct lb_block) != 0 || !lbh_dylib_holds(library, symbol, symbol_size)) {
        lbh_reading_fault(&reading, is_component ? "lb_component" : "lb_block", "constant data of the library", NULL,
                          "another address");
        return LBH_ERR_INVALID;
    }
    if (!header_is_understood(&reading, symbol, symbol_size, minimum, is_component ? "lb_component" : "lb_block"))
        return LBH_ERR_INVALID;
    struct lbh_descriptor *copy = calloc(1, sizeof *copy);
    if (!copy) return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    if (is_component) {
        struct lb_component component = {0};
        memcpy(&component, symbol, known_size(symbol, sizeof component));
        copy_component(&reading, &component, copy);
    } else {
        struct lb_block block = {0};
        memcpy(&block, symbol, known_size(symbol, sizeof block));
        copy_block(&reading, &block, copy);
    }
    check_flags(&reading, copy->flags);
    lbh_descriptor_check(&reading, copy);
    if (is_component) lbh_descriptor_check_provides(&reading, copy);
    if (!reading.fine) {
        lbh_descriptor_free(copy);
        return LBH_ERR_INVALID;
    }
    *descriptor = copy;
    return LBH_OK;
}

void lbh_descriptor_free(struct lbh_descriptor *descriptor)
{
    if (!descriptor) return;
    free(descriptor->inputs);
    free(descriptor->outputs);
    free(descriptor->states);
    free(descriptor->components);
    free(descriptor->configs);
    free(descriptor->args);
    free(descriptor->passes);
    free(descriptor->provides);
    free(descriptor->required_extensions);
    free(descriptor);
}
