/* SPDX-License-Identifier: MIT */
/* A library's descriptor, read without trusting it: checked, copied, its types parsed. */
#ifndef LBH_DESCRIPTOR_H
#define LBH_DESCRIPTOR_H

#include <loopblocks/descriptor.h>

#include "config.h"
#include "dylib.h"
#include "type.h"

struct lbh_input {
    struct lb_input declared;
    struct lbh_type type;
};

struct lbh_output {
    struct lb_output declared;
    struct lbh_type type;
};

struct lbh_state_slot {
    struct lb_state_slot declared;
    struct lbh_type type;
};

struct lbh_arg {
    struct lb_arg declared;
    struct lbh_type type;
};

struct lbh_pass {
    struct lb_pass declared;
    struct lbh_type type;
};

/* What a descriptor says, for blocks and components alike. Texts and functions are the library's own. */
struct lbh_descriptor {
    bool is_component;
    uint32_t kind; /* LB_KIND_BLOCK or LB_KIND_LOOP; 0 for a component */
    uint32_t abi_minor;
    uint64_t flags;
    const char *name;
    const char *version;
    const char *licence; /* may be null */
    const char *description;
    struct lbh_input *inputs;
    size_t input_count;
    struct lbh_output *outputs;
    size_t output_count;
    struct lbh_state_slot *states;
    size_t state_count;
    struct lb_component_use *components;
    size_t component_count;
    struct lbh_config *configs;
    size_t config_count;
    struct lbh_arg *args;
    size_t arg_count;
    struct lbh_pass *passes;
    size_t pass_count;
    size_t passes_size; /* of the wrapper's struct */
    struct lb_provide *provides;
    size_t provide_count;
    const char **required_extensions;
    size_t required_extension_count;
    uint32_t slot_count;
    lb_status (*create)(const struct lb_info *info, void **self);
    lb_status (*prepare)(void *self, const struct lb_components *components, struct lb_state *state);
    lb_function call;
    void (*destroy)(void *self);
    const void *(*get_extension)(const char *id);
};

/*
 * Reads the descriptor of an open library: lb_block or lb_component. Reports every fault that can be told at once, each with the
 * field, what was expected, what was found and what to write instead.
 */
enum lbh_status lbh_descriptor_read(struct lbh_dylib *library, struct lbh_descriptor **descriptor, struct lbh_diag *diag);
void lbh_descriptor_free(struct lbh_descriptor *descriptor);

/* Returns whether a text is a parameter's name: a letter or _, then letters, digits, _. */
bool lbh_is_parameter_name(const char *name);

#endif
