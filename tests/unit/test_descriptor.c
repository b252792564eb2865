/* SPDX-License-Identifier: MIT */
/* Tests of reading descriptors: copies of two sound plugins in which one thing is wrong each time, and what is said of it. */
#include "descriptor.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <loopblocks/random.h>

#include "built.h"
#include "errors.h"
#include "scratch.h"
#include "suite.h"

static struct lbh_diag *diag;
static struct lbh_dylib *library;
static struct lbh_descriptor *descriptor;
static struct lb_block *block;         /* of whole-loop */
static struct lb_component *component; /* of whole-component */

/* Opens a copy of a plugin, which no other test shares, and makes its descriptor writable. */
static void *open_writable(const char *plugin, const char *symbol)
{
    char path[BUILT_PATH_SIZE];
    size_t size = 0;
    const void *address = NULL;
    scratch_setup();
    unsigned char *bytes = read_bytes(built(path, plugin), &size);
    scratch_write("copy.so", bytes, size);
    free(bytes);
    diag = lbh_diag_new();
    descriptor = NULL;
    ck_assert_msg(lbh_dylib_open("copy.so", &library, diag) == LBH_OK, "%s", lbh_diag_text(diag));
    ck_assert_int_eq(lbh_dylib_object(library, symbol, &address, &size, diag), LBH_OK);
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), first = (uintptr_t)address & ~(page - 1);
    ck_assert_int_eq(mprotect((void *)first, (uintptr_t)address + size - first, PROT_READ | PROT_WRITE), 0);
    return (void *)(uintptr_t)address;
}

static void setup_block(void)
{
    block = open_writable("tests/plugins/.libs/whole-loop.so", "lb_block");
}

static void setup_component(void)
{
    component = open_writable("tests/plugins/.libs/whole-component.so", "lb_component");
}

static void teardown(void)
{
    lbh_descriptor_free(descriptor);
    lbh_dylib_close(library);
    lbh_diag_free(diag);
    scratch_teardown();
}

/* The library's own lists, to be changed. */
#define INPUTS ((struct lb_input *)(uintptr_t)block->inputs.items)
#define OUTPUTS ((struct lb_output *)(uintptr_t)block->intermediate_outputs.items)
#define STATES ((struct lb_state_slot *)(uintptr_t)block->states.items)
#define USES ((struct lb_component_use *)(uintptr_t)block->components.items)
#define CONFIGS ((struct lb_config *)(uintptr_t)block->configs.items)
#define ARGS ((struct lb_arg *)(uintptr_t)block->call_args.items)
#define PASSES ((struct lb_pass *)(uintptr_t)block->passes.items)
#define EXTENSIONS ((const char **)(uintptr_t)block->required_extensions.items)
#define PROVIDES ((struct lb_provide *)(uintptr_t)component->provides.items)
#define METHODS ((struct lb_random *)(uintptr_t)PROVIDES[0].methods)

/* Returns a text that lies in the library, as constants of this program do not: it takes the room of the licence. */
static const char *own(const char *text)
{
    char *room = (char *)(uintptr_t)block->licence;
    ck_assert_uint_lt(strlen(text), 32);
    memcpy(room, text, strlen(text) + 1);
    return room;
}

/* Expects one error about a field. */
static void refuse(const char *field, const char *expected, const char *found)
{
    char text[300];
    ck_assert_int_eq(lbh_descriptor_read(library, &descriptor, diag), LBH_ERR_INVALID);
    ck_assert_ptr_null(descriptor);
    snprintf(text, sizeof text, "invalid descriptor: field=%s", field);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_INVALID, .text = text});
    assert_contains(error_at(diag, 0)->text, expected);
    assert_contains(error_at(diag, 0)->text, found);
}

/* A test of one fault: what is changed, then the field and the words that are to be said. */
#define FAULT(test, change, ...)                                                                                               \
    START_TEST(test)                                                                                                           \
    {                                                                                                                          \
        change;                                                                                                                \
        refuse(__VA_ARGS__);                                                                                                   \
    }                                                                                                                          \
    END_TEST

