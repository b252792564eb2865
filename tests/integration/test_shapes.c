/* SPDX-License-Identifier: MIT */
/* Tests of shapes at run time: inferred, set in prepare, changed in call within a capacity, and what is said of wrong ones. */
#include "fixture.h"

/* --- shapes that are right --- */

START_TEST(an_output_s_shape_follows_from_the_input_s)
{
    parse_and_run("'inputs': {'values': [1, 2, 3]}, 'blocks': {'a': {'use': 'scale-values'}}");
    assert_json("scaled", "[2.0,4.0,6.0]");
    set("values", "[]");
    run();
    assert_json("scaled", "[]");
}
END_TEST

START_TEST(an_extent_settled_in_the_call_is_seen_by_the_next_block)
{
    parse_and_run("'inputs': {'count': 9}, 'blocks': {'make': {'use': 'make-values'}, 'keep': {'use': 'keep-positive'},"
                  "'sum': {'use': 'sum-values', 'map': {'values': 'kept'}}}");
    ck_assert_int_eq(whole("length"), 5);
    ck_assert_double_eq(real("total"), 25.0);
    ck_assert_int_eq(slot_of("kept")->tensor.strides[0], 1);
}
END_TEST

START_TEST(an_extent_of_the_call_is_forgotten_by_the_next_prepare)
{
    parse("'inputs': {'count': 9}, 'blocks': {'make': {'use': 'make-values'}, 'keep': {'use': 'keep-positive'}}");
    for (int k = 0; k < 3; k++) {
        run();
        ck_assert_int_eq(slot_of("kept")->tensor.shape[0], 5);
    }
}
END_TEST

START_TEST(blocks_of_a_loop_are_prepared_once_an_entry)
{
    parse_and_run("'inputs': {'count': 4, 'num_steps': 5}, 'blocks': {'make': {'use': 'make-values'},"
                  "'l': {'use': 'loop-for', 'blocks': {'sum': {'use': 'sum-values'}}}}");
    ck_assert_int_eq(whole("prepares"), 1);
    run();
    ck_assert_int_eq(whole("prepares"), 2);
}
END_TEST

START_TEST(an_inner_loop_is_prepared_again_only_for_other_shapes)
{
    parse_and_run("'inputs': {'values': [1], 'num_steps': 3, 'rows': 4}, 'blocks': {'o': {'use': 'loop-rows', 'blocks': {"
                  "'i': {'use': 'loop-for', 'blocks': {'sum': {'use': 'sum-values'}}}}}}");
    ck_assert_int_eq(whole("prepares"), 1);
    /* The extent of what is kept differs from its capacity: the loop that reads it is prepared once more, and shapes anew. */
    parse_and_run("'inputs': {'values': [1, -1], 'num_steps': 3, 'rows': 4}, 'blocks': {'o': {'use': 'loop-rows', 'blocks': {"
                  "'keep': {'use': 'keep-positive'}, 'i': {'use': 'loop-for', 'blocks': {"
                  "'scale': {'use': 'scale-values', 'map': {'values': 'kept'}},"
                  "'sum': {'use': 'sum-values', 'map': {'values': 'scaled'}}}}}}}");
    ck_assert_int_eq(whole("prepares"), 2);
    ck_assert_int_eq(whole("length"), 1);
    assert_json("scaled", "[2.0]");
}
END_TEST

START_TEST(a_loop_carried_tensor_keeps_its_content)
{
    /* values is read and written: scaled is renamed to it. */
    parse_and_run("'inputs': {'values': [1, 2], 'num_steps': 3}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {"
                  "'a': {'use': 'scale-values', 'map': {'scaled': 'values'}}}}}");
    assert_json("values", "[8.0,16.0]");
}
END_TEST

START_TEST(values_are_aligned_and_dense)
{
    parse_and_run("'inputs': {'count': 1000, 'x': 0}, 'blocks': {'make': {'use': 'make-values'}, 'a': {'use': 'increase'}}");
    const struct lb_slot *values = slot_of("values"), *x = slot_of("x");
    ck_assert_uint_eq((uintptr_t)values % 64, 0);
    ck_assert_uint_eq((uintptr_t)values->tensor.data % 64, 0);
    ck_assert_uint_eq((uintptr_t)x % 64, 0);
    ck_assert_int_eq(values->tensor.strides[0], 1);
    ck_assert_int_eq(values->tensor.device.type, 1);
    ck_assert_uint_eq(values->tensor.dtype.code, LB_CODE_FLOAT);
    ck_assert_uint_eq(values->tensor.dtype.bits, 32);
}
END_TEST

/* --- shapes that clash at run time --- */

