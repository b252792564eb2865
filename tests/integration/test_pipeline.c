/* SPDX-License-Identifier: MIT */
/* Tests of a pipeline's life as an embedder sees it: opened, set, checked, run again and again, read, saved. */
#include <math.h>
#include <pthread.h>

#include "fixture.h"
#include "unit/scratch.h"

#include "plugins/counter.h"

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

static void open_shipped(const char *name)
{
    char path[BUILT_PATH_SIZE];
    snprintf(path, sizeof path, "%s/manifests/%s", getenv("LOOPBLOCKS_SRCDIR"), name);
    pipeline = lbh_pipeline_open(host, path, diag);
    ck_assert_msg(pipeline != NULL, "%s", lbh_diag_text(diag));
}

#define INCREASE "'inputs': {'x': 1}, 'blocks': {'a': {'use': 'increase'}}, 'outputs': ['x']"
#define SUM "'inputs': {'count': 4}, 'blocks': {'make': {'use': 'make-values'}, 'sum': {'use': 'sum-values'}}"

/* --- running --- */

START_TEST(count_json_counts)
{
    open_shipped("count.json");
    run();
    ck_assert_int_eq(whole("x"), 10);
    set("num_steps", "1000000");
    set("x", "0");
    run();
    ck_assert_int_eq(whole("x"), 2000000);
}
END_TEST

START_TEST(nested_json_multiplies)
{
    open_shipped("nested.json");
    run();
    ck_assert_int_eq(whole("x"), 12);
}
END_TEST

START_TEST(a_second_run_begins_anew)
{
    parse(INCREASE);
    for (int k = 0; k < 3; k++) {
        run();
        ck_assert_int_eq(whole("x"), 2);
    }
}
END_TEST

START_TEST(inputs_change_between_runs)
{
    parse(INCREASE);
    set("x", "5");
    run();
    ck_assert_int_eq(whole("x"), 6);
    set("x", "7");
    set("x", "8");
    run();
    ck_assert_int_eq(whole("x"), 9);
    run();
    ck_assert_int_eq(whole("x"), 9);
}
END_TEST

START_TEST(shapes_change_between_runs)
{
    parse(SUM);
    run();
    ck_assert_int_eq(whole("length"), 4);
    ck_assert_double_eq(real("total"), 0.0);
    set("count", "100001");
    run();
    ck_assert_int_eq(whole("length"), 100001);
    ck_assert_double_eq(real("total"), 100001.0);
    set("count", "3");
    run();
    ck_assert_int_eq(whole("length"), 3);
    ck_assert_double_eq(real("total"), 3.0);
    ck_assert_int_eq(whole("prepares"), 3);
}
END_TEST

START_TEST(a_wrong_new_input_leaves_the_old_one)
{
    parse(INCREASE);
    run();
    set("x", "high");
    RUN_FAILS(.status = LBH_ERR_USAGE, .text = "setting \"x\"");
    RUN_FAILS(.status = LBH_ERR_USAGE, .text = "setting \"x\"");
    lbh_diag_clear(diag);
    set("x", "3");
    run();
    ck_assert_int_eq(whole("x"), 4);
}
END_TEST

START_TEST(states_persist_over_runs_and_are_an_instance_s_own)
{
    parse("'inputs': {'num_steps': 3}, 'blocks': {"
          "'alone': {'use': 'count-calls', 'map': {'calls': 'once'}},"
          "'loop': {'use': 'loop-for', 'blocks': {'repeated': {'use': 'count-calls'}}}}");
    run();
    ck_assert_int_eq(whole("once"), 1);
    ck_assert_int_eq(whole("calls"), 3);
    run();
    ck_assert_int_eq(whole("once"), 2);
    ck_assert_int_eq(whole("calls"), 6);
}
END_TEST

START_TEST(pipelines_of_one_host_are_apart)
{
    parse("'blocks': {'a': {'use': 'count-calls'}}");
    struct lbh_pipeline *other = parse_for(host, "'blocks': {'a': {'use': 'count-calls'}}");
    for (int k = 0; k < 3; k++) run();
    ck_assert_int_eq(lbh_pipeline_run(other, diag), LBH_OK);
    int64_t calls = 0;
    ck_assert_int_eq(lbh_pipeline_get_i64(other, "calls", &calls, diag), LBH_OK);
    ck_assert_int_eq(calls, 1);
    ck_assert_int_eq(whole("calls"), 3);
    lbh_pipeline_free(other);
    run();
    ck_assert_int_eq(whole("calls"), 4);
}
END_TEST

