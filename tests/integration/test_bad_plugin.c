/* SPDX-License-Identifier: MIT */
/* Tests of plugins that are broken, as a manifest's author meets them: the place is the "use", the words are the fault. */
#include <elf.h>
#include <link.h>

#include <jansson.h>

#include "fixture.h"
#include "unit/scratch.h"

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

/* Uses a plugin as a block, on line 3, and expects it to be refused with these words. */
static void refuse_block(const char *use, const char *text, const char *mend)
{
    char members[BUILT_PATH_SIZE + 100];
    snprintf(members, sizeof members, "'blocks': {\n'a': {'use': '%s'}}", use);
    parse(members);
    RUN_FAILS(.status = LBH_ERR_INVALID, .text = text, .line = 3, .column = 7, .path = "blocks.a.use", .mend = mend);
}

static void refuse_component(const char *use, const char *text, const char *mend)
{
    char members[200];
    snprintf(members, sizeof members,
             "'inputs': {'x': 1}, 'blocks': {'a': {'use': 'increase'}},\n'components': {'c': {'use': '%s'}}", use);
    parse(members);
    RUN_FAILS(.status = LBH_ERR_INVALID, .text = text, .line = 3, .column = 22, .path = "components.c.use", .mend = mend);
}

/* A test of one plugin of tests/faulty, which is named in the words that are said of it. */
#define REFUSED(test, use, text, mend)                                                                                         \
    START_TEST(test)                                                                                                           \
    {                                                                                                                          \
        refuse_block(use, "tests/faulty/.libs/" use ".so" text, mend);                                                         \
    }                                                                                                                          \
    END_TEST
#define REFUSED_COMPONENT(test, use, text, mend)                                                                               \
    START_TEST(test)                                                                                                           \
    {                                                                                                                          \
        refuse_component(use, "tests/faulty/.libs/" use ".so" text, mend);                                                     \
    }                                                                                                                          \
    END_TEST

/* --- symbols --- */

REFUSED(a_library_without_descriptor_is_refused, "no-descriptor",
        ": cannot read descriptor: expected=a symbol lb_block or lb_component, found=neither", "LB_EXPORT")
REFUSED(a_library_that_borrows_a_descriptor_is_refused, "borrowed-descriptor",
        ": cannot read descriptor: expected=a symbol lb_block or lb_component, found=neither", "LB_EXPORT")
REFUSED(a_function_is_no_descriptor, "function-as-descriptor",
        ": cannot read descriptor: symbol=lb_block, expected=a data object, found=a function", "define it as a constant")
REFUSED(a_missing_symbol_is_named, "missing-symbol", "\", ", "link the libraries that it needs into it")

/* --- headers --- */

REFUSED(a_truncated_descriptor_is_refused, "truncated-descriptor",
        ": invalid descriptor: field=lb_block, expected=a symbol lb_block of at least 224 bytes, found=16 bytes",
        "build the block again")
REFUSED(a_later_major_is_refused, "future-major", ": invalid descriptor: field=abi_major, expected=1, found=2",
        "install a newer loopblocks")
REFUSED(a_later_minor_is_refused, "future-minor", ": invalid descriptor: field=abi_minor, expected=at most 0, found=1",
        "or build the block with LB_TARGET_MINOR")
REFUSED(a_lying_size_is_refused, "huge-struct-size",
        ": invalid descriptor: field=struct_size, expected=224 to 224, the symbol's size, found=1073741824", "LB_BLOCK_HEADER")
REFUSED(a_size_of_no_version_is_refused, "small-struct-size",
        ": invalid descriptor: field=struct_size, expected=224 to 224, the symbol's size, found=216", "LB_BLOCK_HEADER")
REFUSED(a_plugin_without_name_is_refused, "null-name", ": invalid descriptor: field=name, expected=a text, found=null",
        "give it a text")
REFUSED(a_plugin_without_description_is_refused, "null-description",
        ": invalid descriptor: field=description, expected=a text, found=null", "give it a text")
REFUSED(an_unknown_flag_is_refused, "unknown-flag",
        ": invalid descriptor: field=flags, expected=LB_FLAG_... of this ABI, found=unknown bits 0x80000000",
        "leave the bit out")
REFUSED(another_name_than_the_file_s_is_refused, "misnamed", "\", expected=\"misnamed\", found=\"somebody-else\"",
        "rename the file to somebody-else.so")

