/* SPDX-License-Identifier: MIT */
/* A block that shapes its outputs wrongly, in the way that it is told. */
#include <string.h>

#include <loopblocks/loopblocks.h>

enum { GIVEN, MADE, NOTE, NUMBER };
enum { HOW };

static const struct lb_input inputs[] = {{.slot = GIVEN, .name = "given", .type = "f32[N]"}};
static const struct lb_output outputs[] = {
    {.slot = MADE, .name = "made", .type = "f32[N,2]"},
    {.slot = NOTE, .name = "remark", .type = "str"},
    {.slot = NUMBER, .name = "number", .type = "i64"},
};
static const struct lb_config configs[] = {
    {.slot = HOW,
     .name = "how",
     .type = "str",
     .flags = LB_CONFIG_REQUIRED,
     .choices =
         "[\"none\", \"rank\", \"extent\", \"negative\", \"huge\", \"overflow\", \"input\", \"nowhere\", \"in-call\","
         "\"beyond\", \"fixed\", \"dimension\", \"long-text\", \"text-in-number\", \"text-extent\", \"room\", \"right\"]"}};

static int is_asked(const struct lb_state *state, const char *how)
{
    return strcmp(lb_str(state->configs, HOW), how) == 0;
}

static lb_status prepare(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    if (is_asked(state, "none")) return LB_OK;
    if (is_asked(state, "rank")) return lb_set_shape(state, MADE, 1, (const int64_t[]){6});
    if (is_asked(state, "extent")) return lb_set_shape(state, MADE, 2, (const int64_t[]){3, 3});
    if (is_asked(state, "negative")) return lb_set_shape(state, MADE, 2, (const int64_t[]){-3, 2});
    if (is_asked(state, "huge")) return lb_set_shape(state, MADE, 2, (const int64_t[]){INT64_C(1) << 58, 2});
    if (is_asked(state, "overflow")) return lb_set_shape(state, MADE, 2, (const int64_t[]){INT64_MAX, 2});
    if (is_asked(state, "input")) return lb_set_shape(state, GIVEN, 1, (const int64_t[]){3});
    if (is_asked(state, "nowhere")) return lb_set_shape(state, 99, 1, (const int64_t[]){3});
    if (is_asked(state, "text-extent")) return lb_set_capacity(state, NOTE, 2, (const int64_t[]){3, 3});
    if (is_asked(state, "room")) return lb_set_capacity(state, NOTE, 1, (const int64_t[]){300});
    return lb_set_capacity(state, MADE, 2, (const int64_t[]){3, 2});
}

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    char text[301];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = 0;
    if (is_asked(state, "in-call")) return lb_set_shape(state, MADE, 2, (const int64_t[]){3, 2});
    if (is_asked(state, "beyond")) return lb_set_extent(state, MADE, 0, 100);
    if (is_asked(state, "fixed")) return lb_set_extent(state, MADE, 1, 1);
    if (is_asked(state, "dimension")) return lb_set_extent(state, MADE, 2, 1);
    if (is_asked(state, "long-text") || is_asked(state, "room")) return lb_set_text(state, NOTE, text);
    if (is_asked(state, "text-in-number")) return lb_set_text(state, NUMBER, "1");
    *lb_i64(state, NUMBER) = lb_count(state, MADE);
    return LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .name = "misshapen",
    .version = "1.0.0",
    .description = "Shapes its outputs wrongly.",
    .inputs = LB_ARRAY(inputs),
    .intermediate_outputs = LB_ARRAY(outputs),
    .configs = LB_ARRAY(configs),
    .prepare = prepare,
    .call = LB_CALL(call),
};