START_TEST(a_block_is_copied_whole)
{
    ck_assert_msg(lbh_descriptor_read(library, &descriptor, diag) == LBH_OK, "%s", lbh_diag_text(diag));
    ck_assert(!descriptor->is_component);
    ck_assert_uint_eq(descriptor->kind, LB_KIND_LOOP);
    ck_assert_str_eq(descriptor->name, "whole-loop");
    ck_assert_str_eq(descriptor->version, "1.2.3-rc.1");
    ck_assert_str_eq(descriptor->licence, "MIT");
    ck_assert_uint_eq(descriptor->input_count, 2);
    ck_assert_uint_eq(descriptor->output_count, 2);
    ck_assert_uint_eq(descriptor->state_count, 1);
    ck_assert_uint_eq(descriptor->component_count, 1);
    ck_assert_uint_eq(descriptor->config_count, 2);
    ck_assert_uint_eq(descriptor->arg_count, 2);
    ck_assert_uint_eq(descriptor->pass_count, 2);
    ck_assert_uint_eq(descriptor->passes_size, 16);
    ck_assert_uint_eq(descriptor->required_extension_count, 1);
    ck_assert_uint_eq(descriptor->slot_count, 4);
    ck_assert_str_eq(descriptor->inputs[0].declared.name, "x");
    ck_assert_uint_eq(descriptor->inputs[0].type.element, LB_TYPE_F32);
    ck_assert_int_eq(descriptor->states[0].type.dims[0].extent, 2);
    ck_assert_uint_eq(descriptor->args[1].type.element, LB_TYPE_BOOL);
    ck_assert_uint_eq(descriptor->passes[1].declared.offset, 8);
}
END_TEST

START_TEST(longer_items_of_a_later_minor_are_walked)
{
    /* Two inputs in items of twice the size: the first is at the start, what follows it is not looked at. */
    block->inputs.stride = 2 * sizeof(struct lb_input);
    block->inputs.count = 1;
    STATES[0].slot = 2;
    OUTPUTS[1].slot = 1;
    ck_assert_msg(lbh_descriptor_read(library, &descriptor, diag) == LBH_OK, "%s", lbh_diag_text(diag));
    ck_assert_uint_eq(descriptor->input_count, 1);
    ck_assert_str_eq(descriptor->inputs[0].declared.name, "x");
}
END_TEST

START_TEST(high_flags_are_hints)
{
    block->flags = UINT64_C(1) << 40 | LB_FLAG_THREADS;
    ck_assert_msg(lbh_descriptor_read(library, &descriptor, diag) == LBH_OK, "%s", lbh_diag_text(diag));
}
END_TEST

START_TEST(a_component_is_copied_whole)
{
    ck_assert_msg(lbh_descriptor_read(library, &descriptor, diag) == LBH_OK, "%s", lbh_diag_text(diag));
    ck_assert(descriptor->is_component);
    ck_assert_str_eq(descriptor->name, "whole-component");
    ck_assert_uint_eq(descriptor->provide_count, 1);
    ck_assert_str_eq(descriptor->provides[0].interface_id, "lb.random/1");
    ck_assert_ptr_eq(descriptor->provides[0].methods, METHODS);
}
END_TEST

START_TEST(several_faults_are_all_told)
{
    block->kind = 9;
    INPUTS[0].type = block->licence; /* "MIT" */
    PASSES[1].size = 4;
    ARGS[0].name = NULL;
    ck_assert_int_eq(lbh_descriptor_read(library, &descriptor, diag), LBH_ERR_INVALID);
    ck_assert_uint_ge(lbh_diag_count(diag), 3);
    assert_contains(lbh_diag_text(diag), "field=kind");
    assert_contains(lbh_diag_text(diag), "field=inputs[0].type");
    assert_contains(lbh_diag_text(diag), "field=call_args[0].name");
}
END_TEST

/* --- the header --- */

FAULT(a_larger_struct_size_than_the_symbol_is_refused, block->struct_size = sizeof *block + 8, "struct_size",
      "the symbol's size", "found=")
FAULT(a_smaller_struct_size_than_the_first_is_refused, block->struct_size = sizeof *block - 8, "struct_size",
      "expected=", "found=")
