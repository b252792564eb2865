/* SPDX-License-Identifier: MIT */
/* The plain C walk, and the little that a wrapper needs around it. */
#include "plain.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#include "blocks/timed-loop.h"

typedef lb_status (*call_wide)(void *self, const struct lb_components *components, struct lb_state *state, int64_t i);
typedef lb_status (*call_narrow)(void *self, const struct lb_components *components, struct lb_state *state, int32_t j);
typedef lb_status (*call_wrapper)(void *self, const struct lb_components *components, struct lb_state *state);

/* A value as the host keeps it: a slot, and memory at an address aligned to 64 bytes. */
struct value {
    _Alignas(64) int64_t data;
    struct lb_slot slot;
};

struct call {
    lb_function function;
    void *self;
    const struct lb_components *components;
    struct lb_state *state;
};

struct plain {
    struct lb_host host;
    bool narrow;
    struct lb_components no_components;
    struct lb_state wrapper_state;
    struct lb_slot *wrapper_slots[TIMED_LOOP_SLOTS];
    struct value num_steps, nanoseconds;
    call_wrapper wrapper;
    struct timed_loop_args args;
    size_t count;
    struct call calls[MAX_BLOCKS];
    struct lb_state states[MAX_BLOCKS];
    struct lb_slot *slots[MAX_BLOCKS];
    struct value x[MAX_BLOCKS];
    void *libraries[MAX_BLOCKS + 1];
};

/*
 * The walk. Where its loop happens to lie decides how well the processor foresees the one indirect call in it: the same
 * instructions, some bytes further on, can take four times as long. So there are eight, each with some more nops before its loop.
 */
#define WALK(name, type, argument, nops)                                                                                       \
    __attribute__((noinline, aligned(64))) static lb_status walk_##name##_##nops(void *context)                                \
    {                                                                                                                          \
        const struct plain *plain = context;                                                                                   \
        __asm__ volatile(".rept " #nops "\n\tnop\n\t.endr");                                                                   \
        for (size_t k = 0; k < plain->count; k++) {                                                                            \
            const struct call *call = &plain->calls[k];                                                                        \
            const lb_status status = ((type)call->function)(call->self, call->components, call->state, plain->args.argument);  \
            if (status != LB_OK) return status;                                                                                \
        }                                                                                                                      \
        return LB_OK;                                                                                                          \
    }
#define WALKS(WALK_AT) WALK_AT(0) WALK_AT(8) WALK_AT(16) WALK_AT(24) WALK_AT(32) WALK_AT(40) WALK_AT(48) WALK_AT(56)
#define WIDE_WALK(nops) WALK(wide, call_wide, i, nops)
#define NARROW_WALK(nops) WALK(narrow, call_narrow, j, nops)
#define WIDE_NAME(nops) walk_wide_##nops,
#define NARROW_NAME(nops) walk_narrow_##nops,

WALKS(WIDE_WALK)
WALKS(NARROW_WALK)

typedef lb_status (*walk)(void *context);
#define WALK_COUNT 8
static const walk walks_wide[WALK_COUNT] = {WALKS(WIDE_NAME)};
static const walk walks_narrow[WALK_COUNT] = {WALKS(NARROW_NAME)};

static struct lb_slot *value_init(struct value *value)
{
    value->data = 0;
    value->slot = (struct lb_slot){.tensor = {.data = &value->data, .device = {1, 0}, .dtype = {LB_CODE_INT, 64, 1}},
                                   .flags = LB_SLOT_SET,
                                   .type = LB_TYPE_I64};
    return &value->slot;
}

static lb_function open_block(const char *file, void **library)
{
    *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    const struct lb_block *block = *library ? dlsym(*library, "lb_block") : NULL;
    if (!block) fprintf(stderr, "bench: %s\n", dlerror());
    return block ? block->call : NULL;
}

struct plain *plain_new(const char *wrapper, const char *const *blocks, size_t count, bool narrow, bool own)
{
    struct plain *plain = aligned_alloc(64, sizeof *plain);
    if (!plain) return NULL;
    *plain = (struct plain){.host = {.struct_size = sizeof plain->host, .loop_step = narrow ? walks_narrow[0] : walks_wide[0]}};
    plain->narrow = narrow;
    plain->count = count;
    plain->wrapper_slots[NUM_STEPS] = value_init(&plain->num_steps);
    plain->wrapper_slots[NANOSECONDS] = value_init(&plain->nanoseconds);
    plain->wrapper_state =
        (struct lb_state){.host = &plain->host, .context = plain, .slots = plain->wrapper_slots, .loop_args = &plain->args};
    plain->wrapper = (call_wrapper)open_block(wrapper, &plain->libraries[count]);
    bool fine = plain->wrapper != NULL;
    for (size_t k = 0; k < count && fine; k++) {
        struct lb_slot *slot = value_init(&plain->x[k]);
        plain->slots[k] = own ? slot : &plain->x[0].slot;
        plain->states[k] = (struct lb_state){.host = &plain->host, .context = plain, .slots = &plain->slots[k]};
        plain->calls[k] = (struct call){.function = open_block(blocks[k], &plain->libraries[k]),
                                        .components = &plain->no_components,
                                        .state = &plain->states[k]};
        fine = plain->calls[k].function != NULL;
    }
    if (fine) return plain;
    plain_free(plain);
    return NULL;
}

void plain_free(struct plain *plain)
{
    if (!plain) return;
    for (size_t i = 0; i <= plain->count; i++)
        if (plain->libraries[i]) dlclose(plain->libraries[i]);
    free(plain);
}

int64_t plain_run(struct plain *plain, int64_t num_steps)
{
    for (size_t k = 0; k < plain->count; k++) plain->x[k].data = 0;
    plain->num_steps.data = num_steps;
    return plain->wrapper(NULL, &plain->no_components, &plain->wrapper_state) == LB_OK ? plain->nanoseconds.data : -1;
}

int64_t plain_place(struct plain *plain, int64_t num_steps)
{
    const walk *walks = plain->narrow ? walks_narrow : walks_wide;
    walk best = walks[0];
    int64_t least = INT64_MAX, most = 0;
    for (size_t i = 0; i < WALK_COUNT; i++) {
        int64_t time = INT64_MAX;
        plain->host.loop_step = walks[i];
        for (int tries = 0; tries < 3; tries++) {
            const int64_t once = plain_run(plain, num_steps);
            if (once < time) time = once;
        }
        if (time < least) {
            least = time;
            best = walks[i];
        }
        if (time > most) most = time;
    }
    plain->host.loop_step = best;
    return most;
}

int64_t plain_x(const struct plain *plain, size_t block)
{
    return *(const int64_t *)plain->slots[block]->tensor.data;
}
