/* SPDX-License-Identifier: MIT */
/* Tests of configs: which of their sources wins, what null means, how files are read, and what slots look like. */
#include "config.h"

#include "errors.h"
#include "scratch.h"
#include "suite.h"

#include <jansson.h>

#include <math.h>
#include <string.h>
#include <sys/stat.h>

enum { SCALE, STEPS, SCHEDULE, BETAS, NAMES, CLIP, LOW, MODEL, OUT, FOREIGN, COUNT };

/* A component with one config of each kind. */
static const struct lb_config declarations[COUNT] = {
    {.slot = SCALE, .name = "guidance_scale", .type = "f64", .default_value = "7.5", .range = "[0, null]"},
    {.slot = STEPS, .name = "num_steps", .type = "i64", .range = "[1, 1000]"},
    {.slot = SCHEDULE,
     .name = "beta_schedule",
     .type = "str",
     .default_value = "\"linear\"",
     .choices = "[\"linear\", \"cosine\"]"},
    {.slot = BETAS, .name = "trained_betas", .type = "f32[N]", .flags = LB_CONFIG_NULLABLE, .default_value = "[0.5]"},
    {.slot = NAMES, .name = "names", .type = "str[N]"},
    {.slot = CLIP, .name = "clip", .type = "bool", .default_value = "true"},
    {.slot = LOW, .name = "low", .type = "f32", .default_value = "\"-Infinity\""},
    {.slot = MODEL, .name = "file", .type = "str", .flags = LB_CONFIG_FILE | LB_CONFIG_INPUT_PATH},
    {.slot = OUT, .name = "path", .type = "str", .flags = LB_CONFIG_OUTPUT_PATH, .default_value = "\"out.png\""},
    {.slot = FOREIGN, .name = "variance_type", .type = "str", .flags = LB_CONFIG_IGNORED},
};

static struct lbh_config declared[COUNT];
static struct lbh_diag *diag;
static struct lbh_manifest *manifest;
static struct lbh_configs *configs;

static void setup(void)
{
    scratch_setup();
    diag = lbh_diag_new();
    manifest = NULL;
    configs = NULL;
    for (size_t i = 0; i < COUNT; i++) {
        declared[i].declared = declarations[i];
        ck_assert_int_eq(lbh_type_parse(declarations[i].type, true, &declared[i].type, NULL), LBH_OK);
    }
    ck_assert_int_eq(mkdir("sub", 0777), 0);
}

static void teardown(void)
{
    lbh_configs_free(configs);
    lbh_manifest_free(manifest);
    lbh_diag_free(diag);
    scratch_teardown();
}

/*
 * Resolves the configs of a component "c" that a manifest in sub/ gives, as the object that is its config; it begins in line 2.
 */
static enum lbh_status resolve(const char *config, struct lbh_config_override *overrides, size_t override_count)
{
    char text[1024];
    snprintf(text, sizeof text,
             "{\"loopblocks\": 1, \"blocks\": {\"b\": {\"use\": \"x\"}}, \"components\": {\"c\": {\"use\": \"y\", "
             "\"config\":\n%s}}}",
             config);
    lbh_configs_free(configs);
    lbh_manifest_free(manifest);
    configs = NULL;
    manifest = NULL;
    lbh_diag_clear(diag);
    const enum lbh_status status = lbh_manifest_parse("sub/m.json", text, strlen(text), &manifest, diag);
    ck_assert_msg(status == LBH_OK, "%s", lbh_diag_text(diag));
    const struct lbh_config_source source = {
        .manifest = manifest,
        .owner = "c",
        .json_path = manifest->components[0].json_path,
        .given = manifest->components[0].config,
        .overrides = overrides,
        .override_count = override_count,
    };
    return lbh_configs_resolve(declared, COUNT, &source, &configs, diag);
}

static void accept(const char *config)
{
    ck_assert_msg(resolve(config, NULL, 0) == LBH_OK, "%s", lbh_diag_text(diag));
    ck_assert_uint_eq(lbh_diag_count(diag), 0);
}

static void refuse(const char *config, const struct expected_error *expected)
{
    ck_assert_int_eq(resolve(config, NULL, 0), expected->status);
    ck_assert_ptr_null(configs);
    assert_one_error(diag, expected);
}

#define REFUSED(config, ...) refuse(config, &(struct expected_error){.status = LBH_ERR_INVALID, __VA_ARGS__})
#define IN_MANIFEST(key, at) .file = "sub/m.json", .line = 2, .column = at, .path = "components.c.config." key

