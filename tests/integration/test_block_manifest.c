/* SPDX-License-Identifier: MIT */
/* A plugin's manifest says what the plugin says, of which file it says it, and is written whole or not at all. */
#include <jansson.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiled.h"
#include "fixture.h"

static void setup(void)
{
    scratch_setup();
    fixture_setup();
}

static void teardown(void)
{
    fixture_teardown();
    scratch_teardown();
}

/* Copies a plugin of the build into the scratch folder. */
static void bring(const char *name)
{
    char path[BUILT_PATH_SIZE], file[100];
    size_t size = 0;
    snprintf(file, sizeof file, "tests/plugins/.libs/%s.so", name);
    unsigned char *bytes = read_bytes(built(path, file), &size);
    snprintf(file, sizeof file, "%s.so", name);
    scratch_write(file, bytes, size);
    free(bytes);
}

static json_t *parse_json(char *text)
{
    ck_assert_msg(text != NULL, "%s", lbh_diag_text(diag));
    json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    ck_assert_ptr_nonnull(json);
    free(text);
    return json;
}

static json_t *read_json(const char *file)
{
    json_t *json = json_load_file(file, JSON_REJECT_DUPLICATES, NULL);
    ck_assert_msg(json != NULL, "%s is not JSON", file);
    return json;
}

/* Compares the two for every plugin that is found by name, the bundled ones among them. */
START_TEST(it_equals_the_description)
{
    json_t *list = parse_json(lbh_host_list(host, diag));
    size_t index, compared = 0;
    const json_t *row;
    json_array_foreach(list, index, row)
    {
        const char *file = json_string_value(json_object_get(row, "file"));
        const char *kind = json_string_value(json_object_get(row, "kind"));
        if (strcmp(kind, "invalid") == 0 || json_object_get(row, "warning")) continue;
        json_t *description = parse_json(lbh_host_describe(host, file, diag));
        json_t *manifest = parse_json(lbh_host_block_manifest(host, file, diag));
        ck_assert_int_eq(json_integer_value(json_object_get(manifest, "loopblocks_block")), 1);
        static const char *const own[] = {"loopblocks_block", "library", "sha256", "size"};
        for (size_t i = 0; i < 4; i++) ck_assert_int_eq(json_object_del(manifest, own[i]), 0);
        ck_assert_int_eq(json_object_del(description, "file"), 0);
        ck_assert_msg(json_equal(description, manifest), "the manifest of %s is not its description", file);
        json_decref(description);
        json_decref(manifest);
        compared++;
    }
    ck_assert_uint_gt(compared, 40);
    json_decref(list);
}
END_TEST

START_TEST(it_names_the_library)
{
    char sha256[65] = "";
    struct stat about;
    bring("increase");
    json_t *manifest = parse_json(lbh_host_block_manifest(host, "./increase.so", diag));
    FILE *sum = popen("sha256sum increase.so", "r");
    ck_assert_int_eq(fscanf(sum, "%64s", sha256), 1);
    pclose(sum);
    ck_assert_int_eq(stat("increase.so", &about), 0);
    ck_assert_str_eq(json_string_value(json_object_get(manifest, "sha256")), sha256);
    ck_assert_str_eq(json_string_value(json_object_get(manifest, "library")), "increase.so");
    ck_assert_int_eq(json_integer_value(json_object_get(manifest, "size")), about.st_size);
    json_decref(manifest);
}
END_TEST

START_TEST(its_members_keep_their_order)
{
    static const char *const expected[] = {"loopblocks_block", "kind",      "name",   "version",    "description",
                                           "library",          "sha256",    "size",   "abi",        "flags",
                                           "inputs",           "outputs",   "states", "components", "configs",
                                           "ignored_configs",  "call_args", "passes", "provides"};
    size_t count = 0;
    const char *key;
    json_t *value;
    bring("increase");
    json_t *manifest = parse_json(lbh_host_block_manifest(host, "./increase.so", diag));
    json_object_del(manifest, "licence"); /* it may have one */
    json_object_foreach(manifest, key, value) ck_assert_str_eq(key, expected[count++]);
    ck_assert_uint_eq(count, sizeof expected / sizeof expected[0]);
    json_decref(manifest);
}
END_TEST

