/* SPDX-License-Identifier: MIT */
/* Tests of the form of manifests: what is read, and where what is wrong is said to be. */
#include "manifest_fixture.h"

#include <jansson.h>

#include <sys/stat.h>

/* --- what is read --- */

START_TEST(whole_manifest_is_read)
{
    struct lbh_manifest *manifest =
        accept("{\"$schema\": \"s\", \"loopblocks\": 1, \"name\": \"n\", \"description\": \"d\","
               " \"components\": {\"guider\": {\"use\": \"cfg\", \"config\": {\"guidance_scale\": 2}, \"description\": \"\"}},"
               " \"inputs\": {\"seed\": 0, \"labels\": [1, 2]},"
               " \"blocks\": {\"first\": {\"use\": \"set\"},"
               "  \"denoise\": {\"use\": \"loop\", \"blocks\": {\"step\": {\"use\": \"ddim\", \"map\": {\"x\": \"y\", \"c\": "
               "\"guider\"}}}}},"
               " \"outputs\": [\"images\", \"x\"]}");
    ck_assert_str_eq(manifest->name, "n");
    ck_assert_str_eq(manifest->description, "d");
    ck_assert_str_eq(manifest->directory, "folder");
    ck_assert_uint_eq(manifest->component_count, 1);
    ck_assert_str_eq(manifest->components[0].name, "guider");
    ck_assert_str_eq(manifest->components[0].use, "cfg");
    ck_assert_str_eq(manifest->components[0].json_path, "components.guider");
    ck_assert_int_eq(json_integer_value(json_object_get(manifest->components[0].config, "guidance_scale")), 2);
    ck_assert_uint_eq(manifest->input_count, 2);
    ck_assert_str_eq(manifest->inputs[1].name, "labels");
    ck_assert_str_eq(manifest->inputs[1].json_path, "inputs.labels");
    ck_assert_uint_eq(json_array_size(manifest->inputs[1].json), 2);
    ck_assert_uint_eq(manifest->output_count, 2);
    ck_assert_str_eq(manifest->outputs[0], "images");
    const struct lbh_node *root = &manifest->root;
    ck_assert_int_eq(root->kind, LBH_NODE_SEQUENCE);
    ck_assert_str_eq(root->path, "");
    ck_assert_str_eq(root->json_path, "");
    ck_assert_uint_eq(root->child_count, 2);
    ck_assert_int_eq(root->children[0].kind, LBH_NODE_BLOCK);
    const struct lbh_node *loop = &root->children[1];
    ck_assert_int_eq(loop->kind, LBH_NODE_LOOP);
    ck_assert_str_eq(loop->use, "loop");
    ck_assert_uint_eq(loop->child_count, 1);
    const struct lbh_node *step = &loop->children[0];
    ck_assert_str_eq(step->name, "step");
    ck_assert_str_eq(step->path, "denoise.step");
    ck_assert_str_eq(step->json_path, "blocks.denoise.blocks.step");
    ck_assert_uint_eq(step->rename_count, 2);
    ck_assert_str_eq(step->renames[1].from, "c");
    ck_assert_str_eq(step->renames[1].to, "guider");
    lbh_manifest_free(manifest);
}
END_TEST

START_TEST(blocks_keep_their_order)
{
    struct lbh_manifest *manifest = accept(BLOCKS("\"z\": {\"use\": \"x\"}, \"a\": {\"use\": \"x\"}, \"m\": {\"use\": \"x\"}"));
    ck_assert_str_eq(manifest->root.children[0].name, "z");
    ck_assert_str_eq(manifest->root.children[1].name, "a");
    ck_assert_str_eq(manifest->root.children[2].name, "m");
    lbh_manifest_free(manifest);
}
END_TEST

START_TEST(select_has_cases_and_a_default_at_the_end)
{
    struct lbh_manifest *manifest =
        accept(BLOCKS("\"s\": {\"select\": {\"one\": {\"when\": \"image\", \"use\": \"x\"}, \"two\": {\"blocks\": {\"b\": "
                      "{\"use\": \"y\"}}}}, \"description\": \"d\"}"));
    const struct lbh_node *select = &manifest->root.children[0];
    ck_assert_int_eq(select->kind, LBH_NODE_SELECT);
    ck_assert_uint_eq(select->child_count, 2);
    ck_assert_str_eq(select->children[0].when, "image");
    ck_assert_str_eq(select->children[0].json_path, "blocks.s.select.one");
    ck_assert_str_eq(select->children[0].path, "s.one");
    ck_assert_ptr_null(select->children[1].when);
    ck_assert_int_eq(select->children[1].kind, LBH_NODE_SEQUENCE);
    ck_assert_str_eq(select->children[1].children[0].path, "s.two.b");
    lbh_manifest_free(manifest);
}
END_TEST

