/* SPDX-License-Identifier: MIT */
/* A block that does one forbidden thing, in its call or in its prepare; and, if it lives, what it is there for. */
#include "stray.h"

#include <pthread.h>
#include <stdlib.h>

#include "../plugins/counter.h"

enum { X, LIST, MAYBE, MAYBE_LIST, AT, Y, TABLE, BYTES, KEPT };
enum { DEED, WHEN, DISTANCE };
enum { COUNTER };

static const struct lb_input inputs[] = {{.slot = X, .name = "x", .type = "f64", .required = 1},
                                         {.slot = LIST, .name = "list", .type = "f32[N]"},
                                         {.slot = MAYBE, .name = "maybe", .type = "i64"},
                                         {.slot = MAYBE_LIST, .name = "maybe_list", .type = "f32[M]"},
                                         {.slot = AT, .name = "at", .type = "i64", .default_value = "0"}};
static const struct lb_output outputs[] = {{.slot = Y, .name = "y", .type = "f64"},
                                           {.slot = TABLE, .name = "table", .type = "f64[512]"},
                                           {.slot = BYTES, .name = "bytes", .type = "u8[100]"}};
static const struct lb_state_slot states[] = {{.slot = KEPT, .name = "kept", .type = "i64[2]"}};
static const struct lb_component_use components_used[] = {{.slot = COUNTER, .name = "counter", .interface_id = COUNTER_ID}};
static const struct lb_config configs[] = {
    {.slot = DEED, .name = "deed", .type = "str", .default_value = "\"none\""},
    {.slot = WHEN, .name = "when", .type = "str", .default_value = "\"call\"", .choices = "[\"call\", \"prepare\"]"},
    {.slot = DISTANCE, .name = "distance", .type = "i64", .default_value = "0"},
};

static int is_asked(const struct lb_state *state, const char *deed)
{
    return is_deed(state->configs, DEED, deed);
}

static void *spoil_on_thread(void *address)
{
    spoil(address);
    return NULL;
}

static void have_spoilt(void *address)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, spoil_on_thread, address) == 0) pthread_join(thread, NULL);
}

static void do_deed(const struct lb_components *components, struct lb_state *state)
{
    const int64_t distance = *lb_i64(state->configs, DISTANCE);
    char *const lent = is_asked(state, "read-lent") || is_asked(state, "write-lent") ? (char *)(intptr_t)*lb_i64(state, AT) : 0;
    if (is_asked(state, "write-input")) *lb_f64(state, X) = 1; /* the line that the tests know */
    if (is_asked(state, "write-list")) lb_f32(state, LIST)[0] = 1;
    if (is_asked(state, "copy-to-list")) memset(lb_f32(state, LIST), 1, (size_t)lb_count(state, LIST) * sizeof(float));
    if (is_asked(state, "read-unset")) touch((char *)lb_i64(state, MAYBE));
    if (is_asked(state, "write-unset")) spoil((char *)lb_i64(state, MAYBE));
    if (is_asked(state, "read-unset-list")) touch((char *)&lb_f32(state, MAYBE_LIST)[100]);
    if (is_asked(state, "read-lent")) touch(lent + distance);
    if (is_asked(state, "write-lent")) spoil(lent + distance);
    if (is_asked(state, "read-table")) touch((char *)lb_f64(state, TABLE) + distance);
    if (is_asked(state, "write-table")) spoil((char *)lb_f64(state, TABLE) + distance);
    if (is_asked(state, "write-bytes")) spoil((char *)lb_u8(state, BYTES) + distance);
    if (is_asked(state, "write-y")) spoil((char *)lb_f64(state, Y) + distance);
    if (is_asked(state, "write-kept")) spoil((char *)lb_i64(state, KEPT) + distance);
    if (is_asked(state, "write-nowhere")) spoil((char *)(intptr_t)distance);
    if (is_asked(state, "abort")) abort();
    if (is_asked(state, "write-on-thread")) have_spoilt(lb_f64(state, X));
    if (is_asked(state, "fail-with-lent")) lb_fail(state, "%s", (char *)(intptr_t)*lb_i64(state, AT));
    if (is_asked(state, "count-into-input")) {
        const struct lb_component_ref *counter = lb_component_at(components, COUNTER);
        counter_of(counter)->next(counter->self, counter->state, (int64_t *)(void *)lb_f64(state, X));
    }
}

static lb_status prepare(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self;
    if (is_deed(state->configs, WHEN, "prepare")) do_deed(components, state);
    return LB_OK;
}

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self;
    *lb_f64(state, Y) = *lb_f64(state, X) + 1;
    memset(lb_f64(state, TABLE), 0, 512 * sizeof(double));
    memset(lb_u8(state, BYTES), 0, 100);
    lb_i64(state, KEPT)[1]++;
    if (is_deed(state->configs, WHEN, "call")) do_deed(components, state);
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "stray",
    .version = "1.0.0",
    .description = "Reads or writes what it must not.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .states = LB_ARRAY(states),
    .components = LB_ARRAY(components_used),
    .configs = LB_ARRAY(configs),
    .prepare = prepare,
    .call = LB_CALL(call),
};