static void *count_in_a_thread(void *user)
{
    int64_t *x = user;
    struct lbh_host *own = new_host();
    char path[BUILT_PATH_SIZE];
    snprintf(path, sizeof path, "%s/manifests/count.json", getenv("LOOPBLOCKS_SRCDIR"));
    for (int k = 0; k < 20; k++) {
        struct lbh_pipeline *mine = lbh_pipeline_open(own, path, NULL);
        lbh_pipeline_set(mine, "num_steps", "1000", NULL);
        lbh_pipeline_run(mine, NULL);
        int64_t counted = 0;
        lbh_pipeline_get_i64(mine, "x", &counted, NULL);
        *x += counted;
        lbh_pipeline_free(mine);
    }
    lbh_host_free(own);
    return NULL;
}

START_TEST(hosts_on_threads_are_apart)
{
    pthread_t threads[4];
    int64_t counted[4] = {0};
    for (int k = 0; k < 4; k++) ck_assert_int_eq(pthread_create(&threads[k], NULL, count_in_a_thread, &counted[k]), 0);
    for (int k = 0; k < 4; k++) ck_assert_int_eq(pthread_join(threads[k], NULL), 0);
    for (int k = 0; k < 4; k++) ck_assert_int_eq(counted[k], 40000);
}
END_TEST

START_TEST(a_failed_check_is_final)
{
    parse("'blocks': {'a': {'use': 'increase'}}");
    ck_assert_int_eq(lbh_pipeline_check(pipeline, diag), LBH_ERR_INVALID);
    lbh_diag_clear(diag);
    set("x", "1");
    RUN_FAILS(.status = LBH_ERR_INVALID, .text = "failed its check; open it again");
    ck_assert_ptr_null(lbh_pipeline_slot(pipeline, "x", diag));
}
END_TEST

/* --- reading --- */

START_TEST(numbers_are_converted)
{
    double number = 0;
    int64_t integer = 0;
    parse("'inputs': {'values': [1], 'factor': 2.5}, 'blocks': {'a': {'use': 'scale-values'}}");
    run();
    ck_assert_double_eq(real("factor"), 2.5);
    ck_assert_int_eq(lbh_pipeline_get_i64(pipeline, "factor", &integer, diag), LBH_ERR_USAGE);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_USAGE,
                                                    .text = "cannot read \"factor\": expected=a whole number, found=f64"});
    lbh_diag_clear(diag);
    ck_assert_int_eq(lbh_pipeline_get_f64(pipeline, "scaled", &number, diag), LBH_ERR_USAGE);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_USAGE,
                                                    .text = "cannot read \"scaled\": expected=a number, found=f32[1]"});
    lbh_diag_clear(diag);
    set("factor", "3");
    run();
    ck_assert_int_eq(whole("factor"), 3);
}
END_TEST

START_TEST(an_unknown_name_brings_the_nearest)
{
    parse(SUM);
    run();
    ck_assert_ptr_null(lbh_pipeline_slot(pipeline, "totel", diag));
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_USAGE,
                                                    .text = "unknown value: no block declares \"totel\"",
                                                    .mend = "did you mean \"total\"?"});
}
END_TEST

START_TEST(what_is_not_set_is_not_read)
{
    int64_t number = 77;
    parse(SUM);
    ck_assert_int_eq(lbh_pipeline_get_i64(pipeline, "length", &number, diag), LBH_ERR_USAGE);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_USAGE, .text = "not set: \"length\" has no value"});
    ck_assert_int_eq(number, 77);
    ck_assert_ptr_null(lbh_pipeline_get_json(pipeline, "values", 1, NULL));
}
END_TEST

START_TEST(values_are_shown_as_json)
{
    parse(SUM);
    run();
    assert_json("values", "[1.0,-1.0,3.0,-3.0]");
    assert_json("length", "4");
    set("count", "1000");
    run();
    char *brief = lbh_pipeline_get_json(pipeline, "values", 0, diag);
    ck_assert_str_eq(brief, "f32[1000]");
    free(brief);
}
END_TEST

START_TEST(a_number_that_is_none_goes_through)
{
    parse("'inputs': {'values': [1, 'NaN', '-Infinity']}, 'blocks': {'a': {'use': 'scale-values'}}");
    run();
    assert_json("scaled", "[2.0,\"NaN\",\"-Infinity\"]");
    set("values", "[NaN]");
    run();
    ck_assert(isnan(*(const float *)slot_of("scaled")->tensor.data));
}
END_TEST