START_TEST(name_defaults_to_that_of_the_file)
{
    struct lbh_manifest *manifest = accept(BLOCKS("\"a\": {\"use\": \"x\"}"));
    ck_assert_str_eq(manifest->name, "m.json");
    ck_assert_ptr_null(manifest->description);
    lbh_manifest_free(manifest);
}
END_TEST

START_TEST(infinity_in_a_config_is_understood)
{
    struct lbh_manifest *manifest =
        accept(BLOCKS("\"a\": {\"use\": \"x\", \"config\": {\"low\": -Infinity, \"text\": \"NaN\"}}"));
    ck_assert_str_eq(json_string_value(json_object_get(manifest->root.children[0].config, "low")), "-Infinity");
    lbh_manifest_free(manifest);
}
END_TEST

START_TEST(ten_thousand_blocks_are_read)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    fputs("{\"loopblocks\": 1, \"blocks\": {", out);
    for (int i = 0; i < 10000; i++)
        fprintf(out, "%s\"block%d\": {\"use\": \"add-one\", \"map\": {\"x\": \"y%d\"}}", i ? "," : "", i, i);
    fputs("}}", out);
    fclose(out);
    struct lbh_manifest *manifest = accept(text);
    ck_assert_uint_eq(manifest->root.child_count, 10000);
    ck_assert_str_eq(manifest->root.children[9999].json_path, "blocks.block9999");
    lbh_manifest_free(manifest);
    free(text);
}
END_TEST

/* --- files --- */

START_TEST(file_is_read_and_its_folder_known)
{
    ck_assert_int_eq(mkdir("sub", 0777), 0);
    scratch_write_text("sub/a.json", BLOCKS("\"a\": {\"use\": \"x\"}"));
    struct lbh_manifest *manifest = NULL;
    ck_assert_int_eq(lbh_manifest_open("sub//a.json", &manifest, diag), LBH_OK);
    ck_assert_str_eq(manifest->directory, "sub");
    ck_assert_str_eq(manifest->file, "sub//a.json");
    lbh_manifest_free(manifest);
    ck_assert_int_eq(rename("sub/a.json", "a.json"), 0);
    ck_assert_int_eq(lbh_manifest_open("a.json", &manifest, diag), LBH_OK);
    ck_assert_str_eq(manifest->directory, ".");
    lbh_manifest_free(manifest);
}
END_TEST

START_TEST(missing_file_is_reported)
{
    struct lbh_manifest *manifest = NULL;
    ck_assert_int_eq(lbh_manifest_open("none.json", &manifest, diag), LBH_ERR_IO);
    ck_assert_ptr_null(manifest);
    assert_one_error(diag, &(struct expected_error){LBH_ERR_IO, "No such file", .file = "none.json"});
}
END_TEST

START_TEST(library_is_no_manifest)
{
    struct lbh_manifest *manifest = NULL;
    scratch_write("block.so", "\177ELF\2\1\1", 8);
    ck_assert_int_eq(lbh_manifest_open("block.so", &manifest, diag), LBH_ERR_INVALID);
    assert_one_error(diag, &(struct expected_error){LBH_ERR_INVALID, "file=\"block.so\" is a library", .mend = "describe"});
}
END_TEST

START_TEST(folder_is_no_manifest)
{
    struct lbh_manifest *manifest = NULL;
    ck_assert_int_eq(lbh_manifest_open(".", &manifest, diag), LBH_ERR_IO);
    assert_one_error(diag, &(struct expected_error){LBH_ERR_IO, "Is a directory", .file = "."});
}
END_TEST

START_TEST(endless_device_is_refused)
{
    struct lbh_manifest *manifest = NULL;
    ck_assert_int_eq(lbh_manifest_open("/dev/zero", &manifest, diag), LBH_ERR_IO);
    assert_one_error(diag, &(struct expected_error){LBH_ERR_IO, "File too large", .file = "/dev/zero"});
}
END_TEST