/* --- components --- */

REFUSED_COMPONENT(a_component_that_provides_nothing_is_refused, "no-provides",
                  ": invalid descriptor: field=provides, expected=at least one interface, found=none", "declare what")
REFUSED_COMPONENT(a_component_without_a_function_is_refused, "null-method",
                  ": invalid descriptor: field=provides[0].methods, expected=all functions of the interface, found=null for "
                  "function 1",
                  "write every function")
REFUSED_COMPONENT(a_short_table_is_refused, "short-table",
                  ": invalid descriptor: field=provides[0].methods, expected=a struct_size of at least 32, found=24",
                  "write .struct_size = sizeof")

/* --- files that are damaged --- */

static unsigned char *bytes;
static size_t size;

static void load_bytes(void)
{
    char path[BUILT_PATH_SIZE];
    bytes = read_bytes(GOOD_PLUGIN(path, "increase"), &size);
}

static void refuse_copy(size_t length, const char *text)
{
    char use[BUILT_PATH_SIZE + 16];
    snprintf(use, sizeof use, "%s/copy.so", scratch_folder);
    scratch_write("copy.so", bytes, length);
    free(bytes);
    refuse_block(use, text, NULL);
}

START_TEST(an_empty_file_is_refused)
{
    load_bytes();
    refuse_copy(0, "copy.so\", expected=an ELF shared object, found=an empty file");
}
END_TEST

START_TEST(a_file_that_is_no_library_is_refused)
{
    load_bytes();
    memset(bytes, '#', 4);
    refuse_copy(size, "copy.so\", expected=an ELF shared object, found=another kind of file");
}
END_TEST

START_TEST(a_truncated_file_is_refused)
{
    load_bytes();
    refuse_copy(1000, "copy.so\", expected=segments within the file, found=a truncated file");
}
END_TEST

START_TEST(a_library_of_another_machine_is_refused)
{
    load_bytes();
    ((ElfW(Ehdr) *)(void *)bytes)->e_machine = EM_MIPS;
    refuse_copy(size, ", found=mips");
}
END_TEST

START_TEST(a_library_of_another_class_is_refused)
{
    load_bytes();
    bytes[EI_CLASS] ^= ELFCLASS32 ^ ELFCLASS64;
    refuse_copy(size, " bit, found=");
}
END_TEST

START_TEST(damage_within_a_library_is_refused_or_does_no_harm)
{
    /* The dynamic section is what the dynamic linker reads without distrust; all else is mapped and read by the host. */
    load_bytes();
    unsigned char *damaged = malloc(size);
    for (size_t at = 0; at < sizeof(ElfW(Ehdr)); at++) {
        memcpy(damaged, bytes, size);
        damaged[at] ^= 0x40;
        char name[32], members[200];
        snprintf(name, sizeof name, "copy%zu.so", at);
        scratch_write(name, damaged, size);
        snprintf(members, sizeof members, "'inputs': {'x': 1}, 'blocks': {'a': {'use': '%.100s/%s'}}", scratch_folder, name);
        parse(members);
        lbh_diag_clear(diag);
        const enum lbh_status status = lbh_pipeline_run(pipeline, diag);
        if (status == LBH_OK)
            ck_assert_int_eq(whole("x"), 2);
        else
            ck_assert_msg(status == LBH_ERR_INVALID && lbh_diag_count(diag) == 1, "byte %zu: %s", at, lbh_diag_text(diag));
    }
    free(damaged);
    free(bytes);
}
END_TEST

/* --- what else is said of them --- */

START_TEST(broken_plugins_are_listed_with_their_fault)
{
    char *text = lbh_host_list(host, diag);
    ck_assert_ptr_nonnull(text);
    json_t *list = json_loads(text, 0, NULL);
    size_t index, found = 0;
    const json_t *item;
    json_array_foreach(list, index, item)
    {
        const char *name = json_string_value(json_object_get(item, "name"));
        const char *kind = json_string_value(json_object_get(item, "kind"));
        if (strcmp(name, "future-major") == 0) {
            ck_assert_str_eq(kind, "invalid");
            assert_contains(json_string_value(json_object_get(item, "error")), "field=abi_major, expected=1, found=2");
            found++;
        }
        if (strcmp(name, "increase") == 0) {
            ck_assert_str_eq(kind, "block");
            found++;
        }
    }
    ck_assert_uint_eq(found, 2);
    json_decref(list);
    free(text);
}
END_TEST

