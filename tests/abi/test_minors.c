/* SPDX-License-Identifier: MIT */
/* Tests of blocks, components and wrappers that were built with each minor's frozen headers, and run on the host of today. */
#include "integration/fixture.h"
#include "unit/scratch.h"

static char folder[BUILT_PATH_SIZE];

/* Finds the plugins of one minor. */
static void use_minor(int minor)
{
    char name[64];
    snprintf(name, sizeof name, "tests/abi/%d.%d/.libs", LB_ABI_MAJOR, minor);
    built(folder, name);
    ck_assert_int_eq(lbh_host_add_folder(host, folder, diag), LBH_OK);
}

/* --- what is older runs --- */

#define LOOP_WITH(random)                                                                                                      \
    "'inputs': {'x': [1, 2, 3], 'num_steps': 3},"                                                                              \
    "'components': {'random': {'use': '" random "'}, 'guider': {'use': 'abi-component'},"                                      \
    "               'denoiser': {'use': 'abi-component'}, 'scheduler': {'use': 'abi-component'}},"                             \
    "'blocks': {'target': {'use': 'abi-target'}, 'loop': {'use': 'abi-loop', 'blocks': {"                                      \
    "               'block': {'use': 'abi-block', 'config': {'scale': 0.5, 'ignored': 'x'}}}}},"                               \
    "'outputs': ['x', 'rows', 'label', 'total']"

START_TEST(a_loop_a_block_and_components_of_an_older_minor_run)
{
    use_minor(_i);
    parse_and_run(LOOP_WITH("abi-component"));
    assert_json("x", "[4.0,5.0,6.0]");
    assert_json("rows", "[0,1,2]");
    ck_assert_str_eq(text_of("label"), "even");
    ck_assert_double_eq_tol(real("total"), 69.2, 1e-9); /* 21 + 3 + 2 + 1 of the components, 0.2 for t, 42 for the mark */
}
END_TEST

START_TEST(a_block_of_an_older_minor_runs_with_a_component_of_today)
{
    use_minor(_i);
    parse_and_run(LOOP_WITH("torch-random"));
    assert_json("x", "[4.0,5.0,6.0]");
}
END_TEST

static void assert_asks_for(const char *plugin, int minor)
{
    char expected[64];
    char *text = lbh_host_describe(host, plugin, diag);
    ck_assert_msg(text != NULL, "%s", lbh_diag_text(diag));
    snprintf(expected, sizeof expected, "\"%d.%d\"", LB_ABI_MAJOR, minor);
    assert_contains(text, expected);
    free(text);
}

START_TEST(plugins_ask_for_the_minor_that_they_were_built_with)
{
    use_minor(_i);
    assert_asks_for("abi-block", _i);
    assert_asks_for("abi-component", _i);
    assert_asks_for("abi-loop", _i);
}
END_TEST

START_TEST(a_block_asks_for_less_with_LB_TARGET_MINOR)
{
    use_minor(_i);
    assert_asks_for("abi-target", 0);
    parse_and_run("'blocks': {'a': {'use': 'abi-target'}}, 'outputs': ['answer']");
    ck_assert_int_eq(whole("answer"), 42);
}
END_TEST

/* --- what is newer runs if it asks for no more than there is --- */

START_TEST(larger_structs_that_ask_for_no_later_minor_are_accepted)
{
    char path[BUILT_PATH_SIZE];
    ck_assert_int_eq(lbh_host_add_folder(host, built(path, "tests/abi/.libs"), diag), LBH_OK);
    parse_and_run("'blocks': {'a': {'use': 'abi-grown'}}, 'outputs': ['answer']");
    ck_assert_int_eq(whole("answer"), 43);
}
END_TEST

/* --- and else is refused --- */

#define TEXT_OF(macro) TEXT_OF_EXPANDED(macro)
#define TEXT_OF_EXPANDED(text) #text

