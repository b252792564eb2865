/* SPDX-License-Identifier: MIT */
/* A block's view of the shared state: how a value is read, written, shaped and reported on. No name is ever looked up. */
#ifndef LOOPBLOCKS_STATE_H
#define LOOPBLOCKS_STATE_H

#include <loopblocks/tensor.h>

/* Levels of lb_log. */
#define LB_LOG_DEBUG 0
#define LB_LOG_INFO 1
#define LB_LOG_WARNING 2

/*
 * What the host does for a block. Blocks use it through lb_fail, lb_log and the functions below; `context` is the one beside
 * the table in lb_info or lb_state. It grows at the end: a block that asks for a minor may use what that minor has.
 */
struct lb_host {
    uint32_t struct_size;
    uint32_t abi_minor;
    lb_status (*fail)(void *context, const char *format, ...) LB_PRINTF(2, 3);
    void (*message)(void *context, int32_t level, const char *format, ...) LB_PRINTF(3, 4);
    const void *(*get_extension)(void *context, const char *id);
    lb_status (*set_shape)(void *context, uint32_t slot, int32_t ndim, const int64_t *shape);
    lb_status (*set_capacity)(void *context, uint32_t slot, int32_t ndim, const int64_t *shape);
    lb_status (*set_extent)(void *context, uint32_t slot, int32_t dimension, int64_t extent);
    lb_status (*set_text)(void *context, uint32_t slot, const char *text);
    uint32_t (*group_count)(void *context, uint32_t slot);
    const struct lb_named *(*group_at)(void *context, uint32_t slot, uint32_t index);
    lb_status (*loop_step)(void *context);
};

/* A block's own view: its slots, by the numbers that it declared. Lent by the host for the length of a call. */
struct lb_state {
    const struct lb_host *host;
    void *context;
    struct lb_slot *const *slots;
    const struct lb_state *configs; /* the block's configs, as slots of their own; null in a view of configs */
    void *loop_args;                /* loop wrappers: see loop.h */
    int64_t loop_first;
    int64_t progress_done;
    int64_t progress_total;
};

/* What create is given. Borrowed until create returns. */
struct lb_info {
    const struct lb_host *host;
    void *context;
    const struct lb_state *configs; /* read them with the accessors below: lb_f64(info->configs, GUIDANCE_SCALE) */
    const char *path;               /* where the block stands in the manifest: "denoise.denoiser" */
};

/*
 * Reports a failure and returns LB_FAILED: `return lb_fail(state, "expected 1 to 4 channels, found %d", n);`. The first
 * argument is an lb_info or an lb_state. The text is copied; the host adds which block spoke. [plan prepare step swap]
 */
#define lb_fail(view, ...) ((view)->host->fail((view)->context, __VA_ARGS__))

/* Says something to whoever watches the run; it never fails. lb_log(state, LB_LOG_WARNING, "..."). [plan prepare step swap] */
#define lb_log(view, level, ...) ((view)->host->message((view)->context, (level), __VA_ARGS__))

/* Returns a service of the host by its id, such as "lb.weights/1", or null where the host has none. [plan prepare] */
#define lb_host_extension(view, id) ((view)->host->get_extension((view)->context, (id)))

/* Returns whether the slot holds a value. An input that is not required, has no default and is not given holds none. */
static inline int lb_is_set(const struct lb_state *state, uint32_t slot)
{
    return (state->slots[slot]->flags & LB_SLOT_SET) != 0;
}

/* Returns the slot's tensor: borrowed until prepare or call returns. Another one may be behind the slot in the next call. */
static inline struct lb_tensor *lb_tensor_of(const struct lb_state *state, uint32_t slot)
{
    return &state->slots[slot]->tensor;
}

/*
 * lb_i64(state, SLOT), lb_f32(state, SLOT), ...: the value of a scalar, or the first of a tensor's elements. A slot that is an
 * input and no output must not be written. f16 and bf16 are their 16 bits; bool is a byte, 0 or 1. [prepare step]
 */