START_TEST(a_broken_plugin_hides_no_other_fault)
{
    parse("'blocks': {\n'a': {'use': 'null-name'},\n'b': {'use': 'increase', 'config': {'by': 'far'}}}");
    ck_assert_int_eq(lbh_pipeline_check(pipeline, diag), LBH_ERR_INVALID);
    ck_assert_uint_eq(lbh_diag_count(diag), 2);
    ck_assert_str_eq(error_at(diag, 0)->path, "blocks.a.use");
    ck_assert_str_eq(error_at(diag, 1)->path, "blocks.b.config.by");
    ck_assert_int_eq(error_at(diag, 1)->line, 4);
}
END_TEST

START_TEST(what_a_broken_block_would_have_made_is_not_missed)
{
    parse("'blocks': {\n'a': {'use': 'null-name'}, 'b': {'use': 'increase'}}, 'outputs': ['made'], 'inputs': {'given': 1}");
    RUN_FAILS(.status = LBH_ERR_INVALID, .text = "field=name", .line = 3, .column = 7, .path = "blocks.a.use");
}
END_TEST

START_TEST(a_broken_component_is_not_missed_by_its_blocks)
{
    parse("'blocks': {'a': {'use': 'with-counter'}},\n'components': {'counter': {'use': 'no-provides'}}");
    RUN_FAILS(.status = LBH_ERR_INVALID, .text = "field=provides", .line = 3, .column = 28, .path = "components.counter.use");
}
END_TEST

START_TEST(what_a_broken_wrapper_would_have_passed_is_not_missed)
{
    parse("'blocks': {\n'l': {'use': 'null-name', 'blocks': {'a': {'use': 'append-i', 'config': {'tag': 'a'}}}}}");
    RUN_FAILS(.status = LBH_ERR_INVALID, .text = "field=name", .line = 3, .column = 7, .path = "blocks.l.use");
}
END_TEST

START_TEST(a_plugin_used_twice_is_refused_at_both_places)
{
    parse("'blocks': {\n'a': {'use': 'null-name'},\n'b': {'use': 'null-name'}}");
    ck_assert_int_eq(lbh_pipeline_check(pipeline, diag), LBH_ERR_INVALID);
    ck_assert_uint_eq(lbh_diag_count(diag), 2);
    ck_assert_int_eq(error_at(diag, 0)->line, 3);
    ck_assert_int_eq(error_at(diag, 1)->line, 4);
}
END_TEST

SUITE("bad plugin")
{
    PROMISE_WITH(suite, "a descriptor must be there", setup, teardown, a_library_without_descriptor_is_refused,
                 a_library_that_borrows_a_descriptor_is_refused, a_function_is_no_descriptor, a_missing_symbol_is_named);
    PROMISE_WITH(suite, "a descriptor must be true", setup, teardown, a_truncated_descriptor_is_refused,
                 a_later_major_is_refused, a_later_minor_is_refused, a_lying_size_is_refused, a_size_of_no_version_is_refused,
                 a_plugin_without_name_is_refused, a_plugin_without_description_is_refused, an_unknown_flag_is_refused,
                 another_name_than_the_file_s_is_refused);
    PROMISE_WITH(suite, "a component must be whole", setup, teardown, a_component_that_provides_nothing_is_refused,
                 a_component_without_a_function_is_refused, a_short_table_is_refused);
    PROMISE_WITH(suite, "a file must be sound", setup, teardown, an_empty_file_is_refused, a_file_that_is_no_library_is_refused,
                 a_truncated_file_is_refused, a_library_of_another_machine_is_refused, a_library_of_another_class_is_refused,
                 damage_within_a_library_is_refused_or_does_no_harm);
    PROMISE_WITH(suite, "every fault is told", setup, teardown, broken_plugins_are_listed_with_their_fault,
                 a_broken_plugin_hides_no_other_fault, what_a_broken_block_would_have_made_is_not_missed,
                 a_broken_component_is_not_missed_by_its_blocks, what_a_broken_wrapper_would_have_passed_is_not_missed,
                 a_plugin_used_twice_is_refused_at_both_places);
}