FAULT(no_struct_size_is_refused, block->struct_size = 0, "struct_size", "expected=", "found=0")
FAULT(a_later_major_is_refused, block->abi_major = 2, "abi_major", "expected=1", "found=2")
FAULT(an_earlier_major_is_refused, block->abi_major = 0, "abi_major", "expected=1", "found=0")
FAULT(a_later_minor_is_refused, block->abi_minor = LB_ABI_MINOR + 1, "abi_minor", "expected=at most 0", "found=1")
FAULT(an_unknown_kind_is_refused, block->kind = 3, "kind", "LB_KIND_BLOCK or LB_KIND_LOOP", "found=3")
FAULT(an_unknown_low_flag_is_refused, block->flags = UINT64_C(1) << 31, "flags", "of this ABI", "unknown bits 0x80000000")
FAULT(no_name_is_refused, block->name = NULL, "name", "a text", "found=null")
FAULT(no_version_is_refused, block->version = NULL, "version", "a text", "found=null")
FAULT(no_description_is_refused, block->description = NULL, "description", "a text", "found=null")
FAULT(a_name_with_capitals_is_refused, block->name = block->licence, "name", "lower-case", "found=\"MIT\"")
FAULT(a_version_in_words_is_refused, block->version = block->licence, "version", "three numbers", "found=\"MIT\"")
FAULT(a_text_elsewhere_is_refused, block->description = "of this program", "description", "the library's own constants",
      "another address")
FAULT(a_text_at_a_wild_address_is_refused, block->licence = (const char *)(uintptr_t)8, "licence",
      "the library's own constants", "another address")
FAULT(a_block_without_call_is_refused, block->call = NULL, "call", "a function", "found=null")
FAULT(data_as_a_function_is_refused, block->call = (lb_function)(uintptr_t)block, "call", "a function", "an address of none")
FAULT(a_wild_address_as_a_function_is_refused, block->destroy = (void (*)(void *))(uintptr_t)8, "destroy", "a function",
      "an address of none")

/* --- lists --- */

FAULT(a_lying_count_is_refused, block->inputs.count = 4000, "inputs", "items in the library's own data", "another address")
FAULT(an_absurd_count_is_refused, block->configs.count = UINT32_MAX, "configs", "at most 4096", "4294967295 items")
FAULT(a_short_stride_is_refused, block->inputs.stride = sizeof(struct lb_input) - 8, "inputs", "a stride of at least", "found=")
FAULT(no_stride_is_refused, block->call_args.stride = 0, "call_args", "a stride of at least 16", "found=0")
FAULT(a_crooked_stride_is_refused, block->states.stride += 4, "states", "a multiple of 8", "found=")
FAULT(a_huge_stride_is_refused, block->passes.stride = UINT32_MAX - 7, "passes", "items in the library's own data",
      "another address")
FAULT(no_items_are_refused, block->intermediate_outputs.items = NULL, "intermediate_outputs", "items in the library's own data",
      "found=null")
FAULT(items_elsewhere_are_refused, block->components.items = &diag, "components", "items in the library's own data",
      "another address")
FAULT(crooked_items_are_refused, block->passes.items = (const char *)block->passes.items + 1, "passes",
      "items in the library's own data", "another address")

/* --- declarations --- */

FAULT(an_input_without_name_or_group_is_refused, INPUTS[1].group = NULL, "inputs[1].name", "a text", "found=null")
FAULT(an_input_without_type_is_refused, INPUTS[0].type = NULL, "inputs[0].type", "a text", "found=null")
FAULT(an_input_s_unknown_flags_are_refused, INPUTS[0].flags = 1, "inputs[0].flags", "expected=0", "found=1")
FAULT(an_input_more_than_required_is_refused, INPUTS[0].required = 2, "inputs[0].required", "0 or 1", "found=2")
FAULT(a_required_input_with_a_default_is_refused, INPUTS[0].default_value = own("1"), "inputs[0].default_value",
      "none, as the input is required", "found=1")
FAULT(a_default_of_another_type_is_refused, (INPUTS[0].required = 0, INPUTS[0].default_value = own("\"a\"")),
      "inputs[0].default_value", "f32[N]", "\"a\"")
FAULT(a_default_that_is_no_json_is_refused, (INPUTS[0].required = 0, INPUTS[0].default_value = own("[1,")),
      "inputs[0].default_value", "", "")