START_TEST(outputs_are_listed)
{
    parse(INCREASE);
    ck_assert_int_eq(lbh_pipeline_add_output(pipeline, "x", diag), LBH_OK);
    ck_assert_uint_eq(lbh_pipeline_output_count(pipeline), 1);
    ck_assert_str_eq(lbh_pipeline_output_name(pipeline, 0), "x");
    ck_assert_ptr_null(lbh_pipeline_output_name(pipeline, 1));
    run();
}
END_TEST

START_TEST(a_component_is_lent_between_runs)
{
    int64_t number = 0;
    parse("'components': {'mine': {'use': 'counter', 'config': {'step': 5}}},"
          "'blocks': {'a': {'use': 'with-counter', 'map': {'counter': 'mine'}}}");
    run();
    const struct lb_component_ref *ref = lbh_pipeline_component(pipeline, "mine", COUNTER_ID, diag);
    ck_assert_ptr_nonnull(ref);
    ck_assert_int_eq(counter_of(ref)->next(ref->self, ref->state, &number), LB_OK);
    ck_assert_int_eq(number, 10);
    run();
    ck_assert_int_eq(whole("counted"), 15);
    ck_assert_ptr_null(lbh_pipeline_component(pipeline, "mine", "lb.random/1", diag));
    ck_assert_ptr_null(lbh_pipeline_component(pipeline, "counter", COUNTER_ID, diag));
    assert_error_at(diag, 0,
                    &(struct expected_error){.status = LBH_ERR_USAGE,
                                             .text = "component=\"mine\", expected=lb.random/1, found=other interfaces"});
    assert_error_at(diag, 1, &(struct expected_error){.status = LBH_ERR_USAGE, .text = "found=none of this name"});
}
END_TEST

/* --- tensors of the caller and files --- */

START_TEST(a_tensor_is_copied_from_memory)
{
    float data[] = {9, 1, 2, 3};
    int64_t shape[] = {3}, strides[] = {1};
    struct lb_tensor tensor = {.data = data,
                               .device = {1, 0},
                               .ndim = 1,
                               .dtype = {LB_CODE_FLOAT, 32, 1},
                               .shape = shape,
                               .strides = strides,
                               .byte_offset = sizeof(float)};
    parse("'blocks': {'sum': {'use': 'sum-values'}}");
    ck_assert_int_eq(lbh_pipeline_set_tensor(pipeline, "values", &tensor, diag), LBH_OK);
    data[1] = 100;
    run();
    ck_assert_double_eq(real("total"), 6.0);
    tensor.strides = NULL; /* DLPack's way of saying dense */
    shape[0] = 2;
    ck_assert_int_eq(lbh_pipeline_set_tensor(pipeline, "values", &tensor, diag), LBH_OK);
    run();
    ck_assert_double_eq(real("total"), 102.0);
}
END_TEST

START_TEST(a_scalar_is_a_tensor_without_dimensions)
{
    int64_t x = 41;
    const struct lb_tensor tensor = {.data = &x, .device = {1, 0}, .dtype = {LB_CODE_INT, 64, 1}};
    parse(INCREASE);
    ck_assert_int_eq(lbh_pipeline_set_tensor(pipeline, "x", &tensor, diag), LBH_OK);
    run();
    ck_assert_int_eq(whole("x"), 42);
}
END_TEST

START_TEST(a_tensor_of_another_type_is_refused)
{
    double data[] = {1, 2};
    int64_t shape[] = {2};
    const struct lb_tensor tensor = {
        .data = data, .device = {1, 0}, .ndim = 1, .dtype = {LB_CODE_FLOAT, 64, 1}, .shape = shape};
    parse("'blocks': {'sum': {'use': 'sum-values'}}");
    ck_assert_int_eq(lbh_pipeline_set_tensor(pipeline, "values", &tensor, diag), LBH_OK);
    RUN_FAILS(.status = LBH_ERR_USAGE, .text = "setting \"values\": wrong type: expected=f32[N], found=f64[2]");
}
END_TEST