#define LB_ACCESSOR(suffix, type)                                                                                              \
    static inline type *lb_##suffix(const struct lb_state *state, uint32_t slot)                                               \
    {                                                                                                                          \
        return (type *)state->slots[slot]->tensor.data;                                                                        \
    }
LB_ACCESSOR(i8, int8_t)
LB_ACCESSOR(i16, int16_t)
LB_ACCESSOR(i32, int32_t)
LB_ACCESSOR(i64, int64_t)
LB_ACCESSOR(u8, uint8_t)
LB_ACCESSOR(u16, uint16_t)
LB_ACCESSOR(u32, uint32_t)
LB_ACCESSOR(u64, uint64_t)
LB_ACCESSOR(f16, uint16_t)
LB_ACCESSOR(bf16, uint16_t)
LB_ACCESSOR(f32, float)
LB_ACCESSOR(f64, double)
LB_ACCESSOR(bool, uint8_t)
#undef LB_ACCESSOR

/* Returns the text of a str, NUL-terminated; borrowed until it is set again. */
static inline const char *lb_str(const struct lb_state *state, uint32_t slot)
{
    return (const char *)state->slots[slot]->tensor.data;
}

/* Returns the texts of a config of type str[N]; lb_count says how many. */
static inline const char *const *lb_strs(const struct lb_state *configs, uint32_t slot)
{
    return (const char *const *)configs->slots[slot]->tensor.data;
}

/* Returns the number of elements: 1 for a scalar, the length of a str. */
static inline int64_t lb_count(const struct lb_state *state, uint32_t slot)
{
    return lb_tensor_count(lb_tensor_of(state, slot));
}

/* Returns the extent of one dimension, 0 being the outermost. */
static inline int64_t lb_dim(const struct lb_state *state, uint32_t slot, int32_t dimension)
{
    return state->slots[slot]->tensor.shape[dimension];
}

/*
 * Sets the shape of an output, a state or scratch, and gives it memory for that; what a state held is kept where its shape is
 * unchanged and is zero otherwise; other memory is not cleared. A shape that follows from the dimension names of the inputs
 * need not be set. The shape is copied. Fails if it clashes with the declared type. [prepare]
 */
static inline lb_status lb_set_shape(struct lb_state *state, uint32_t slot, int32_t ndim, const int64_t *shape)
{
    return state->host->set_shape(state->context, slot, ndim, shape);
}

/* Sets the shape of `slot` to that of `like`. [prepare] */
static inline lb_status lb_set_shape_like(struct lb_state *state, uint32_t slot, uint32_t like)
{
    const struct lb_tensor *tensor = lb_tensor_of(state, like);
    return lb_set_shape(state, slot, tensor->ndim, tensor->shape);
}

/*
 * Gives an output memory for as many elements as `shape` has, for an extent that only the call will know; its first shape is
 * this one. For a str the one extent is the longest text, in bytes. [prepare]
 */
static inline lb_status lb_set_capacity(struct lb_state *state, uint32_t slot, int32_t ndim, const int64_t *shape)
{
    return state->host->set_capacity(state->context, slot, ndim, shape);
}

/* Changes one extent of an output, within its capacity; elements stay dense and are not moved. [step] */
static inline lb_status lb_set_extent(struct lb_state *state, uint32_t slot, int32_t dimension, int64_t extent)
{
    return state->host->set_extent(state->context, slot, dimension, extent);
}

/* Writes a str output, within its capacity (without lb_set_capacity: 255 bytes). The text is copied. [step] */
static inline lb_status lb_set_text(struct lb_state *state, uint32_t slot, const char *text)
{
    return state->host->set_text(state->context, slot, text);
}

/* Returns how many values of the pipeline carry the group that this input collects. [prepare step] */
static inline uint32_t lb_group_count(const struct lb_state *state, uint32_t slot)
{
    return state->host->group_count(state->context, slot);
}

/* Returns one of them, in the order of their declaration; its data is null while it is not set. [prepare step] */
static inline const struct lb_named *lb_group_at(const struct lb_state *state, uint32_t slot, uint32_t index)
{
    return state->host->group_at(state->context, slot, index);
}

#endif