FAULT(a_name_that_is_none_is_refused, OUTPUTS[1].name = own("a.b"), "intermediate_outputs[1].name", "a letter or _", "\"a.b\"")
FAULT(an_output_without_name_is_refused, OUTPUTS[1].name = NULL, "intermediate_outputs[1].name", "a text", "found=null")
FAULT(an_output_s_unknown_flags_are_refused, OUTPUTS[1].flags = 2, "intermediate_outputs[1].flags", "expected=0", "found=2")
FAULT(input_and_output_of_two_types_are_refused, OUTPUTS[0].type = own("f32[M]"), "intermediate_outputs[0].type",
      "expected=f32[N]", "found=f32[M]")
FAULT(a_state_s_unknown_flags_are_refused, STATES[0].flags = 4, "states[0].flags", "LB_STATE_", "found=0x4")
FAULT(a_state_of_any_type_is_refused, STATES[0].type = own("any"), "states[0].type", "a type of its own", "found=any")
FAULT(a_component_use_without_interface_is_refused, USES[0].interface_id = NULL, "components[0].interface_id", "a text",
      "found=null")
FAULT(an_interface_without_version_is_refused, USES[0].interface_id = block->licence, "components[0].interface_id",
      "a name and a version", "\"MIT\"")
FAULT(a_config_s_unknown_flags_are_refused, CONFIGS[0].flags = 64, "configs[0].flags", "LB_CONFIG_", "found=0x40")
FAULT(a_config_s_default_out_of_range_is_refused, CONFIGS[0].default_value = own("2"), "configs[0].default_value",
      "expected=0 to 1", "found=2")
FAULT(a_config_s_default_not_among_the_choices_is_refused, CONFIGS[1].default_value = own("\"c\""), "configs[1].default_value",
      "\"a\"", "\"c\"")
FAULT(a_path_that_is_no_text_is_refused, CONFIGS[0].flags = LB_CONFIG_INPUT_PATH, "configs[0].type", "str, as it is a path",
      "found=f64")
FAULT(an_extension_without_id_is_refused, EXTENSIONS[0] = NULL, "required_extensions[0].id", "a text", "found=null")

/* --- types: every notation that is reserved, and some that never were --- */

FAULT(optional_outputs_are_reserved, OUTPUTS[1].type = own("str?"), "intermediate_outputs[1].type", "reserved", "str?")
FAULT(devices_are_reserved, OUTPUTS[1].type = own("f32[N]@cuda"), "intermediate_outputs[1].type", "reserved", "@cuda")
FAULT(leading_dimensions_are_reserved, OUTPUTS[1].type = own("f32[...,N]"), "intermediate_outputs[1].type", "reserved", "...")
FAULT(f8e4m3_is_reserved, OUTPUTS[1].type = own("f8e4m3"), "intermediate_outputs[1].type", "reserved", "f8e4m3")
FAULT(f8e5m2_is_reserved, OUTPUTS[1].type = own("f8e5m2"), "intermediate_outputs[1].type", "reserved", "f8e5m2")
FAULT(json_is_reserved, OUTPUTS[1].type = own("json"), "intermediate_outputs[1].type", "reserved", "json")
FAULT(lists_are_reserved, OUTPUTS[1].type = own("list(i64)"), "intermediate_outputs[1].type", "reserved", "list(i64)")
FAULT(lists_of_texts_are_for_configs, OUTPUTS[1].type = own("str[N]"), "intermediate_outputs[1].type", "configs only", "str[N]")
FAULT(an_unknown_type_is_refused, STATES[0].type = own("float"), "states[0].type", "no such element type", "float")

/* --- slots --- */

FAULT(a_slot_used_twice_is_refused, OUTPUTS[1].slot = 0, "intermediate_outputs[1].slot", "a number of its own",
      "0, which is \"x\"")
FAULT(a_state_in_an_input_s_slot_is_refused, STATES[0].slot = 2, "states[0].slot", "a number of its own", "2, which is \"y\"")
FAULT(a_gap_in_the_slots_is_refused, STATES[0].slot = 4, "inputs, intermediate_outputs and states", "dense from 0",
      "no declaration with slot 3")
FAULT(a_slot_far_out_is_refused, STATES[0].slot = 1u << 31, "states[0].slot", "a number below 1024", "found=2147483648")
FAULT(a_gap_in_the_configs_is_refused, CONFIGS[1].slot = 5, "configs", "dense from 0", "no declaration with slot 1")
FAULT(a_config_s_slot_used_twice_is_refused, CONFIGS[1].slot = 0, "configs[1].slot", "a number of its own", "\"scale\"")
FAULT(a_gap_in_the_components_is_refused, USES[0].slot = 1, "components", "dense from 0", "no declaration with slot 0")
FAULT(one_name_in_two_slots_is_refused, (OUTPUTS[1].name = INPUTS[0].name, OUTPUTS[1].type = INPUTS[0].type),
      "intermediate_outputs[1].slot", "the slot of the same name", "2 beside 0")