/* One member of a sound plugin's header with another value, and what is said of it; `found` is null for the value. */
enum { STRUCT_SIZE, MAJOR, MINOR, FLAGS };
static const struct {
    int member;
    uint32_t value;
    const char *text;
    const char *found;
    const char *mend;
} changes[] = {
    {MINOR, LB_ABI_MINOR + 1, "field=abi_minor, expected=at most " TEXT_OF(LB_ABI_MINOR) ", found=", NULL, "LB_TARGET_MINOR"},
    {MAJOR, LB_ABI_MAJOR + 1, "field=abi_major, expected=" TEXT_OF(LB_ABI_MAJOR) ", found=", NULL, "install a newer"},
    {MAJOR, LB_ABI_MAJOR - 1, "field=abi_major, expected=" TEXT_OF(LB_ABI_MAJOR) ", found=", NULL, "build the block again"},
    {STRUCT_SIZE, 4096, "field=struct_size, expected=", ", the symbol's size, found=4096", "LB_BLOCK_HEADER"},
    {FLAGS, 1u << 30, "field=flags, expected=LB_FLAG_", " of this ABI, found=unknown bits 0x40000000", "leave the bit out"},
};
static const struct {
    const char *name;
    const char *manifest;
    const char *path;
    uint32_t size, kind;
    uint64_t flags;
} plugins[] = {
    {"abi-target", "'blocks': {'a':\n{'use': './abi-target.so'}}", "blocks.a.use", 224, LB_KIND_BLOCK, 0},
    {"abi-loop", "'blocks': {'a':\n{'use': './abi-loop.so', 'blocks': {'b': {'use': 'increase'}}}}, 'inputs': {'x': 1}",
     "blocks.a.use", 224, LB_KIND_LOOP, 0},
    {"abi-component",
     "'inputs': {'x': 1}, 'blocks': {'b': {'use': 'increase'}}, 'components': {'a':\n{'use': './abi-component.so'}}",
     "components.a.use", 144, 0, LB_FLAG_ONE_THREAD},
};
enum { CHANGES = sizeof changes / sizeof changes[0], PLUGINS = sizeof plugins / sizeof plugins[0] };

/* Writes a copy of a plugin of the first minor, whose header is looked for in the file, with one member changed. */
static void write_changed(int plugin, int change)
{
    struct {
        uint32_t members[4];
        uint64_t flags;
    } header = {{plugins[plugin].size, 1, 0, plugins[plugin].kind}, plugins[plugin].flags};
    char file[BUILT_PATH_SIZE + 32];
    size_t size = 0;
    snprintf(file, sizeof file, "%s/%s.so", folder, plugins[plugin].name);
    unsigned char *bytes = read_bytes(file, &size);
    unsigned char *at = memmem(bytes, size, &header, sizeof header);
    ck_assert_msg(at != NULL, "%s has another header", file);
    if (changes[change].member == FLAGS)
        header.flags |= changes[change].value;
    else
        header.members[changes[change].member] = changes[change].value;
    memcpy(at, &header, sizeof header);
    snprintf(file, sizeof file, "%s.so", plugins[plugin].name);
    scratch_write(file, bytes, size);
    free(bytes);
}

START_TEST(a_plugin_that_is_not_understood_is_refused_with_its_field_and_the_mend)
{
    const int plugin = _i / CHANGES, change = _i % CHANGES;
    char found[32], members[400];
    use_minor(0);
    write_changed(plugin, change);
    snprintf(members, sizeof members, "{\"loopblocks\": 1, %s}", plugins[plugin].manifest);
    for (char *c = members; *c; c++)
        if (*c == '\'') *c = '"';
    scratch_write_text("test.json", members);
    pipeline = lbh_pipeline_open(host, "test.json", diag);
    ck_assert_msg(pipeline != NULL, "%s", lbh_diag_text(diag));
    RUN_FAILS(.status = LBH_ERR_INVALID, .text = changes[change].text, .file = "test.json", .line = 2, .column = 2,
              .path = plugins[plugin].path, .mend = changes[change].mend);
    snprintf(found, sizeof found, "found=%u", changes[change].value);
    assert_contains(error_at(diag, 0)->text, changes[change].found ? changes[change].found : found);
    assert_contains(error_at(diag, 0)->text, plugins[plugin].name);
}
END_TEST

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

SUITE("minors")
{
    const int minors = LB_ABI_MINOR + 1;
    TCase *older = tcase_create("older minors run");
    tcase_add_checked_fixture(older, setup, teardown);
    tcase_add_loop_test(older, a_loop_a_block_and_components_of_an_older_minor_run, 0, minors);
    tcase_add_loop_test(older, a_block_of_an_older_minor_runs_with_a_component_of_today, 0, minors);
    tcase_add_loop_test(older, plugins_ask_for_the_minor_that_they_were_built_with, 0, minors);
    tcase_add_loop_test(older, a_block_asks_for_less_with_LB_TARGET_MINOR, 0, minors);
    suite_add_tcase(suite, older);
    PROMISE_WITH(suite, "later structs run", setup, teardown, larger_structs_that_ask_for_no_later_minor_are_accepted);
    TCase *refused = tcase_create("what is not understood is refused");
    tcase_add_checked_fixture(refused, setup, teardown);
    tcase_add_loop_test(refused, a_plugin_that_is_not_understood_is_refused_with_its_field_and_the_mend, 0, PLUGINS * CHANGES);
    suite_add_tcase(suite, refused);
}
