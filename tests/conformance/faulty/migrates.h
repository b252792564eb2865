/* SPDX-License-Identifier: MIT */
/*
 * A block that keeps the last numbers, and offers lb.migrate/1 for that. A faulty one leaves out one of the checks by defining it as
 * nothing, or as something else: CHECK_COUNT, CHECK_NAME, CHECK_TYPE, CHECK_DATA, CHECK_SHAPE, CHECK_NUMBER, VERSION_BODY, BACKWARD_BODY.
 */
#include <loopblocks/loopblocks.h>
#include <loopblocks/migrate.h>

#include <string.h>

#ifndef CHECK_COUNT
#define CHECK_COUNT                                                                                                            \
    if (count == 0) return LB_OK; /* the host has kept them all */                                                             \
    if (count != 2) return lb_fail(state, "expected 2 states, found %u", count);
#endif
#ifndef CHECK_NAME
#define CHECK_NAME                                                                                                             \
    if (strcmp(others[i].name, names[i]) != 0) return lb_fail(state, "expected %s, found %s", names[i], others[i].name);
#endif
#ifndef CHECK_TYPE
#define CHECK_TYPE                                                                                                             \
    if (strcmp(others[i].type, types[i]) != 0) return lb_fail(state, "expected %s, found %s", types[i], others[i].type);
#endif
#ifndef CHECK_DATA
#define CHECK_DATA                                                                                                             \
    if (!others[i].tensor.data) return lb_fail(state, "there is no %s", names[i]);
#endif
#ifndef CHECK_SHAPE
#define CHECK_SHAPE                                                                                                            \
    if (others[1].tensor.shape[0] != 4) return lb_fail(state, "expected 4 numbers");
#endif
#ifndef CHECK_NUMBER
#define CHECK_NUMBER                                                                                                           \
    if (n < 0 || n > 4) return lb_fail(state, "expected 0 to 4 numbers, found %lld", (long long)n);
#endif
#ifndef VERSION_BODY
#define VERSION_BODY
#endif
#ifndef BACKWARD_BODY
#define BACKWARD_BODY memcpy(others[1].tensor.data, lb_f64(state, 3), 4 * sizeof(double));
#endif

#define EXTRA_STATES                                                                                                           \
    {.slot = 2, .name = "n", .type = "i64", .description = "How many there are."},                                             \
        {.slot = 3, .name = "history", .type = "f64[4]", .description = "The numbers."},
#define CALL_BODY                                                                                                              \
    int64_t *n = lb_i64(state, 2);                                                                                             \
    if (*n < 0 || *n > 3) *n = 0;                                                                                              \
    lb_f64(state, 3)[(*n)++] = *lb_f64(state, 0);
#define MEMBERS .get_extension = get_extension,

static lb_status forward(void *self, struct lb_state *state, const char *version, const struct lb_other_state *others,
                         uint32_t count)
{
    static const char *const names[] = {"n", "history"}, *const types[] = {"i64", "f64[4]"};
    (void)self, (void)version;
    VERSION_BODY
    CHECK_COUNT
    for (int i = 0; i < 2; i++) {
        CHECK_NAME
        CHECK_TYPE
        CHECK_DATA
    }
    CHECK_SHAPE
    const int64_t n = *(const int64_t *)others[0].tensor.data;
    CHECK_NUMBER
    memmove(lb_f64(state, 3), others[1].tensor.data, (size_t)n * sizeof(double));
    *lb_i64(state, 2) = n;
    return LB_OK;
}

static lb_status backward(void *self, const struct lb_state *state, const char *version, struct lb_other_state *others,
                          uint32_t count)
{
    (void)self, (void)version;
    if (count == 0) return LB_OK; /* the host has kept them all */
    if (count != 2) return lb_fail(state, "expected 2 states, found %u", count);
    *(int64_t *)others[0].tensor.data = *lb_i64(state, 2);
    BACKWARD_BODY
    return LB_OK;
}

static const void *get_extension(const char *id)
{
    static const struct lb_migrate migrate = {.struct_size = sizeof migrate, .forward = forward, .backward = backward};
    return strcmp(id, LB_MIGRATE_ID) == 0 ? &migrate : NULL;
}