FAULT(one_config_in_two_slots_is_refused, CONFIGS[1].name = CONFIGS[0].name, "configs[1].slot", "the slot of the same name",
      "1 beside 0")

/* --- loop arguments --- */

FAULT(a_tensor_as_argument_is_refused, ARGS[0].type = own("f32[N]"), "call_args[0].type", "a scalar", "found=f32[N]")
FAULT(a_text_as_argument_is_refused, ARGS[0].type = own("str"), "call_args[0].type", "a scalar", "found=str")
FAULT(a_half_as_argument_is_refused, ARGS[0].type = own("f16"), "call_args[0].type", "a scalar", "found=f16")
FAULT(an_untyped_argument_is_refused, ARGS[0].type = own("any"), "call_args[0].type", "a scalar", "found=any")
FAULT(an_argument_taken_twice_is_refused, ARGS[1].name = ARGS[0].name, "call_args[1].name", "a name of its own",
      "\"row\" twice")
FAULT(an_argument_passed_twice_is_refused, PASSES[1].name = PASSES[0].name, "passes[1].name", "a name of its own",
      "\"i\" twice")
FAULT(a_bfloat_as_pass_is_refused, PASSES[0].type = own("bf16"), "passes[0].type", "a scalar", "found=bf16")
FAULT(a_pass_of_another_size_is_refused, PASSES[0].size = 4, "passes[0].size", "the size of its type", "4 for i64")
FAULT(a_crooked_pass_is_refused, PASSES[0].offset = 4, "passes[0].offset", "an aligned member", "4 in 16 bytes")
FAULT(a_pass_beyond_the_struct_is_refused, PASSES[1].offset = 16, "passes[1].offset", "an aligned member", "16 in 16 bytes")
FAULT(a_pass_far_beyond_the_struct_is_refused, PASSES[1].offset = UINT32_MAX - 7, "passes[1].offset", "an aligned member",
      "4294967288 in 16 bytes")
FAULT(passes_of_two_structs_are_refused, PASSES[1].struct_size = 24, "passes[1].offset", "one struct", "8 in 24 bytes")
FAULT(passes_of_a_plain_block_are_refused, block->kind = LB_KIND_BLOCK, "passes", "none, as this is no loop wrapper", "found=2")

/* --- components --- */

FAULT(a_component_that_provides_nothing_is_refused, component->provides.count = 0, "provides", "at least one interface", "none")
FAULT(an_interface_without_id_is_refused, PROVIDES[0].interface_id = NULL, "provides[0].interface_id", "a text", "found=null")
FAULT(no_table_is_refused, PROVIDES[0].methods = NULL, "provides[0].methods", "a table", "found=null")
FAULT(a_table_elsewhere_is_refused, PROVIDES[0].methods = &diag, "provides[0].methods", "a table", "another address")
FAULT(a_short_table_is_refused, METHODS->struct_size = 24, "provides[0].methods", "a struct_size of at least 32", "found=24")
FAULT(a_missing_function_is_refused, METHODS->normal = NULL, "provides[0].methods", "all functions", "null for function 1")
FAULT(a_table_with_data_for_a_function_is_refused,
      METHODS->uniform = (lb_status(*)(const void *, struct lb_state *, struct lb_tensor *))(lb_function)(uintptr_t)component,
      "provides[0].methods", "all functions", "another address for function 2")
FAULT(a_component_without_name_is_refused, component->name = NULL, "name", "a text", "found=null")
FAULT(a_component_s_later_major_is_refused, component->abi_major = 7, "abi_major", "expected=1", "found=7")
FAULT(a_component_s_lying_size_is_refused, component->struct_size = 1u << 20, "struct_size", "the symbol's size",
      "found=1048576")