START_TEST(it_is_written_beside_the_library)
{
    bring("increase");
    char *written = lbh_host_write_block_manifest(host, "./increase.so", NULL, diag);
    ck_assert_msg(written != NULL, "%s", lbh_diag_text(diag));
    ck_assert_str_eq(written, "./increase.block.json");
    json_t *found = read_json("increase.block.json");
    json_t *expected = parse_json(lbh_host_block_manifest(host, "./increase.so", diag));
    ck_assert(json_equal(found, expected));
    json_decref(found);
    json_decref(expected);
    free(written);
    /* It is readable for all, as umask allows, and nothing else is left. */
    ck_assert(runs("umask 022; [ $(ls | wc -l) -eq 2 ] && [ \"$(stat -c %a increase.block.json)\" = $(printf %o $((0666 & "
                   "~$(umask)))) ]"));
}
END_TEST

START_TEST(it_is_written_to_another_file)
{
    bring("increase");
    ck_assert(runs("mkdir real && echo old > real/x.json && ln -s real/x.json link.json"));
    free(lbh_host_write_block_manifest(host, "./increase.so", "link.json", diag));
    ck_assert(runs("[ -L link.json ] && [ $(ls real | wc -l) -eq 1 ]"));
    json_decref(read_json("real/x.json"));
    free(lbh_host_write_block_manifest(host, "./increase.so", "/dev/null", diag));
    ck_assert(runs("[ -c /dev/null ]"));
    ck_assert_int_eq(access("increase.block.json", F_OK), -1);
    ck_assert_uint_eq(lbh_diag_count(diag), 0);
}
END_TEST

START_TEST(what_cannot_be_written_is_told_and_the_old_one_stays)
{
    bring("increase");
    ck_assert(runs("mkdir increase.block.json"));
    ck_assert_ptr_null(lbh_host_write_block_manifest(host, "./increase.so", NULL, diag));
    assert_one_error(diag, &(struct expected_error){
                               .status = LBH_ERR_IO,
                               .text = "cannot write the block's manifest: file=\"./increase.block.json\", Is a directory"});
    lbh_diag_clear(diag);
    ck_assert_ptr_null(lbh_host_write_block_manifest(host, "./increase.so", "nowhere/x.json", diag));
    assert_contains(error_at(diag, 0)->text, "No such file");
    ck_assert(runs("[ $(ls | wc -l) -eq 2 ]"));
}
END_TEST

START_TEST(a_plugin_of_another_name_gets_none)
{
    char path[BUILT_PATH_SIZE];
    ck_assert_ptr_null(lbh_host_write_block_manifest(host, FAULTY_PLUGIN(path, "misnamed"), "x.json", diag));
    assert_contains(error_at(diag, 0)->text, "wrong plugin: ");
    assert_contains(error_at(diag, 0)->mend, "rename the file to ");
    ck_assert_int_eq(access("x.json", F_OK), -1);
}
END_TEST

START_TEST(what_is_no_plugin_gets_none)
{
    static const char *const files[] = {"./none.so", "./folder.so", "./pipe.so", "./text.so"};
    static const char *const texts[] = {"No such file", "Is a directory", "No such device", "found=another kind of file"};
    scratch_write_text("text.so", "no library\n");
    ck_assert(runs("mkdir folder.so && mkfifo pipe.so"));
    for (size_t i = 0; i < 4; i++) {
        lbh_diag_clear(diag);
        ck_assert_ptr_null(lbh_host_block_manifest(host, files[i], diag));
        assert_contains(error_at(diag, 0)->text, texts[i]);
        assert_contains(error_at(diag, 0)->text, files[i]);
    }
}
END_TEST

SUITE("block manifest")
{
    PROMISE_WITH(suite, "it tells what the library tells", setup, teardown, it_equals_the_description, it_names_the_library,
                 its_members_keep_their_order);
    PROMISE_WITH(suite, "it is written whole or not at all", setup, teardown, it_is_written_beside_the_library,
                 it_is_written_to_another_file, what_cannot_be_written_is_told_and_the_old_one_stays);
    PROMISE_WITH(suite, "only of what can be listed", setup, teardown, a_plugin_of_another_name_gets_none,
                 what_is_no_plugin_gets_none);
}