static const struct lb_state *view(void)
{
    return lbh_configs_view(configs);
}

static const struct lb_slot *slot(uint32_t number)
{
    return lbh_configs_slot(configs, number);
}

/* --- slots --- */

START_TEST(defaults_are_taken)
{
    accept("{}");
    ck_assert_double_eq(*lb_f64(view(), SCALE), 7.5);
    ck_assert_str_eq(lb_str(view(), SCHEDULE), "linear");
    ck_assert_uint_eq(*lb_bool(view(), CLIP), 1);
    ck_assert(*lb_f32(view(), LOW) == -INFINITY);
    ck_assert_int_eq(lb_count(view(), BETAS), 1);
    ck_assert(lb_is_set(view(), SCALE));
    ck_assert_ptr_null(view()->configs);
}
END_TEST

START_TEST(unset_slots_read_as_nothing)
{
    accept("{}");
    ck_assert(!lb_is_set(view(), STEPS));
    ck_assert_int_eq(*lb_i64(view(), STEPS), 0);
    ck_assert_uint_eq(slot(STEPS)->type, LB_TYPE_I64);
    ck_assert(!lb_is_set(view(), MODEL));
    ck_assert_str_eq(lb_str(view(), MODEL), "");
    ck_assert_int_eq(slot(MODEL)->tensor.ndim, 1);
    ck_assert_int_eq(lb_count(view(), MODEL), 0);
    ck_assert(!lb_is_set(view(), NAMES));
    ck_assert_ptr_null(lb_strs(view(), NAMES));
    ck_assert_int_eq(lb_count(view(), NAMES), 0);
    ck_assert_ptr_null(lbh_configs_slot(configs, COUNT));
}
END_TEST

START_TEST(slots_have_their_layout)
{
    accept("{\"names\": [\"one\", \"two\"], \"trained_betas\": [1, 2, 3], \"beta_schedule\": \"cosine\", \"num_steps\": 5.0}");
    ck_assert_int_eq(lb_count(view(), NAMES), 2);
    ck_assert_str_eq(lb_strs(view(), NAMES)[1], "two");
    ck_assert_int_eq(slot(NAMES)->tensor.dtype.code, LB_CODE_HANDLE);
    ck_assert_int_eq(slot(NAMES)->tensor.dtype.bits, 8 * sizeof(char *));
    ck_assert_uint_eq(slot(NAMES)->type, LB_TYPE_STR);
    ck_assert_int_eq(slot(BETAS)->tensor.shape[0], 3);
    ck_assert_int_eq(slot(BETAS)->tensor.strides[0], 1);
    ck_assert_float_eq(lb_f32(view(), BETAS)[2], 3.0f);
    ck_assert_int_eq(slot(SCHEDULE)->tensor.ndim, 1);
    ck_assert_int_eq(slot(SCHEDULE)->tensor.shape[0], 6);
    ck_assert_int_eq(slot(SCHEDULE)->tensor.dtype.code, LB_CODE_UINT);
    ck_assert_int_eq(slot(SCHEDULE)->tensor.dtype.bits, 8);
    ck_assert_int_eq(slot(STEPS)->tensor.ndim, 0);
    ck_assert_int_eq(*lb_i64(view(), STEPS), 5);
    ck_assert_int_eq(slot(STEPS)->tensor.device.type, 1);
}
END_TEST

START_TEST(no_configs_are_no_trouble)
{
    const struct lbh_config_source source = {.owner = "c", .json_path = "components.c"};
    ck_assert_int_eq(lbh_configs_resolve(NULL, 0, &source, &configs, diag), LBH_OK);
    ck_assert_ptr_nonnull(lbh_configs_view(configs)->slots);
}
END_TEST

/* --- sources --- */

START_TEST(the_first_source_wins)
{
    scratch_write_text("sub/s.json", "{\"guidance_scale\": 3, \"num_steps\": 30, \"clip\": false}");
    struct lbh_config_override overrides[] = {
        {"c", "guidance_scale", "0.5", false}, {"c", "guidance_scale", "1.5", false}, {"d", "num_steps", "7", false}};
    ck_assert_int_eq(resolve("{\"file\": \"s.json\", \"guidance_scale\": 2, \"num_steps\": 20}", overrides, 3), LBH_OK);
    ck_assert_double_eq(*lb_f64(view(), SCALE), 1.5);
    ck_assert_int_eq(*lb_i64(view(), STEPS), 20);
    ck_assert_uint_eq(*lb_bool(view(), CLIP), 0);
    ck_assert(overrides[0].used && overrides[1].used && !overrides[2].used);
}
END_TEST