START_TEST(a_tensor_that_is_not_dense_is_refused)
{
    float data[8] = {0};
    int64_t shape[] = {2, 3}, strides[] = {1, 2};
    struct lb_tensor tensor = {
        .data = data, .device = {1, 0}, .ndim = 2, .dtype = {LB_CODE_FLOAT, 32, 1}, .shape = shape, .strides = strides};
    parse("'blocks': {'a': {'use': 'need-matrix'}}");
    ck_assert_int_eq(lbh_pipeline_set_tensor(pipeline, "matrix", &tensor, diag), LBH_ERR_USAGE);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_USAGE, .text = "setting \"matrix\": a dense tensor"});
    strides[0] = 3;
    strides[1] = 1;
    tensor.device.type = 2;
    ck_assert_int_eq(lbh_pipeline_set_tensor(pipeline, "matrix", &tensor, NULL), LBH_ERR_USAGE);
    tensor.device.type = 1;
    tensor.dtype.lanes = 4;
    ck_assert_int_eq(lbh_pipeline_set_tensor(pipeline, "matrix", &tensor, NULL), LBH_ERR_USAGE);
    tensor.dtype.lanes = 1;
    shape[0] = -1;
    ck_assert_int_eq(lbh_pipeline_set_tensor(pipeline, "matrix", &tensor, NULL), LBH_ERR_USAGE);
    shape[0] = 2;
    ck_assert_int_eq(lbh_pipeline_set_tensor(pipeline, "matrix", &tensor, NULL), LBH_OK);
}
END_TEST

START_TEST(outputs_are_saved_and_read_again)
{
    parse(SUM ", 'outputs': ['values', 'total']");
    run();
    ck_assert_msg(lbh_pipeline_save(pipeline, "out.safetensors", diag) == LBH_OK, "%s", lbh_diag_text(diag));
    parse("'blocks': {'scale': {'use': 'scale-values', 'map': {'factor': 'total'}}}");
    set("values", "@out.safetensors#values");
    set("total", "@out.safetensors#total");
    run();
    assert_json("scaled", "[0.0,-0.0,0.0,-0.0]");
}
END_TEST

START_TEST(texts_and_what_is_not_set_are_not_saved)
{
    parse("'inputs': {'text': 'a'}, 'blocks': {'e': {'use': 'echo'}, 's': {'use': 'optional-inputs'}},"
          "'outputs': ['echoed', 'first', 'set_mask']");
    run();
    ck_assert_int_eq(lbh_pipeline_save(pipeline, "out.safetensors", diag), LBH_OK);
    parse("'blocks': {'a': {'use': 'increase'}}");
    set("x", "@out.safetensors"); /* it holds one tensor, which needs no name */
    run();
    ck_assert_int_eq(whole("x"), 1);
}
END_TEST

START_TEST(a_file_that_cannot_be_written_is_an_error)
{
    parse(INCREASE);
    run();
    ck_assert_int_eq(lbh_pipeline_save(pipeline, "nowhere/out.safetensors", diag), LBH_ERR_IO);
    ck_assert_uint_eq(lbh_diag_count(diag), 1);
    assert_contains(error_at(diag, 0)->file, "nowhere/out.safetensors");
}
END_TEST

/* --- messages --- */

static void note_message(void *user, int32_t level, const char *path, const char *text)
{
    snprintf(user, 200, "%d %s %s", level, path, text);
}

START_TEST(messages_of_blocks_reach_the_listener)
{
    char heard[200] = "";
    lbh_host_set_log(host, note_message, heard);
    parse("'inputs': {'text': 'hello'}, 'blocks': {'seq': {'blocks': {'e': {'use': 'echo'}}}}");
    run();
    ck_assert_str_eq(heard, "2 seq.e text of 5 bytes: hello");
    lbh_host_set_log(host, NULL, NULL);
    heard[0] = 0;
    run();
    ck_assert_str_eq(heard, "");
}
END_TEST

SUITE("pipeline")
{
    PROMISE_WITH(suite, "pipelines run again and again", setup, teardown, count_json_counts, nested_json_multiplies,
                 a_second_run_begins_anew, inputs_change_between_runs, shapes_change_between_runs,
                 a_wrong_new_input_leaves_the_old_one, states_persist_over_runs_and_are_an_instance_s_own,
                 a_failed_check_is_final);
    PROMISE_WITH(suite, "pipelines are apart", setup, teardown, pipelines_of_one_host_are_apart, hosts_on_threads_are_apart);
    PROMISE_WITH(suite, "values are read", setup, teardown, numbers_are_converted, an_unknown_name_brings_the_nearest,
                 what_is_not_set_is_not_read, values_are_shown_as_json, a_number_that_is_none_goes_through, outputs_are_listed,
                 a_component_is_lent_between_runs);
    PROMISE_WITH(suite, "tensors come from memory and files", setup, teardown, a_tensor_is_copied_from_memory,
                 a_scalar_is_a_tensor_without_dimensions, a_tensor_of_another_type_is_refused,
                 a_tensor_that_is_not_dense_is_refused, outputs_are_saved_and_read_again,
                 texts_and_what_is_not_set_are_not_saved, a_file_that_cannot_be_written_is_an_error);
    PROMISE_WITH(suite, "blocks are heard", setup, teardown, messages_of_blocks_reach_the_listener);
}