START_TEST(lengths_that_only_the_run_knows_may_clash)
{
    parse("'inputs': {'count': 3, 'right': [1, 2]}, 'blocks': {'make': {'use': 'make-values', 'map': {'values': 'left'}},\n"
          "'pair': {'use': 'pair-values'}}");
    RUN_FAILS(.status = LBH_ERR_BLOCK, .line = 3, .column = 1, .path = "blocks.pair",
              .text = "block \"pair\" (pair-values): shape clash: input=\"right\", expected=f32[N] with N=3 as in \"left\", "
                      "found=f32[2]");
    lbh_diag_clear(diag);
    set("count", "2");
    run();
    ck_assert_double_eq(real("product"), -1.0);
}
END_TEST

START_TEST(a_length_that_only_the_run_knows_may_be_the_wrong_one)
{
    parse("'inputs': {'count': 3}, 'blocks': {'make': {'use': 'make-values', 'map': {'values': 'four'}},\n"
          "'four': {'use': 'need-four'}}");
    RUN_FAILS(.status = LBH_ERR_BLOCK, .line = 3, .column = 1, .path = "blocks.four",
              .text = "block \"four\" (need-four): shape clash: input=\"four\", expected=f32[4], found=f32[3]");
}
END_TEST

START_TEST(shapes_of_new_inputs_are_checked)
{
    parse("'inputs': {'left': [1], 'right': [2]}, 'blocks': {'pair': {'use': 'pair-values'}}");
    run();
    set("left", "[1, 2]");
    RUN_FAILS(.status = LBH_ERR_BLOCK, .line = 2, .column = 51, .path = "blocks.pair",
              .text = "shape clash: input=\"right\", expected=f32[N] with N=2 as in \"left\", found=f32[1]");
}
END_TEST

/* --- blocks that shape wrongly --- */

/* Runs misshapen in one of its ways, within a loop too. */
static void misshapen(const char *how, const char *text)
{
    for (int in_loop = 0; in_loop < 2; in_loop++) {
        char members[300], complete[300];
        snprintf(members, sizeof members,
                 "'inputs': {%s}, 'blocks': {'q': {%s'blocks': {\n'm': {'use': 'misshapen', 'config': {'how': '%s'}}}}}",
                 in_loop ? "'num_steps': 1" : "", in_loop ? "'use': 'loop-for', " : "", how);
        snprintf(complete, sizeof complete, "block \"q.m\" (misshapen): %s", text);
        parse(members);
        RUN_FAILS(.status = LBH_ERR_BLOCK, .text = complete, .line = 3, .column = 1, .path = "blocks.q.blocks.m");
    }
}

#define MISSHAPEN(test, how, text)                                                                                             \
    START_TEST(test)                                                                                                           \
    {                                                                                                                          \
        misshapen(how, text);                                                                                                  \
    }                                                                                                                          \
    END_TEST

MISSHAPEN(a_prepare_that_sets_no_shape_is_refused, "none",
          "prepare set no shape: output=\"made\", type=f32[N,2], and its dimensions do not follow from the inputs")
MISSHAPEN(another_rank_is_refused, "rank", "shape clash: value=\"made\", expected=f32[N,2], found=f32[6]")
MISSHAPEN(another_fixed_extent_is_refused, "extent", "shape clash: value=\"made\", expected=f32[N,2], found=f32[3,3]")
MISSHAPEN(a_negative_extent_is_refused, "negative", "shape clash: value=\"made\", expected=f32[N,2], found=f32[-3,2]")
START_TEST(more_memory_than_there_is_is_refused)
{
    parse("'blocks': {\n'm': {'use': 'misshapen', 'config': {'how': 'huge'}}}");
    ck_assert_int_eq(lbh_pipeline_run(pipeline, diag), LBH_ERR_MEMORY);
    assert_one_error(diag,
                     &(struct expected_error){.status = LBH_ERR_MEMORY,
                                              .text = "block \"m\" (misshapen): out of memory: the state arena cannot take "
                                                      "2305843009213693952 more bytes",
                                              .line = 3,
                                              .column = 1,
                                              .path = "blocks.m",
                                              .file = "folder/test.json"});
}
END_TEST
MISSHAPEN(a_shape_that_overflows_is_refused, "overflow", "impossible shape: f32[9223372036854775807,2]")
MISSHAPEN(an_input_s_shape_cannot_be_set, "input", "lb_set_shape: slot 0 is neither an output nor a state")
MISSHAPEN(a_slot_that_is_none_cannot_be_shaped, "nowhere", "lb_set_shape: slot 99 is neither an output nor a state")
MISSHAPEN(a_shape_cannot_be_set_in_call, "in-call", "lb_set_shape: called outside of prepare; use lb_set_capacity there")
MISSHAPEN(an_extent_beyond_the_capacity_is_refused, "beyond",
          "lb_set_extent: value=\"made\", dimension=0, extent=100 is beyond its capacity")
