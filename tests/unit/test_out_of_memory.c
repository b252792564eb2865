/* SPDX-License-Identifier: MIT */
/* Tests that running out of memory is a status, wherever it happens, and changes nothing else. */
#include "catalog.h"
#include "config.h"
#include "errors.h"
#include "failing_malloc.h"
#include "generation.h"
#include "manifest.h"
#include "safetensors.h"
#include "scratch.h"
#include "suite.h"
#include "value.h"
#include "weights.h"

#include <jansson.h>

#include <string.h>
#include <sys/stat.h>

static struct lbh_diag *diag;
static bool touched; /* an output was changed although the call failed; Check itself needs memory to say so */

static void setup(void)
{
    scratch_setup();
    touched = false;
}

static void teardown(void)
{
    scratch_teardown();
}

/*
 * Tries `attempt` with the first request failing, then the second, and so on, until none fails: it must have had no memory, or
 * not needed that piece, until it ends as `expected`.
 */
static void sweep(enum lbh_status (*attempt)(void), enum lbh_status expected)
{
    for (size_t n = 0;; n++) {
        const size_t held_before = pieces_held;
        diag = lbh_diag_new();
        fail_after(n);
        const enum lbh_status status = attempt();
        const bool failed = has_failed();
        char text[1024];
        snprintf(text, sizeof text, "request %zu: status %d: %s", n, (int)status, lbh_diag_text(diag));
        lbh_diag_free(diag);
        const size_t held_after = pieces_held;
        ck_assert_msg(!touched, "an output was touched: %s", text);
        ck_assert_msg(held_after == held_before, "%zu pieces are not given back: %s", held_after - held_before, text);
        ck_assert_msg(status == expected || (failed && status == LBH_ERR_MEMORY), "%s", text);
        if (!failed) return;
    }
}

static enum lbh_status parse(const char *text)
{
    struct lbh_manifest *manifest = NULL;
    const enum lbh_status status = lbh_manifest_parse("folder/m.json", text, strlen(text), &manifest, diag);
    if (status != LBH_OK && manifest) touched = true;
    lbh_manifest_free(manifest);
    return status;
}

static enum lbh_status parse_good(void)
{
    return parse("{\"loopblocks\": 1, \"components\": {\"c\": {\"use\": \"x\", \"config\": {\"low\": -Infinity}}}, \"inputs\": "
                 "{\"i\": 1},"
                 "\"blocks\": {\"a\": {\"use\": \"x\", \"map\": {\"p\": \"q\"}, \"blocks\": {\"b\": {\"use\": \"y\"}}},"
                 "\"s\": {\"select\": {\"one\": {\"when\": \"i\", \"use\": \"z\"}}}}, \"outputs\": [\"i\", \"q\"]}");
}

static enum lbh_status parse_bad(void)
{
    return parse(
        "{\"loopblocks\": 2, \"componets\": {}, \"blocks\": {\"a\": {\"uze\": \"x\"}, \"l\": {\"use\": \"x\", \"blocks\": {}}},"
        "\"outputs\": [\"i\", \"i\"]}");
}

static enum lbh_status parse_duplicate(void)
{
    return parse("{\"loopblocks\": 2, \"loopblocks\": 3}");
}

START_TEST(manifests_survive)
{
    sweep(parse_good, LBH_OK);
    sweep(parse_bad, LBH_ERR_INVALID);
    sweep(parse_duplicate, LBH_ERR_INVALID);
}
END_TEST

static enum lbh_status make_value(const char *type_text, const char *text)
{
    struct lbh_type type;
    struct lbh_value value = {0};
    enum lbh_status status = lbh_type_parse(type_text, true, &type, diag);
    if (status == LBH_OK) status = lbh_value_from_text(&value, &type, text, diag);
    if (status == LBH_OK) status = lbh_value_check(&value, NULL, "[\"one\", \"two\", 1, 2]", diag);
    lbh_value_fini(&value);
    return status;
}

static enum lbh_status make_list(void)
{
    return make_value("str[N]", "[\"one\", \"two\"]");
}

static enum lbh_status make_tensor(void)
{
    return make_value("f32[A,B]", "[[1, 2], [2, 1]]");
}

static enum lbh_status make_wrong_choice(void)
{
    return make_value("str", "tow");
}

static enum lbh_status format_tensor(void)
{
    static const float data[] = {1, 2};
    static const int64_t shape[] = {2};
    char *text = lbh_value_format(LB_TYPE_F32, 1, shape, data);
    json_t *json = text ? lbh_value_to_json(LB_TYPE_F32, 1, shape, data) : NULL;
    const bool made = text && json;
    free(text);
    json_decref(json);
    return made ? LBH_OK : LBH_ERR_MEMORY;
}

