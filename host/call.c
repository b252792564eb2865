/* SPDX-License-Identifier: MIT */
/* The adapters for blocks of the C signatures that occur. With loop.c, all that runs in every iteration. */
#include "call.h"

#define LIKELY(condition) __builtin_expect(!!(condition), 1)

typedef lb_status (*call_plain)(void *self, const struct lb_components *components, struct lb_state *state);
typedef lb_status (*call_i)(void *self, const struct lb_components *components, struct lb_state *state, int64_t i);
typedef lb_status (*call_t)(void *self, const struct lb_components *components, struct lb_state *state, double t);
typedef lb_status (*call_it)(void *self, const struct lb_components *components, struct lb_state *state, int64_t i, double t);

/* One call site. What is rare leaves through `ended`, so that the straight path has no taken branch. */
#define CALL(n, signature, ...)                                                                                                \
    do {                                                                                                                       \
        status = ((signature)at[n].function)(at[n].self, at[n].components, at[n].state __VA_ARGS__);                           \
        if (!LIKELY(status == LB_OK)) {                                                                                        \
            at += n;                                                                                                           \
            goto ended;                                                                                                        \
        }                                                                                                                      \
    } while (0)
#define FOUR_CALLS(n, ...)                                                                                                     \
    do {                                                                                                                       \
        CALL((n), __VA_ARGS__);                                                                                                \
        CALL((n) + 1, __VA_ARGS__);                                                                                            \
        CALL((n) + 2, __VA_ARGS__);                                                                                            \
        CALL((n) + 3, __VA_ARGS__);                                                                                            \
    } while (0)

/*
 * The body of an adapter. Sixteen call sites rather than one: a processor keeps the target of an indirect call by the place it is
 * made from, and one place that calls a hundred blocks in turn may be mispredicted every time. The loop arguments are read once
 * for all calls of a run: only the wrapper sets them, and it waits.
 */
#define MAKE_CALLS(...)                                                                                                        \
    lb_status status = LB_OK;                                                                                                  \
    const struct lbh_call *at = call;                                                                                          \
    const struct lbh_call *const end = call + call->run;                                                                       \
    for (; end - at >= 16; at += 16) {                                                                                         \
        FOUR_CALLS(0, __VA_ARGS__);                                                                                            \
        FOUR_CALLS(4, __VA_ARGS__);                                                                                            \
        FOUR_CALLS(8, __VA_ARGS__);                                                                                            \
        FOUR_CALLS(12, __VA_ARGS__);                                                                                           \
    }                                                                                                                          \
    for (; end - at >= 4; at += 4) FOUR_CALLS(0, __VA_ARGS__);                                                                 \
    for (; at < end; at++) CALL(0, __VA_ARGS__);                                                                               \
    return LB_OK;                                                                                                              \
ended:                                                                                                                         \
    *made = (size_t)(at - call);                                                                                               \
    return status;

/* The same for a call that is alone: nothing to save, nothing to count, a jump. */
#define MAKE_CALL(signature, ...)                                                                                              \
    *made = 0;                                                                                                                 \
    return ((signature)call->function)(call->self, call->components, call->state __VA_ARGS__);

/* The loop arguments of a run: read once for all its calls, as only the wrapper sets them, and it waits. */
static inline int64_t first_i(const struct lbh_call *call)
{
    return *(const int64_t *)((const struct lbh_direct *)call->arguments)->first;
}

static inline double first_t(const struct lbh_call *call)
{
    return *(const double *)((const struct lbh_direct *)call->arguments)->first;
}

static inline double second_t(const struct lbh_call *call)
{
    return *(const double *)((const struct lbh_direct *)call->arguments)->second;
}

lb_status lbh_call_plain(const struct lbh_call *call, size_t *made){MAKE_CALL(call_plain, )}

lb_status lbh_call_i(const struct lbh_call *call, size_t *made){MAKE_CALL(call_i, , first_i(call))}

lb_status lbh_call_t(const struct lbh_call *call, size_t *made){MAKE_CALL(call_t, , first_t(call))}

lb_status lbh_call_it(const struct lbh_call *call, size_t *made)
{
    MAKE_CALL(call_it, , first_i(call), second_t(call))
}

static lb_status run_plain(const struct lbh_call *call, size_t *made)
{
    MAKE_CALLS(call_plain, )
}

static lb_status run_i(const struct lbh_call *call, size_t *made)
{
    const int64_t i = first_i(call);
    MAKE_CALLS(call_i, , i)
}

static lb_status run_t(const struct lbh_call *call, size_t *made)
{
    const double t = first_t(call);
    MAKE_CALLS(call_t, , t)
}

static lb_status run_it(const struct lbh_call *call, size_t *made)
{
    const int64_t i = first_i(call);
    const double t = second_t(call);
    MAKE_CALLS(call_it, , i, t)
}

/* Which adapter makes a run of the calls that another makes one by one. */
static const struct {
    lb_status (*single)(const struct lbh_call *call, size_t *made);
    lb_status (*several)(const struct lbh_call *call, size_t *made);
} direct[] = {{lbh_call_plain, run_plain}, {lbh_call_i, run_i}, {lbh_call_t, run_t}, {lbh_call_it, run_it}};
#define DIRECT_COUNT (sizeof direct / sizeof direct[0])

/* Returns which of the direct kinds a call is; DIRECT_COUNT: none. */
static size_t kind_of(const struct lbh_call *call)
{
    size_t kind = 0;
    while (kind < DIRECT_COUNT && call->adapter != direct[kind].single && call->adapter != direct[kind].several) kind++;
    return kind;
}

static bool are_joinable(const struct lbh_call *a, const struct lbh_call *b)
{
    if (kind_of(a) == DIRECT_COUNT || kind_of(a) != kind_of(b)) return false;
    const struct lbh_direct *left = a->arguments, *right = b->arguments;
    return !left || (left->first == right->first && left->second == right->second);
}

void lbh_calls_join(struct lbh_call *calls, size_t count)
{
    for (size_t i = count; i-- > 0;) {
        const size_t kind = kind_of(&calls[i]);
        calls[i].run = i + 1 < count && are_joinable(&calls[i], &calls[i + 1]) ? calls[i + 1].run + 1 : 1;
        if (kind < DIRECT_COUNT) calls[i].adapter = calls[i].run > 1 ? direct[kind].several : direct[kind].single;
    }
}
