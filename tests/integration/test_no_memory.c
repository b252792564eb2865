/* SPDX-License-Identifier: MIT */
/* Tests that a pipeline survives any one request for memory being refused: a status, a reason, and nothing lost. */
#include "allocations.h"

#include <dlfcn.h>
#include <jansson.h>

#include "fixture.h"
#include "unit/scratch.h"

static char folder[BUILT_PATH_SIZE];

/* What an attempt came to. */
struct outcome {
    enum lbh_status status;
    size_t errors;
    char text[400];
};

static int go_on(void *user, struct lbh_pipeline *told_by, const struct lbh_event *event)
{
    (void)user, (void)told_by, (void)event;
    return 0;
}

/* Nothing here may assert: Check, too, takes memory. */
static enum lbh_status open_and_run(const char *members, const char *input, const char *value)
{
    if (!host && !(host = lbh_host_new())) return LBH_ERR_MEMORY;
    char text[BUILT_PATH_SIZE + 1000];
    snprintf(text, sizeof text, "{'loopblocks': 1, %s}", members);
    for (char *c = text; *c; c++)
        if (*c == '\'') *c = '"';
    enum lbh_status status = lbh_host_add_folder(host, folder, diag);
    if (status != LBH_OK) return status;
    pipeline = lbh_pipeline_parse(host, "test.json", text, diag);
    if (!pipeline) return LBH_ERR_MEMORY;
    status = lbh_pipeline_set(pipeline, input, value, diag);
    if (status == LBH_OK) status = lbh_pipeline_add_output(pipeline, input, diag);
    if (status == LBH_OK) status = lbh_pipeline_listen(pipeline, LBH_EVENT_ITERATION_END, go_on, NULL, diag);
    if (status == LBH_OK) status = lbh_pipeline_run(pipeline, diag);
    if (status == LBH_OK) status = lbh_pipeline_run(pipeline, diag);
    if (status == LBH_OK) status = lbh_pipeline_save(pipeline, "out.safetensors", diag);
    if (status != LBH_OK) return status;
    char *json = lbh_pipeline_get_json(pipeline, input, 1, diag);
    if (!json) return LBH_ERR_MEMORY;
    free(json);
    return LBH_OK;
}

/* Tries from nothing to the end, with the n-th request refused. */
static struct outcome attempt(const char *members, const char *input, const char *value, uint64_t n)
{
    struct outcome outcome = {.status = LBH_ERR_MEMORY};
    host = NULL;
    pipeline = NULL;
    served = n;
    diag = lbh_diag_new();
    if (diag) outcome.status = open_and_run(members, input, value);
    served = UINT64_MAX;
    outcome.errors = lbh_diag_count(diag);
    const struct lbh_error *error = lbh_diag_borrow_error(diag, 0);
    if (error) snprintf(outcome.text, sizeof outcome.text, "%s", error->text ? error->text : "(no text)");
    lbh_pipeline_free(pipeline);
    lbh_host_free(host);
    lbh_diag_free(diag);
    dlerror(); /* the C library keeps its latest message until it is asked for */
    dlerror();
    return outcome;
}

/*
 * Refuses the first request, then the second, and so on until none is: each time a status that says so, with a reason where there was
 * memory for one, or the same outcome as with memory enough; and all that was taken has been given back.
 */
static void sweep(const char *members, const char *input, const char *value, enum lbh_status expected)
{
    /* The first attempt loads what stays loaded. */
    ck_assert_int_eq(attempt(members, input, value, UINT64_MAX).status, expected);
    const uint64_t pieces_before = pieces, requests_before = requests;
    const struct outcome whole_outcome = attempt(members, input, value, UINT64_MAX);
    if (PIECES_ARE_COUNTED) ck_assert_uint_eq(pieces, pieces_before);
    const uint64_t total = requests - requests_before;
    if (REQUESTS_ARE_SEEN) ck_assert_uint_gt(total, 50);
    for (uint64_t n = 0; n < total; n++) {
        const struct outcome outcome = attempt(members, input, value, n);
        ck_assert_msg(!PIECES_ARE_COUNTED || pieces == pieces_before,
                      "request %" PRIu64 ": %" PRId64 " pieces were not given back: status %d, %s", n,
                      (int64_t)(pieces - pieces_before), (int)outcome.status, outcome.text);
        if (outcome.status == whole_outcome.status) continue;
        /* Who ran out decides which status it is: the host, the dynamic linker, a block, or jansson, which may blame the text. */
        ck_assert_msg(outcome.status != LBH_OK, "request %" PRIu64 ": it went on, but came to another end", n);
        ck_assert_msg(outcome.status == LBH_ERR_MEMORY || outcome.errors > 0, "request %" PRIu64 ": status %d without a reason",
                      n, (int)outcome.status);
    }
}