START_TEST(values_survive)
{
    sweep(make_list, LBH_OK);
    sweep(make_tensor, LBH_OK);
    sweep(make_wrong_choice, LBH_ERR_INVALID);
    sweep(format_tensor, LBH_OK);
}
END_TEST

static enum lbh_status write_file(void)
{
    static const float data[] = {1, 2};
    const struct lbh_safetensor tensors[] = {{"a", LB_TYPE_F32, 1, {2}, 8, data}, {"b", LB_TYPE_F32, 2, {1, 1}, 4, data}};
    return lbh_safetensors_write("out", tensors, 2, diag);
}

static enum lbh_status open_weights(void)
{
    struct lbh_weights *weights = lbh_weights_new();
    if (!weights) return LBH_ERR_MEMORY;
    struct lb_checkpoint *checkpoint = NULL;
    const enum lbh_status status = lbh_weights_open(weights, "folder", &checkpoint, diag);
    lbh_checkpoint_close(checkpoint);
    lbh_weights_free(weights);
    return status;
}

START_TEST(checkpoints_survive)
{
    sweep(write_file, LBH_OK);
    ck_assert_int_eq(mkdir("folder", 0777), 0);
    sweep(open_weights, LBH_ERR_INVALID);
    ck_assert_int_eq(rename("out", "folder/diffusion_pytorch_model.safetensors"), 0);
    sweep(open_weights, LBH_OK);
}
END_TEST

static enum lbh_status resolve(const char *path)
{
    static const struct lb_config declarations[] = {
        {.slot = 0, .name = "file", .type = "str", .flags = LB_CONFIG_FILE | LB_CONFIG_INPUT_PATH},
        {.slot = 1, .name = "names", .type = "str[N]", .default_value = "[\"a\"]"},
        {.slot = 2, .name = "steps", .type = "i64", .range = "[1, 2]"},
    };
    struct lbh_config declared[3];
    for (size_t i = 0; i < 3; i++) {
        declared[i].declared = declarations[i];
        const enum lbh_status status = lbh_type_parse(declarations[i].type, true, &declared[i].type, diag);
        if (status != LBH_OK) return status;
    }
    struct lbh_config_override overrides[] = {{"c", "file", path, false}, {"c", "names", "[\"x\", \"y\"]", false}};
    const struct lbh_config_source source = {
        .owner = "c", .json_path = "components.c", .overrides = overrides, .override_count = 2};
    struct lbh_configs *configs = NULL;
    const enum lbh_status status = lbh_configs_resolve(declared, 3, &source, &configs, diag);
    if (status != LBH_OK && configs) touched = true;
    lbh_configs_free(configs);
    return status;
}

static enum lbh_status resolve_good(void)
{
    return resolve("good.json");
}

static enum lbh_status resolve_bad(void)
{
    return resolve("bad.json");
}

START_TEST(configs_survive)
{
    scratch_write_text("good.json", "{\"steps\": 2, \"_x\": 1}");
    scratch_write_text("bad.json", "{\"steps\": 3, \"stepz\": 1}");
    sweep(resolve_good, LBH_OK);
    sweep(resolve_bad, LBH_ERR_INVALID);
}
END_TEST

static enum lbh_status copy_files(void)
{
    struct lbh_generations *generations = lbh_generations_new();
    if (!generations) return LBH_ERR_MEMORY;
    const struct lbh_generation *first = NULL, *second = NULL;
    enum lbh_status status = lbh_generations_copy(generations, "a.so", &first, diag);
    if (status == LBH_OK) status = lbh_generations_copy(generations, "b.so", &second, diag);
    if ((status == LBH_OK) != (second != NULL)) touched = true;
    lbh_generations_free(generations);
    return status;
}

static enum lbh_status locate(void)
{
    struct lbh_catalog *catalog = lbh_catalog_new();
    if (!catalog) return LBH_ERR_MEMORY;
    char *file = NULL, *unknown = NULL;
    enum lbh_status status = lbh_catalog_add_folder(catalog, ".", diag);
    if (status == LBH_OK) status = lbh_catalog_locate(catalog, "a", NULL, &file, diag);
    if (status != LBH_OK && file) touched = true;
    if (status == LBH_OK) status = lbh_catalog_locate(catalog, "nobody", NULL, &unknown, diag);
    if (unknown) touched = true;
    free(file);
    lbh_catalog_free(catalog);
    return status;
}

START_TEST(copies_survive)
{
    setenv("TMPDIR", scratch_folder, 1);
    scratch_write_text("a.so", "a");
    scratch_write_text("b.so", "b");
    sweep(copy_files, LBH_OK);
    sweep(locate, LBH_ERR_INVALID);
    unsetenv("TMPDIR");
}
END_TEST

SUITE("out of memory")
{
    PROMISE_WITH(suite, "no memory is a status, wherever it runs out", setup, teardown, manifests_survive, values_survive,
                 checkpoints_survive, configs_survive, copies_survive);
}