/* --- keys and types --- */

START_TEST(version_is_needed)
{
    REFUSED("{\"blocks\": {\"a\": {\"use\": \"x\"}}}", .text = "\"loopblocks\": 1, found=none", .line = 1, .column = 1,
            .mend = "add \"loopblocks\": 1");
}
END_TEST

START_TEST(other_version_is_rejected)
{
    REFUSED("{\n\"loopblocks\": 2, \"blocks\": {\"a\": {\"use\": \"x\"}}}",
            .text = "this library reads manifests with \"loopblocks\": 1, found=2", .line = 2, .column = 1,
            .path = "loopblocks");
}
END_TEST

START_TEST(unknown_key_names_the_nearest)
{
    REFUSED(WITH("\"imputs\": {}"), .text = "unknown key \"imputs\"", .line = 1, .column = WITH_COLUMN, .path = "imputs",
            .mend = "did you mean \"inputs\"");
}
END_TEST

START_TEST(unknown_key_of_a_block_names_the_nearest)
{
    REFUSED(BLOCKS("\n\"a\": {\"use\": \"x\", \"confg\": {}}"), .text = "unknown key \"confg\"", .line = 3, .column = 19,
            .path = "blocks.a.confg", .mend = "\"config\"");
}
END_TEST

START_TEST(unknown_key_of_a_component_is_rejected)
{
    REFUSED(WITH("\"components\": {\"c\": {\"use\": \"x\", \"map\": {}}}"), .text = "unknown key \"map\"", .line = 1,
            .column = WITH_COLUMN + 33, .path = "components.c.map");
}
END_TEST