SUITE("descriptor")
{
    PROMISE_WITH(suite, "a sound block is copied", setup_block, teardown, a_block_is_copied_whole,
                 longer_items_of_a_later_minor_are_walked, high_flags_are_hints);
    PROMISE_WITH(suite, "all faults are told at once", setup_block, teardown, several_faults_are_all_told);
    PROMISE_WITH(suite, "a lying header is refused", setup_block, teardown, a_larger_struct_size_than_the_symbol_is_refused,
                 a_smaller_struct_size_than_the_first_is_refused, no_struct_size_is_refused, a_later_major_is_refused,
                 an_earlier_major_is_refused, a_later_minor_is_refused, an_unknown_kind_is_refused,
                 an_unknown_low_flag_is_refused, no_name_is_refused, no_version_is_refused, no_description_is_refused,
                 a_name_with_capitals_is_refused, a_version_in_words_is_refused, a_text_elsewhere_is_refused,
                 a_text_at_a_wild_address_is_refused, a_block_without_call_is_refused, a_wild_address_as_a_function_is_refused,
                 data_as_a_function_is_refused);
    PROMISE_WITH(suite, "lying lists are refused", setup_block, teardown, a_lying_count_is_refused, an_absurd_count_is_refused,
                 a_short_stride_is_refused, no_stride_is_refused, a_crooked_stride_is_refused, a_huge_stride_is_refused,
                 no_items_are_refused, items_elsewhere_are_refused, crooked_items_are_refused);
    PROMISE_WITH(suite, "bad declarations are refused", setup_block, teardown, an_input_without_name_or_group_is_refused,
                 an_input_without_type_is_refused, an_input_s_unknown_flags_are_refused, an_input_more_than_required_is_refused,
                 a_required_input_with_a_default_is_refused, a_default_of_another_type_is_refused,
                 a_default_that_is_no_json_is_refused, a_name_that_is_none_is_refused, an_output_without_name_is_refused,
                 an_output_s_unknown_flags_are_refused, input_and_output_of_two_types_are_refused,
                 a_state_s_unknown_flags_are_refused, a_state_of_any_type_is_refused,
                 a_component_use_without_interface_is_refused, an_interface_without_version_is_refused,
                 a_config_s_unknown_flags_are_refused, a_config_s_default_out_of_range_is_refused,
                 a_config_s_default_not_among_the_choices_is_refused, a_path_that_is_no_text_is_refused,
                 an_extension_without_id_is_refused);
    PROMISE_WITH(suite, "reserved and unknown types are refused", setup_block, teardown, optional_outputs_are_reserved,
                 devices_are_reserved, leading_dimensions_are_reserved, f8e4m3_is_reserved, f8e5m2_is_reserved,
                 json_is_reserved, lists_are_reserved, lists_of_texts_are_for_configs, an_unknown_type_is_refused);
    PROMISE_WITH(suite, "slots are dense and of one name each", setup_block, teardown, a_slot_used_twice_is_refused,
                 a_state_in_an_input_s_slot_is_refused, a_gap_in_the_slots_is_refused, a_slot_far_out_is_refused,
                 a_gap_in_the_configs_is_refused, a_config_s_slot_used_twice_is_refused, a_gap_in_the_components_is_refused,
                 one_name_in_two_slots_is_refused, one_config_in_two_slots_is_refused);
    PROMISE_WITH(suite, "loop arguments are scalars within their struct", setup_block, teardown,
                 a_tensor_as_argument_is_refused, a_text_as_argument_is_refused, a_half_as_argument_is_refused,
                 an_untyped_argument_is_refused, an_argument_taken_twice_is_refused, an_argument_passed_twice_is_refused,
                 a_bfloat_as_pass_is_refused, a_pass_of_another_size_is_refused, a_crooked_pass_is_refused,
                 a_pass_beyond_the_struct_is_refused, a_pass_far_beyond_the_struct_is_refused,
                 passes_of_two_structs_are_refused, passes_of_a_plain_block_are_refused);
    PROMISE_WITH(suite, "a sound component is copied", setup_component, teardown, a_component_is_copied_whole);
    PROMISE_WITH(suite, "components provide whole interfaces", setup_component, teardown,
                 a_component_that_provides_nothing_is_refused, an_interface_without_id_is_refused, no_table_is_refused,
                 a_table_elsewhere_is_refused, a_short_table_is_refused, a_missing_function_is_refused,
                 a_table_with_data_for_a_function_is_refused, a_component_without_name_is_refused,
                 a_component_s_later_major_is_refused, a_component_s_lying_size_is_refused);
}