MISSHAPEN(a_fixed_extent_cannot_be_changed, "fixed", "lb_set_extent: value=\"made\", dimension=1 is fixed to 2 by its type")
MISSHAPEN(an_extent_of_no_dimension_is_refused, "dimension", "lb_set_extent: value=\"made\" has no dimension 2")
MISSHAPEN(a_text_beyond_its_capacity_is_refused, "long-text",
          "lb_set_text: value=\"remark\", 300 bytes are beyond its capacity of 255")
MISSHAPEN(a_text_in_a_number_is_refused, "text-in-number", "lb_set_text: value=\"number\" is no str")
MISSHAPEN(a_text_of_two_extents_is_refused, "text-extent", "lb_set_capacity: a str has one extent: value=\"remark\"")

START_TEST(a_text_may_fill_the_capacity_it_asked_for)
{
    parse_and_run("'inputs': {'given': [1, 2]}, 'blocks': {'m': {'use': 'misshapen', 'config': {'how': 'room'}}}");
    ck_assert_int_eq(slot_of("remark")->tensor.shape[0], 300);
}
END_TEST

START_TEST(a_shape_that_is_right_passes)
{
    parse_and_run("'blocks': {'m': {'use': 'misshapen', 'config': {'how': 'right'}}}");
    ck_assert_int_eq(whole("number"), 6);
}
END_TEST

START_TEST(a_first_value_is_not_lost_to_a_later_block_s_shape)
{
    parse("'inputs': {'count': 2, 'num_steps': 3, 'values': [1, 2, 3]}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {\n"
          "'sum': {'use': 'sum-values'},\n'make': {'use': 'make-values'}}}}");
    ck_assert_int_eq(lbh_pipeline_run(pipeline, diag), LBH_ERR_BLOCK);
    const struct lbh_error *error = error_at(diag, 0);
    assert_contains(error->text, "shape clash: output=\"values\"");
    assert_contains(error->text, "[3] as its first value, which an earlier block still reads");
    ck_assert_int_eq(error->line, 4);
    ck_assert_str_eq(error->path, "blocks.l.blocks.make");
}
END_TEST

START_TEST(a_first_value_of_the_later_block_s_shape_is_read_first)
{
    parse_and_run(
        "'inputs': {'count': 3, 'num_steps': 1, 'values': [10, 20, 30]}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {"
        "'sum': {'use': 'sum-values'}, 'make': {'use': 'make-values'}}}}");
    ck_assert_int_eq(whole("total"), 60);
}
END_TEST

SUITE("shapes")
{
    PROMISE_WITH(suite, "shapes are found", fixture_setup, fixture_teardown, an_output_s_shape_follows_from_the_input_s,
                 an_extent_settled_in_the_call_is_seen_by_the_next_block,
                 an_extent_of_the_call_is_forgotten_by_the_next_prepare, a_loop_carried_tensor_keeps_its_content,
                 values_are_aligned_and_dense, a_shape_that_is_right_passes, a_text_may_fill_the_capacity_it_asked_for);
    PROMISE_WITH(suite, "blocks are prepared when shapes change", fixture_setup, fixture_teardown,
                 blocks_of_a_loop_are_prepared_once_an_entry, an_inner_loop_is_prepared_again_only_for_other_shapes);
    PROMISE_WITH(suite, "shapes that clash are told", fixture_setup, fixture_teardown,
                 lengths_that_only_the_run_knows_may_clash, a_length_that_only_the_run_knows_may_be_the_wrong_one,
                 shapes_of_new_inputs_are_checked, a_first_value_is_not_lost_to_a_later_block_s_shape,
                 a_first_value_of_the_later_block_s_shape_is_read_first);
    PROMISE_WITH(suite, "blocks that shape wrongly are told", fixture_setup, fixture_teardown,
                 a_prepare_that_sets_no_shape_is_refused, another_rank_is_refused, another_fixed_extent_is_refused,
                 a_negative_extent_is_refused, more_memory_than_there_is_is_refused, a_shape_that_overflows_is_refused,
                 an_input_s_shape_cannot_be_set, a_slot_that_is_none_cannot_be_shaped, a_shape_cannot_be_set_in_call,
                 an_extent_beyond_the_capacity_is_refused, a_fixed_extent_cannot_be_changed,
                 an_extent_of_no_dimension_is_refused, a_text_beyond_its_capacity_is_refused, a_text_in_a_number_is_refused,
                 a_text_of_two_extents_is_refused);
}
