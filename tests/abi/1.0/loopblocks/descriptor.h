/* SPDX-License-Identifier: MIT */
/* The descriptor: what a shared object says of itself, in one exported symbol, and the declarations it is made of. */
#ifndef LOOPBLOCKS_DESCRIPTOR_H
#define LOOPBLOCKS_DESCRIPTOR_H

#include <loopblocks/state.h>

/*
 * Types are strings: i8 i16 i32 i64 u8 u16 u32 u64 f16 bf16 f32 f64 bool str; tensors of all but str as f32[B,C,32,32], where a
 * name is bound within the block and a number is fixed; any stands for one of these. Configs may also be str[N]. Defaults,
 * ranges and choices are JSON text: "0.5", "[0, 1]" (null for an open end), "[\"linear\", \"cosine\"]".
 *
 * `slot` is the number by which the block's code reaches the value. Inputs, outputs and states share one numbering, configs
 * have their own, components have their own; each is dense from 0. Equal names share one slot: a value that is both read and
 * written is declared as an input and as an output. All text is UTF-8 and constant.
 */

/* A value that the block reads. [load] */
struct lb_input {
    uint32_t slot LB_INIT;
    uint32_t flags LB_INIT;   /* 0 */
    const char *name LB_INIT; /* null: this input collects the values of `group`, see lb_group_at; its type is then "any" */
    const char *type LB_INIT;
    uint32_t required LB_INIT; /* 1: there must be a value when the block is reached */
    uint32_t reserved LB_INIT;
    const char *description LB_INIT;
    const char *default_value LB_INIT; /* JSON, or null */
    const char *range LB_INIT;         /* JSON: [minimum, maximum] */
    const char *choices LB_INIT;       /* JSON: [...] */
    const char *unit LB_INIT;
    const char *group LB_INIT; /* diffusers' kwargs_type */
};

/* A value that the block writes: in every call, the whole of it. [load] */
struct lb_output {
    uint32_t slot LB_INIT;
    uint32_t flags LB_INIT; /* 0 */
    const char *name LB_INIT;
    const char *type LB_INIT;
    const char *description LB_INIT;
    const char *unit LB_INIT;
    const char *group LB_INIT;
};

/* lb_state_slot.flags */
#define LB_STATE_MAY_BE_LOST 1u /* a cache: another version may start without it */
#define LB_STATE_SCRATCH 2u     /* working memory: neither saved nor migrated; undefined at the start of a call */

/* A private value that persists between calls: zero at first, sized in prepare where its shape is not fixed. [load] */
struct lb_state_slot {
    uint32_t slot LB_INIT;
    uint32_t flags LB_INIT;
    const char *name LB_INIT;
    const char *type LB_INIT;
    const char *description LB_INIT;
};

/* lb_config.flags */
#define LB_CONFIG_REQUIRED 1u
#define LB_CONFIG_NULLABLE 2u     /* null is a value of its own: "not set", although there is a default */
#define LB_CONFIG_IGNORED 4u      /* known, accepted with any value, of no effect here */
#define LB_CONFIG_INPUT_PATH 8u   /* a str: a file or folder; relative ones are resolved against the manifest's folder */
#define LB_CONFIG_OUTPUT_PATH 16u /* a str: a file to be written, relative to the working directory */
#define LB_CONFIG_FILE 32u        /* with INPUT_PATH: a JSON file (or a folder with config.json) whose keys are configs too */

/* A setting, resolved before create and constant from then on. Keys that begin with _ are ignored in files. [load] */
struct lb_config {
    uint32_t slot LB_INIT;
    uint32_t flags LB_INIT;
    const char *name LB_INIT;
    const char *type LB_INIT;
    const char *description LB_INIT;
    const char *default_value LB_INIT; /* JSON, or null: not set unless given */
    const char *range LB_INIT;
    const char *choices LB_INIT;
    const char *unit LB_INIT;
};