START_TEST(wrong_types_are_rejected)
{
    static const struct {
        const char *members;
        const char *text;
        const char *path;
    } cases[] = {
        {"\"name\": 3", "expected=a text that is not empty, found=3", "name"},
        {"\"name\": \"\"", "expected=a text that is not empty, found=\"\"", "name"},
        {"\"description\": []", "found=[]", "description"},
        {"\"components\": []", "expected=an object, found=[]", "components"},
        {"\"components\": {\"c\": 1}", "expected=an object, found=1", "components.c"},
        {"\"components\": {\"c\": {\"use\": 1}}", "found=1", "components.c.use"},
        {"\"components\": {\"c\": {}}", "expected=\"use\", found=none", "components.c"},
        {"\"components\": {\"c\": {\"use\": \"x\", \"config\": null}}", "expected=an object, found=null",
         "components.c.config"},
        {"\"inputs\": \"x\"", "expected=an object, found=\"x\"", "inputs"},
        {"\"outputs\": {}", "expected=an array, found=an object", "outputs"},
        {"\"outputs\": [1]", "expected=a name, found=1", "outputs[0]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[256];
        snprintf(text, sizeof text, "{\"loopblocks\": 1, \"blocks\": {\"a\": {\"use\": \"x\"}}, %s}", cases[i].members);
        lbh_diag_clear(diag);
        refuse(text);
        const struct lbh_error *error = error_at(diag, 0);
        ck_assert_uint_eq(lbh_diag_count(diag), 1);
        assert_contains(error->text, cases[i].text);
        ck_assert_str_eq(error->path, cases[i].path);
        ck_assert_int_ge(error->column, WITH_COLUMN);
    }
}
END_TEST

START_TEST(wrong_types_in_blocks_are_rejected)
{
    static const struct {
        const char *node;
        const char *text;
        const char *path;
    } cases[] = {
        {"1", "expected=an object, found=1", "blocks.a"},
        {"{}", "expected=\"use\", \"blocks\", \"select\" or \"foreign\", found=none", "blocks.a"},
        {"{\"use\": null}", "found=null", "blocks.a.use"},
        {"{\"use\": \"\"}", "found=\"\"", "blocks.a.use"},
        {"{\"use\": \"x\", \"config\": 3}", "expected=an object, found=3", "blocks.a.config"},
        {"{\"use\": \"x\", \"map\": []}", "expected=an object, found=[]", "blocks.a.map"},
        {"{\"use\": \"x\", \"map\": {\"p\": 1}}", "expected=a name, found=1", "blocks.a.map.p"},
        {"{\"use\": \"x\", \"map\": {\"p\": \"q.r\"}}", "not a name: p=\"q.r\"", "blocks.a.map.p"},
        {"{\"use\": \"x\", \"map\": {\"p.q\": \"r\"}}", "not a name: parameter=\"p.q\"", "blocks.a.map.p.q"},
        {"{\"use\": \"x\", \"description\": 1}", "found=1", "blocks.a.description"},
        {"{\"use\": \"x\", \"blocks\": []}", "expected=an object, found=[]", "blocks.a.blocks"},
        {"{\"use\": \"x\", \"blocks\": {}}", "an empty loop", "blocks.a.blocks"},
        {"{\"blocks\": {}}", "an empty sequence", "blocks.a.blocks"},
        {"{\"blocks\": {\"b\": {\"use\": \"x\"}}, \"config\": {}}", "\"config\" has no meaning", "blocks.a.config"},
        {"{\"select\": {}}", "a select without cases", "blocks.a.select"},
        {"{\"select\": {\"c\": {\"use\": \"x\"}}, \"use\": \"y\"}", "\"use\" has no meaning", "blocks.a.use"},
        {"{\"select\": {\"c\": {\"use\": \"x\"}}, \"map\": {}}", "\"map\" has no meaning", "blocks.a.map"},
        {"{\"select\": {\"c\": {\"use\": \"x\"}, \"d\": {\"use\": \"y\", \"when\": \"z\"}}}", "only the last",
         "blocks.a.select.c"},
        {"{\"select\": {\"c\": {\"use\": \"x\", \"when\": 1}}}", "expected=a name, found=1", "blocks.a.select.c.when"},
        {"{\"use\": \"x\", \"when\": \"y\"}", "only a case of a select has \"when\"", "blocks.a.when"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[256];
        snprintf(text, sizeof text, "{\"loopblocks\": 1, \"blocks\":\n{\"a\": %s}}", cases[i].node);
        lbh_diag_clear(diag);
        refuse(text);
        const struct lbh_error *error = error_at(diag, 0);
        ck_assert_msg(lbh_diag_count(diag) == 1, "%s: %s", cases[i].node, lbh_diag_text(diag));
        assert_contains(error->text, cases[i].text);
        ck_assert_str_eq(error->path, cases[i].path);
        ck_assert_int_eq(error->line, 2);
        ck_assert_int_ge(error->column, 2);
    }
}
END_TEST

START_TEST(no_blocks_is_an_error)
{
    REFUSED("{\"loopblocks\": 1}", .text = "no blocks", .line = 1, .column = 1, .mend = "add \"blocks\"");
}
END_TEST

START_TEST(empty_blocks_is_an_error)
{
    REFUSED(BLOCKS(""), .text = "no blocks", .line = 2, .column = 2, .path = "blocks");
}
END_TEST

/* --- names --- */

START_TEST(name_with_a_dot_is_rejected)
{
    REFUSED(BLOCKS("\"a.b\": {\"use\": \"x\"}"), .text = "not a name: block=\"a.b\"", .line = 2, .column = BLOCKS_COLUMN,
            .path = "blocks.a.b", .mend = "^[A-Za-z_][A-Za-z0-9_-]*$; dots");
}
END_TEST

START_TEST(names_of_all_kinds_are_checked)
{
    refuse("{\"loopblocks\": 1, \"components\": {\"1c\": {\"use\": \"x\"}}, \"inputs\": {\"i n\": 1}, \"blocks\": {\"\": "
           "{\"select\": "
           "{\"-\": {\"use\": \"x\", \"when\": \"w!\"}}}}, \"outputs\": [\"o/p\"]}");
    ck_assert_uint_eq(lbh_diag_count(diag), 6);
    static const char *const texts[] = {"component=\"1c\"", "input=\"i n\"", "block=\"\"",
                                        "case=\"-\"",       "when=\"w!\"",   "output=\"o/p\""};
    for (size_t i = 0; i < 6; i++) assert_contains(error_at(diag, i)->text, texts[i]);
}
END_TEST

START_TEST(component_named_like_a_block_is_rejected)
{
    REFUSED(WITH("\"components\": {\"a\": {\"use\": \"x\"}}"), .text = "\"a\" is the name of a block too", .line = 1,
            .column = WITH_COLUMN + 15, .path = "components.a");
}
END_TEST

START_TEST(component_named_like_an_input_is_rejected)
{
    REFUSED(WITH("\"components\": {\"b\": {\"use\": \"x\"}}, \"inputs\": {\"b\": 1}"),
            .text = "\"b\" is the name of an input too", .line = 1, .column = WITH_COLUMN + 15, .path = "components.b");
}
END_TEST

START_TEST(output_listed_twice_is_rejected)
{
    REFUSED(WITH("\"outputs\": [\"p\", \"q\", \"p\"]"), .text = "\"p\" is listed twice", .line = 1, .column = WITH_COLUMN + 22,
            .path = "outputs[2]");
}
END_TEST

/* --- several errors --- */

START_TEST(all_errors_are_reported_at_once)
{
    refuse(
        "{\n\"loopblocks\": 3,\n\"naem\": 1,\n\"components\": {\"c\": 5},\n\"inputs\": [],\n\"blocks\": {\"b\": {\"use\": 1},\n"
        "\"l\": {\"use\": \"x\", \"blocks\": {}}},\n\"outputs\": [\"a\", \"a\"]}");
    static const int lines[] = {3, 2, 4, 5, 6, 7, 8};
    ck_assert_uint_eq(lbh_diag_count(diag), 7);
    for (size_t i = 0; i < 7; i++) ck_assert_int_eq(error_at(diag, i)->line, lines[i]);
}
END_TEST

START_TEST(locating_falls_back_to_what_there_is)
{
    struct lbh_manifest *manifest = accept(BLOCKS("\"a\": {\"use\": \"x\"}"));
    lbh_diag_add(diag, LBH_ERR_INVALID, "missing");
    lbh_manifest_locate(manifest, "blocks.a.config.file", diag, 0);
    assert_one_error(
        diag, &(struct expected_error){LBH_ERR_INVALID, "missing", 2, BLOCKS_COLUMN, "blocks.a.config.file", .file = "m.json"});
    lbh_manifest_locate(manifest, "blocks", NULL, 0);
    lbh_manifest_free(manifest);
}
END_TEST

START_TEST(locating_understands_escaped_keys)
{
    struct lbh_manifest *manifest = accept(WITH("\"inputs\": {\"b\": [\"]\", {\"}\": 1}], \"\\u0061\": 1}"));
    lbh_diag_add(diag, LBH_ERR_INVALID, "here");
    lbh_manifest_locate(manifest, "inputs.a", diag, 0);
    assert_one_error(diag,
                     &(struct expected_error){LBH_ERR_INVALID, "here", 1, WITH_COLUMN + 33, "inputs.a", .file = "m.json"});
    lbh_manifest_free(manifest);
}
END_TEST

SUITE("manifest")
{
    PROMISE_WITH(suite, "what a manifest says is read", setup, teardown, whole_manifest_is_read, blocks_keep_their_order,
                 select_has_cases_and_a_default_at_the_end, name_defaults_to_that_of_the_file,
                 infinity_in_a_config_is_understood, ten_thousand_blocks_are_read);
    PROMISE_WITH(suite, "files are read, or why not is said", setup_folder, teardown_folder, file_is_read_and_its_folder_known,
                 missing_file_is_reported, library_is_no_manifest, folder_is_no_manifest, endless_device_is_refused);
    PROMISE_WITH(suite, "keys and types are checked", setup, teardown, version_is_needed, other_version_is_rejected,
                 unknown_key_names_the_nearest, unknown_key_of_a_block_names_the_nearest,
                 unknown_key_of_a_component_is_rejected, wrong_types_are_rejected, wrong_types_in_blocks_are_rejected,
                 no_blocks_is_an_error, empty_blocks_is_an_error);
    PROMISE_WITH(suite, "names are names, and used once", setup, teardown, name_with_a_dot_is_rejected,
                 names_of_all_kinds_are_checked, component_named_like_a_block_is_rejected,
                 component_named_like_an_input_is_rejected, output_listed_twice_is_rejected);
    PROMISE_WITH(suite, "errors have their places, all of them", setup, teardown, all_errors_are_reported_at_once,
                 locating_falls_back_to_what_there_is, locating_understands_escaped_keys);
}