/*
 * jansson takes no notice when its buffer for a token cannot grow, and loses a byte. If that is the quote that ends a string, it copies
 * on past its memory until it meets another quote, and the heap is spoilt; the length of a string decides that, so the path of the
 * build folder does. No caller can prevent it. This one request of jansson's is therefore not refused; all its others are. Where it
 * is made a string of 5000 bytes tells: the buffer doubles from 16 bytes on, and nothing else takes 8192.
 */
static void spare_the_buffer_of_jansson(void)
{
    char text[5000];
    memset(text, 'a', sizeof text);
    text[0] = text[sizeof text - 1] = '"';
    sought = 8192;
    json_t *read = json_loadb(text, sizeof text, JSON_DECODE_ANY, NULL);
    sought = 0;
    ck_assert_ptr_nonnull(read);
    json_decref(read);
    if (REQUESTS_ARE_SEEN) ck_assert_ptr_nonnull(spared);
}

static void setup(void)
{
    spare_the_buffer_of_jansson();
    built(folder, "tests/plugins/.libs");
    scratch_setup();
}

static void teardown(void)
{
    scratch_teardown();
}

START_TEST(counting_survives)
{
    sweep("'inputs': {'num_steps': 3, 'x': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {'a': {'use': 'add-one'},"
          "'b': {'use': 'add-one'}}}}, 'outputs': ['x']",
          "x", "5", LBH_OK);
}
END_TEST

START_TEST(everything_at_once_survives)
{
    sweep("'inputs': {'num_steps': 2, 'first': 1, 'count': 40, 'text': 'a'}, 'components': {'counter': {'use': 'counter'}}, "
          "'blocks': {"
          "'o': {'use': 'optional-inputs'}, 'm': {'use': 'make-values'}, 'l': {'use': 'loop-for', 'blocks': {"
          "'s': {'select': {'c': {'when': 'first', 'blocks': {'k': {'use': 'with-counter'}, 'e': {'use': 'echo'}}}}},"
          "'i': {'use': 'loop-every-type', 'blocks': {'t': {'use': 'take-every-type'}}},"
          "'p': {'use': 'append-i', 'config': {'tag': 'p'}}, 'q': {'use': 'keep-positive', 'map': {'kept': 'good'}},"
          "'f': {'use': 'offer-scores'}, 'g': {'use': 'collect-scores'}}}}, 'outputs': ['good', 'counted']",
          "a_f64", "2.5", LBH_OK);
}
END_TEST

/* The path is lengthened with slashes until the quote behind it is what jansson's buffer must grow for. */
START_TEST(files_by_their_paths_survive)
{
    char members[2 * BUILT_PATH_SIZE], slashes[BUILT_PATH_SIZE];
    const size_t length = strlen(folder) + strlen("increase.so");
    size_t longer = 14;
    while (longer <= length) longer = 2 * longer + 2;
    ck_assert_uint_lt(longer, BUILT_PATH_SIZE);
    memset(slashes, '/', sizeof slashes);
    snprintf(members, sizeof members, "'blocks': {'a': {'use': '%s%.*sincrease.so'}}, 'outputs': ['x']", folder,
             (int)(longer - length), slashes);
    sweep(members, "x", "1", LBH_OK);
}
END_TEST

START_TEST(wrong_manifests_survive)
{
    sweep("'inputs': {'x': 'high', 'y': 1}, 'blocks': {'a': {'use': 'incraese'}, 'b': {'use': 'increase', 'config': {'by': "
          "5000, 'bi': 1}},"
          "'c': {'use': 'with-counter', 'map': {'z': 'y'}}, 'd': {'use': 'append-i', 'config': {'tag': 'd'}}}",
          "a.zoom", "1", LBH_ERR_INVALID);
}
END_TEST

START_TEST(failing_blocks_survive)
{
    sweep("'inputs': {'num_steps': 4, 'x': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {'i': {'use': 'increase'},"
          "'a': {'use': 'answer', 'config': {'status': -1, 'at': 2, 'says': 'no such luck'}}}}}",
          "x", "1", LBH_ERR_BLOCK);
}
END_TEST

SUITE("no memory")
{
    PROMISE_WITH(suite, "a refused request is a status and loses nothing", setup, teardown, counting_survives,
                 everything_at_once_survives, files_by_their_paths_survive, wrong_manifests_survive, failing_blocks_survive);
}