/* A component that the block calls, by a versioned interface such as "lb.scheduler/1". [load] */
struct lb_component_use {
    uint32_t slot LB_INIT;
    uint32_t flags LB_INIT; /* 0 */
    const char *name LB_INIT;
    const char *interface_id LB_INIT;
    uint32_t required LB_INIT; /* 0: may be absent, then its methods are null */
    uint32_t reserved LB_INIT;
    const char *description LB_INIT;
};

/* A loop argument that `call` takes, after the state, in this order. Matched with the wrappers around it by name. [load] */
struct lb_arg {
    const char *name LB_INIT;
    const char *type LB_INIT; /* a scalar other than str, f16 and bf16 */
};

/* A loop argument that a wrapper passes: a member of its struct. Write LB_PASS(struct loop_args, i, "i64"). [load] */
struct lb_pass {
    const char *name LB_INIT;
    const char *type LB_INIT;
    uint32_t offset LB_INIT;
    uint32_t size LB_INIT;
    uint32_t struct_size LB_INIT; /* of the whole struct */
    uint32_t reserved LB_INIT;
    const char *description LB_INIT;
};
/* clang-format off */
#define LB_PASS(structure, member, type_string) \
    {#member, type_string, (uint32_t)offsetof(structure, member), (uint32_t)sizeof(((structure *)0)->member), \
     (uint32_t)sizeof(structure), 0, 0}
/* clang-format on */

/* A component as a block sees it: the table of functions of the interface, and what they are called with. */
struct lb_component_ref {
    const void *methods;
    const void *self;
    struct lb_state *state;
};

/* The components of a block, by the numbers it declared. Borrowed for the length of a call: keep no pointer from it. */
struct lb_components {
    uint32_t count;
    uint32_t reserved;
    const struct lb_component_ref *items;
};

/* Returns a component. Its methods are null where it is optional and absent. [prepare step] */
static inline const struct lb_component_ref *lb_component_at(const struct lb_components *components, uint32_t slot)
{
    return &components->items[slot];
}

/*
 * Flags of a block or a component. A host refuses a library whose low 32 bits it does not understand; the high 32 are hints.
 * What they do not admit, the block does not do in `call`.
 */
#define LB_FLAG_EXTERNAL_EFFECTS (UINT64_C(1) << 0) /* writes files, talks to peers: a call cannot be taken back */
#define LB_FLAG_ALLOCATES (UINT64_C(1) << 1)        /* takes memory in `call` */
#define LB_FLAG_THREADS (UINT64_C(1) << 2)          /* uses threads of its own */
#define LB_FLAG_NOT_DETERMINISTIC (UINT64_C(1) << 3)
#define LB_FLAG_ONE_THREAD (UINT64_C(1) << 4)   /* wants all its functions called on one thread */
#define LB_FLAG_ONE_INSTANCE (UINT64_C(1) << 5) /* at most one instance a process */
#define LB_FLAG_SHAREABLE (UINT64_C(1) << 6)    /* a component whose `self` may serve several pipelines */
#define LB_FLAG_ANY_THREAD (UINT64_C(1) << 7)   /* a component whose methods need not be serialised */

/* lb_block.kind */
#define LB_KIND_BLOCK 1u
#define LB_KIND_LOOP 2u

/*
 * A block: the symbol lb_block.
 *
 * create(info) -> (prepare -> call x n) x m -> destroy. Any thread may call, never two at once for one instance.
 *
 * create          resolves configs into *self; may be null: then self is null. On failure nothing is kept. [plan]
 * prepare         sets shapes that do not follow from the types, and makes ready what depends on shapes; called again when an
 *                 input's shape changes; may be null. [prepare]
 * call            lb_status call(void *self, const struct lb_components *, struct lb_state *, <call_args>). [step]
 * destroy         frees *self; may be null. [any]
 * get_extension   returns a table such as "lb.migrate/1", or null for an unknown id; may be null. [any]
 *
 * All mutable state lives in the declared states; `self` holds only what can be derived from configs, shapes and inputs.
 * No exception and no longjmp leaves a function. Nothing is printed.
 */