START_TEST(override_of_a_str_stands_as_it_is)
{
    struct lbh_config_override overrides[] = {
        {"c", "path", "3", false}, {"c", "names", "[\"x\"]", false}, {"c", "clip", "false", false}};
    ck_assert_int_eq(resolve("{}", overrides, 3), LBH_OK);
    ck_assert_str_eq(lb_str(view(), OUT), "3");
    ck_assert_str_eq(lb_strs(view(), NAMES)[0], "x");
    ck_assert_uint_eq(*lb_bool(view(), CLIP), 0);
}
END_TEST

START_TEST(wrong_override_is_the_users_fault)
{
    static const struct {
        const char *key;
        const char *text;
        const char *message;
        const char *mend;
    } cases[] = {
        {"guidance_scale", "abc", "cannot set c.guidance_scale: expected=f64, found=\"abc\"", NULL},
        {"guidance_scale", "-1", "cannot set c.guidance_scale: expected=at least 0, found=-1.0", NULL},
        {"beta_schedule", "liner", "found=\"liner\"", "did you mean \"linear\"?"},
        {"guidence_scale", "1", "cannot set c.guidence_scale: there is no such config", "did you mean \"guidance_scale\"?"},
        {"clip", "null", "expected=bool, found=null", NULL},
        {"file", "none.json", "cannot find \"none.json\": No such file", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct lbh_config_override override = {"c", cases[i].key, cases[i].text, false};
        ck_assert_int_eq(resolve("{}", &override, 1), LBH_ERR_USAGE);
        ck_assert_ptr_null(configs);
        assert_one_error(diag,
                         &(struct expected_error){.status = LBH_ERR_USAGE, .text = cases[i].message, .mend = cases[i].mend});
        ck_assert(override.used);
    }
}
END_TEST

/* --- errors in the manifest --- */

START_TEST(unknown_key_names_the_nearest)
{
    REFUSED("{\"num_stepps\": 3}", .text = "cannot set c.num_stepps: there is no such config", IN_MANIFEST("num_stepps", 2),
            .mend = "did you mean \"num_steps\"?");
}
END_TEST

START_TEST(underscore_is_only_ignored_in_files)
{
    REFUSED("{\"_class_name\": 3}", .text = "there is no such config", IN_MANIFEST("_class_name", 2));
}
END_TEST

START_TEST(wrong_type_is_rejected)
{
    REFUSED("{\"clip\": true, \"num_steps\": \"many\"}", .text = "cannot set c.num_steps: expected=i64, found=\"many\"",
            IN_MANIFEST("num_steps", 16));
    REFUSED("{\"trained_betas\": [1, \"x\"]}", .text = "element=[1], expected=f32, found=\"x\"",
            IN_MANIFEST("trained_betas", 2));
}
END_TEST

START_TEST(value_out_of_range_is_rejected)
{
    REFUSED("{\"num_steps\": 0}", .text = "expected=1 to 1000, found=0", IN_MANIFEST("num_steps", 2));
}
END_TEST

START_TEST(wrong_choice_is_rejected)
{
    REFUSED("{\"beta_schedule\": \"cosin\"}", .text = "expected=one of [\"linear\", \"cosine\"], found=\"cosin\"",
            IN_MANIFEST("beta_schedule", 2), .mend = "did you mean \"cosine\"?");
}
END_TEST

START_TEST(required_config_must_be_given)
{
    declared[STEPS].declared.flags = LB_CONFIG_REQUIRED;
    REFUSED("{}", .text = "cannot set c.num_steps: expected=i64, found=none", .file = "sub/m.json", .line = 1, .column = 83,
            .path = "components.c.config.num_steps", .mend = "--set c.num_steps=...");
    REFUSED("{\"num_steps\": null}", .text = "expected=i64, found=null", IN_MANIFEST("num_steps", 2));
    accept("{\"num_steps\": 1}");
}
END_TEST

START_TEST(all_errors_are_reported_at_once)
{
    struct lbh_config_override overrides[] = {{"c", "low", "x", false}, {"c", "hogh", "1", false}};
    ck_assert_int_eq(resolve("{\"num_steps\": 0, \"clip\": 3, \"nonsense\": 1}", overrides, 2), LBH_ERR_INVALID);
    ck_assert_uint_eq(lbh_diag_count(diag), 5);
}
END_TEST

START_TEST(places_are_given_without_a_manifest)
{
    json_t *given = json_pack("{s:i}", "num_steps", 0);
    const struct lbh_config_source source = {.owner = "c", .json_path = "components.c", .given = given};
    ck_assert_int_eq(lbh_configs_resolve(declared, COUNT, &source, &configs, diag), LBH_ERR_INVALID);
    ck_assert_str_eq(error_at(diag, 0)->path, "components.c.config.num_steps");
    ck_assert_int_eq(lbh_configs_resolve(declared, COUNT, &source, &configs, NULL), LBH_ERR_INVALID);
    json_decref(given);
}
END_TEST

START_TEST(wrong_default_is_the_blocks_fault)
{
    declared[CLIP].declared.default_value = "yes";
    REFUSED("{}", .text = "cannot set c.clip: not JSON", .file = "sub/m.json", .line = 1, .column = 83,
            .path = "components.c.config.clip");
}
END_TEST

/* --- null --- */

START_TEST(null_is_a_value_of_nullable_configs)
{
    accept("{\"trained_betas\": null}");
    ck_assert(!lb_is_set(view(), BETAS));
    ck_assert_ptr_null(lb_f32(view(), BETAS));
}
END_TEST

START_TEST(null_is_not_set_where_there_is_no_default)
{
    scratch_write_text("sub/s.json", "{\"num_steps\": 30}");
    accept("{\"num_steps\": null, \"file\": \"s.json\"}");
    ck_assert(!lb_is_set(view(), STEPS)); /* and hides what the file says */
}
END_TEST

START_TEST(null_is_rejected_where_there_is_a_default)
{
    REFUSED("{\"guidance_scale\": null}", .text = "expected=f64, found=null", IN_MANIFEST("guidance_scale", 2));
}
END_TEST

START_TEST(required_and_nullable_may_be_null)
{
    declared[STEPS].declared.flags = LB_CONFIG_REQUIRED | LB_CONFIG_NULLABLE;
    accept("{\"num_steps\": null}");
    ck_assert(!lb_is_set(view(), STEPS));
}
END_TEST

/* --- files --- */

START_TEST(file_gives_configs_and_may_hold_foreign_keys)
{
    scratch_write_text(
        "sub/s.json",
        "{\"_class_name\": \"S\", \"_extra\": {}, \"variance_type\": [1], \"low\": -Infinity, \"num_steps\": 12}");
    accept("{\"file\": \"s.json\"}");
    ck_assert_int_eq(*lb_i64(view(), STEPS), 12);
    ck_assert(*lb_f32(view(), LOW) == -INFINITY);
    ck_assert_str_eq(lb_str(view(), MODEL), "sub/s.json");
    ck_assert(!lb_is_set(view(), FOREIGN));
}
END_TEST

START_TEST(folder_gives_its_config_json)
{
    ck_assert_int_eq(mkdir("sub/unet", 0777), 0);
    scratch_write_text("sub/unet/config.json", "{\"num_steps\": 12}");
    accept("{\"file\": \"unet\"}");
    ck_assert_int_eq(*lb_i64(view(), STEPS), 12);
    ck_assert_str_eq(lb_str(view(), MODEL), "sub/unet");
}
END_TEST

START_TEST(unknown_key_of_a_file_is_rejected_there)
{
    scratch_write_text("sub/s.json", "{\n  \"num_stepz\": 1}");
    REFUSED("{\"file\": \"s.json\"}", .text = "cannot set c.num_stepz: there is no such config", .file = "sub/s.json",
            .line = 2, .column = 3, .path = "num_stepz", .mend = "did you mean \"num_steps\"?");
}
END_TEST

START_TEST(wrong_value_of_a_file_is_rejected_there)
{
    scratch_write_text("sub/s.json", "{\"low\": NaN,\n \"num_steps\": 1.5}");
    REFUSED("{\"file\": \"s.json\"}", .text = "cannot set c.num_steps: expected=i64, found=1.5", .file = "sub/s.json",
            .line = 2, .column = 2, .path = "num_steps");
}
END_TEST

START_TEST(file_may_not_name_a_file)
{
    scratch_write_text("sub/s.json", "{\"file\": \"s.json\"}");
    REFUSED("{\"file\": \"s.json\"}", .text = "there is no such config", .file = "sub/s.json", .line = 1, .column = 2,
            .path = "file");
}
END_TEST

START_TEST(file_that_is_no_json_is_one_error)
{
    declared[STEPS].declared.flags = LB_CONFIG_REQUIRED; /* the file might have had it */
    scratch_write_text("sub/s.json", "{\n\"a\" 1}");
    REFUSED("{\"file\": \"s.json\"}", .text = "cannot read the configs of c: not JSON", .file = "sub/s.json", .line = 2,
            .column = 5);
    scratch_write_text("sub/s.json", "[1]");
    REFUSED("{\"file\": \"s.json\"}", .text = "expected=an object, found=[1]", .file = "sub/s.json", .line = 1, .column = 1);
}
END_TEST

START_TEST(missing_file_is_one_error)
{
    declared[STEPS].declared.flags = LB_CONFIG_REQUIRED;
    REFUSED("{\"file\": \"none.json\"}", .text = "cannot set c.file: cannot find \"sub/none.json\": No such file",
            IN_MANIFEST("file", 2));
    REFUSED("{\"file\": \"\"}", .text = "cannot find \"\"", IN_MANIFEST("file", 2));
}
END_TEST

START_TEST(folder_without_config_json_is_rejected)
{
    ck_assert_int_eq(mkdir("sub/unet", 0777), 0);
    refuse(
        "{\"file\": \"unet\"}",
        &(struct expected_error){.status = LBH_ERR_IO, .text = "cannot read the configs of c", .file = "sub/unet/config.json"});
}
END_TEST

START_TEST(input_paths_are_relative_to_the_manifest_but_those_typed_are_not)
{
    scratch_write_text("here.json", "{\"num_steps\": 1}");
    scratch_write_text("sub/there.json", "{\"num_steps\": 2}");
    accept("{\"file\": \"there.json\"}");
    ck_assert_int_eq(*lb_i64(view(), STEPS), 2);
    struct lbh_config_override override = {"c", "file", "here.json", false};
    ck_assert_int_eq(resolve("{\"file\": \"there.json\"}", &override, 1), LBH_OK);
    ck_assert_int_eq(*lb_i64(view(), STEPS), 1);
    ck_assert_str_eq(lb_str(view(), MODEL), "here.json");
    char absolute[sizeof scratch_folder + 32];
    snprintf(absolute, sizeof absolute, "{\"file\": \"%s/here.json\"}", scratch_folder);
    accept(absolute);
    ck_assert_int_eq(*lb_i64(view(), STEPS), 1);
}
END_TEST

START_TEST(output_paths_stay_as_they_are)
{
    accept("{\"path\": \"none/x.png\"}");
    ck_assert_str_eq(lb_str(view(), OUT), "none/x.png");
}
END_TEST

START_TEST(ignored_config_takes_anything)
{
    accept("{\"variance_type\": {\"a\": 1}}");
    ck_assert(!lb_is_set(view(), FOREIGN));
}
END_TEST

SUITE("config")
{
    PROMISE_WITH(suite, "slots are as accessors read them", setup, teardown, defaults_are_taken, unset_slots_read_as_nothing,
                 slots_have_their_layout, no_configs_are_no_trouble);
    PROMISE_WITH(suite, "the first source wins", setup, teardown, the_first_source_wins, override_of_a_str_stands_as_it_is,
                 wrong_override_is_the_users_fault);
    PROMISE_WITH(suite, "what the manifest gives is checked", setup, teardown, unknown_key_names_the_nearest,
                 underscore_is_only_ignored_in_files, wrong_type_is_rejected, value_out_of_range_is_rejected,
                 wrong_choice_is_rejected, required_config_must_be_given, all_errors_are_reported_at_once,
                 places_are_given_without_a_manifest, wrong_default_is_the_blocks_fault);
    PROMISE_WITH(suite, "null means not set, where it may", setup, teardown, null_is_a_value_of_nullable_configs,
                 null_is_not_set_where_there_is_no_default, null_is_rejected_where_there_is_a_default,
                 required_and_nullable_may_be_null);
    PROMISE_WITH(suite, "files give configs", setup, teardown, file_gives_configs_and_may_hold_foreign_keys,
                 folder_gives_its_config_json, unknown_key_of_a_file_is_rejected_there, wrong_value_of_a_file_is_rejected_there,
                 file_may_not_name_a_file, file_that_is_no_json_is_one_error, missing_file_is_one_error,
                 folder_without_config_json_is_rejected, input_paths_are_relative_to_the_manifest_but_those_typed_are_not,
                 output_paths_stay_as_they_are, ignored_config_takes_anything);
}