struct lb_block {
    uint32_t struct_size LB_INIT;
    uint32_t abi_major LB_INIT;
    uint32_t abi_minor LB_INIT;
    uint32_t kind LB_INIT;
    uint64_t flags LB_INIT;
    const char *name LB_INIT;                     /* a-z, 0-9 and -: also the file's name, without .so */
    const char *version LB_INIT;                  /* "1.0.0" */
    const char *licence LB_INIT;                  /* SPDX, or null */
    const char *description LB_INIT;              /* a sentence; not null */
    struct lb_array inputs LB_INIT;               /* struct lb_input */
    struct lb_array intermediate_outputs LB_INIT; /* struct lb_output */
    struct lb_array states LB_INIT;               /* struct lb_state_slot */
    struct lb_array components LB_INIT;           /* struct lb_component_use */
    struct lb_array configs LB_INIT;              /* struct lb_config */
    struct lb_array call_args LB_INIT;            /* struct lb_arg */
    struct lb_array passes LB_INIT;               /* struct lb_pass; loop wrappers */
    struct lb_array required_extensions LB_INIT;  /* const char *: services that the host must have */
    lb_status (*create)(const struct lb_info *info, void **self) LB_INIT;
    lb_status (*prepare)(void *self, const struct lb_components *components, struct lb_state *state) LB_INIT;
    lb_function call LB_INIT; /* LB_CALL(function) */
    void (*destroy)(void *self) LB_INIT;
    /* clang-format off */
    const void *(*get_extension)(const char *id) LB_INIT;
    /* clang-format on */
};

/* What a component offers: an interface's id and its table of functions, which begins with its struct_size. [load] */
struct lb_provide {
    const char *interface_id LB_INIT;
    const void *methods LB_INIT;
};

/*
 * A component: the symbol lb_component. Created once a pipeline, used by any of its blocks. Methods get `self`, which is
 * constant to them, and the component's own state: its history, its scratch. A method may set shapes there only when the
 * interface says that it is called in [prepare].
 */
struct lb_component {
    uint32_t struct_size LB_INIT;
    uint32_t abi_major LB_INIT;
    uint32_t abi_minor LB_INIT;
    uint32_t reserved LB_INIT;
    uint64_t flags LB_INIT;
    const char *name LB_INIT;
    const char *version LB_INIT;
    const char *licence LB_INIT;
    const char *description LB_INIT;
    struct lb_array states LB_INIT;              /* struct lb_state_slot */
    struct lb_array configs LB_INIT;             /* struct lb_config */
    struct lb_array provides LB_INIT;            /* struct lb_provide */
    struct lb_array required_extensions LB_INIT; /* const char * */
    lb_status (*create)(const struct lb_info *info, void **self) LB_INIT;
    void (*destroy)(void *self) LB_INIT;
    /* clang-format off */
    const void *(*get_extension)(const char *id) LB_INIT;
    /* clang-format on */
};

/* How a descriptor begins. */
/* clang-format off */
#define LB_BLOCK_HEADER \
    .struct_size = sizeof(struct lb_block), .abi_major = LB_ABI_MAJOR, .abi_minor = LB_TARGET_MINOR, .kind = LB_KIND_BLOCK
#define LB_LOOP_HEADER \
    .struct_size = sizeof(struct lb_block), .abi_major = LB_ABI_MAJOR, .abi_minor = LB_TARGET_MINOR, .kind = LB_KIND_LOOP
#define LB_COMPONENT_HEADER \
    .struct_size = sizeof(struct lb_component), .abi_major = LB_ABI_MAJOR, .abi_minor = LB_TARGET_MINOR
/* clang-format on */

/* Makes a function of any signature fit lb_block.call. */
#define LB_CALL(function) ((lb_function)(function))

/*
 * The two symbols that a host looks for; a library defines one of them: LB_EXPORT const struct lb_block lb_block = {...}. They
 * are declared here so that in C++, too, the definition has C linkage and is visible. (The variable hides the struct of the same
 * name: within its own definition, write `struct lb_block`.)
 */
#ifdef __cplusplus
#define LB_EXPORT
#else
#define LB_EXPORT LB_VISIBLE
#endif
LB_EXTERN_C LB_VISIBLE const struct lb_block lb_block;
LB_EXTERN_C LB_VISIBLE const struct lb_component lb_component;

#endif
