/* SPDX-License-Identifier: MIT */
/* torch-random gives the numbers that PyTorch gives for a seed, in the order in which PyTorch draws them. */
#include <check.h>
#include <limits.h>
#include <loopblocks/random.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "component.h"
#include "safetensors.h"

#define LARGEST 1000

static struct component component;
static const struct lb_random *generator;

static void open_generator(void)
{
    component_open(&component, "torch-random", LB_RANDOM_ID, NULL);
    generator = component.methods;
}

static void close_generator(void)
{
    component_close(&component);
}

static void draw_f32(float *values, int64_t count)
{
    struct lb_tensor tensor = tensor_f32(values, 1, &count);
    ck_assert_int_eq(generator->normal(component.self, component.state, &tensor), LB_OK);
}

static void draw_f64(double *values, int64_t count)
{
    struct lb_tensor tensor = tensor_f64(values, 1, &count);
    ck_assert_int_eq(generator->normal(component.self, component.state, &tensor), LB_OK);
}

static void seed(uint64_t value)
{
    ck_assert_int_eq(generator->seed(component.self, component.state, value), LB_OK);
}

/* Draws a case's numbers as doubles, whatever their type. */
static void draw(const char *dtype, double *values, int64_t count)
{
    if (strcmp(dtype, "float64") == 0) {
        draw_f64(values, count);
        return;
    }
    static float drawn[LARGEST];
    draw_f32(drawn, count);
    for (int64_t i = 0; i < count; i++) values[i] = (double)drawn[i];
}

static void check_first(const json_t *expected, const double *found)
{
    size_t i;
    const json_t *value;
    ck_assert_uint_gt(json_array_size(expected), 0);
    json_array_foreach(expected, i, value)
    {
        const double wanted = json_number_value(value);
        ck_assert_msg(found[i] == wanted, "value %zu: expected %.17g, found %.17g", i, wanted, found[i]);
    }
}

START_TEST(seeds_give_the_reference_values)
{
    json_t *cases = reference_json("randn.json");
    ck_assert_uint_gt(json_array_size(cases), 0);
    size_t i;
    const json_t *one;
    json_array_foreach(cases, i, one)
    {
        static double values[LARGEST];
        const char *dtype = json_string_value(json_object_get(one, "dtype"));
        const int64_t count = json_integer_value(json_object_get(one, "n"));
        ck_assert_int_le(count, LARGEST);
        seed((uint64_t)json_integer_value(json_object_get(one, "seed")));
        draw(dtype, values, count);
        check_first(json_object_get(one, "first"), values);
        const json_t *last = json_object_get(one, "last"), *sum = json_object_get(one, "sum");
        if (last) ck_assert_double_eq(values[count - 1], json_number_value(last));
        double total = 0;
        for (int64_t k = 0; k < count; k++) total += values[k];
        if (sum) ck_assert_double_eq(total, json_number_value(sum));
        if (!json_object_get(one, "second_call_first")) continue;
        draw(dtype, values, count);
        check_first(json_object_get(one, "second_call_first"), values);
    }
    json_decref(cases);
}
END_TEST

/* Thousands of values each, where randn.json has 64. */
START_TEST(whole_runs_begin_with_the_reference_noise)
{
    static const struct {
        uint64_t seed;
        const char *name;
    } runs[] = {
        {0, "ddim_seed0_class7_steps50_scale1.5_batch4"},
        {1, "ddim_seed1_class0_steps20_scale1_batch3"},
        {0, "ddpm_seed0_class9_steps50_scale2_batch2"},
    };
    const char *root = getenv("LOOPBLOCKS_SRCDIR");
    for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++) {
        char path[PATH_MAX];
        struct lbh_safetensors *file = NULL;
        snprintf(path, sizeof path, "%s/tests/reference/fashion/%s.safetensors", root ? root : ".", runs[i].name);
        ck_assert_int_eq(lbh_safetensors_open(path, &file, NULL), LBH_OK);
        const struct lbh_safetensor *noise = lbh_safetensors_find(file, "initial_noise");
        ck_assert_ptr_nonnull(noise);
        float *drawn = malloc(noise->bytes);
        ck_assert_ptr_nonnull(drawn);
        seed(runs[i].seed);
        draw_f32(drawn, (int64_t)(noise->bytes / sizeof *drawn));
        ck_assert_mem_eq(drawn, noise->data, noise->bytes);
        free(drawn);
        lbh_safetensors_close(file);
    }
}
END_TEST

START_TEST(the_first_five_of_seed_0_have_these_bits)
{
    static const uint32_t bits[] = {0x3fc53f5c, 0xbe963c50, 0xc00b7149, 0x3f1184b6, 0xbf8ad1a1};
    float values[5];
    uint32_t found[5];
    seed(0);
    draw_f32(values, 5);
    memcpy(found, values, sizeof found);
    for (int i = 0; i < 5; i++) ck_assert_uint_eq(found[i], bits[i]);
}
END_TEST

START_TEST(a_kept_normal_waits_for_the_next_small_draw)
{
    float one[5], group[16], rest[3], straight[8];
    seed(7);
    draw_f32(straight, 8);
    seed(7);
    draw_f32(one, 5); /* the second of the third pair is kept */
    draw_f32(group, 16);
    draw_f32(rest, 3);
    ck_assert(rest[0] == straight[5]);
    ck_assert(rest[1] != straight[6]); /* the group has used what came then */
}
END_TEST

START_TEST(seeding_drops_the_kept_normal)
{
    float first[2], again[2];
    seed(3);
    draw_f32(first, 1);
    seed(3);
    draw_f32(again, 1);
    ck_assert(first[0] == again[0]);
}
END_TEST

START_TEST(an_unseeded_generator_starts_from_its_config)
{
    struct component other;
    json_t *config = json_pack("{s:i}", "seed", 42);
    component_open(&other, "torch-random", LB_RANDOM_ID, config);
    float unseeded[20], seeded[20];
    int64_t count = 20;
    struct lb_tensor tensor = tensor_f32(unseeded, 1, &count);
    const struct lb_random *methods = other.methods;
    ck_assert_int_eq(methods->normal(other.self, other.state, &tensor), LB_OK);
    seed(42);
    draw_f32(seeded, 20);
    ck_assert_mem_eq(unseeded, seeded, sizeof seeded);
    component_close(&other);
    json_decref(config);
}
END_TEST

START_TEST(the_low_32_bits_of_a_seed_count)
{
    float low[4], high[4];
    seed(5);
    draw_f32(low, 4);
    seed((UINT64_C(9) << 32) + 5);
    draw_f32(high, 4);
    ck_assert_mem_eq(low, high, sizeof low);
}
END_TEST

START_TEST(uniforms_take_one_word_in_f32_and_two_in_f64)
{
    /* 2357136044 and 2546248239 are MT19937's first words for seed 0. */
    float narrow[2];
    double wide[1];
    int64_t two = 2, one = 1;
    struct lb_tensor narrow_tensor = tensor_f32(narrow, 1, &two), wide_tensor = tensor_f64(wide, 1, &one);
    seed(0);
    ck_assert_int_eq(generator->uniform(component.self, component.state, &narrow_tensor), LB_OK);
    seed(0);
    ck_assert_int_eq(generator->uniform(component.self, component.state, &wide_tensor), LB_OK);
    ck_assert(narrow[0] == (float)(UINT32_C(2357136044) & 0xffffff) / 16777216.0f);
    ck_assert(narrow[1] == (float)(UINT32_C(2546248239) & 0xffffff) / 16777216.0f);
    const uint64_t bits = ((uint64_t)2357136044 << 32 | 2546248239) & ((UINT64_C(1) << 53) - 1);
    ck_assert(wide[0] == (double)bits / 9007199254740992.0);
}
END_TEST

START_TEST(another_type_is_refused)
{
    int32_t whole[4];
    int64_t count = 4;
    struct lb_tensor tensor = tensor_f32((float *)(void *)whole, 1, &count);
    tensor.dtype.code = LB_CODE_INT;
    ck_assert_int_lt(generator->normal(component.self, component.state, &tensor), 0);
    ck_assert_int_lt(generator->uniform(component.self, component.state, &tensor), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("randn");
    TCase *values = tcase_create("values"), *order = tcase_create("order");
    tcase_add_checked_fixture(values, open_generator, close_generator);
    tcase_add_test(values, seeds_give_the_reference_values);
    tcase_add_test(values, whole_runs_begin_with_the_reference_noise);
    tcase_add_test(values, the_first_five_of_seed_0_have_these_bits);
    tcase_add_test(values, uniforms_take_one_word_in_f32_and_two_in_f64);
    tcase_add_test(values, another_type_is_refused);
    tcase_add_checked_fixture(order, open_generator, close_generator);
    tcase_add_test(order, a_kept_normal_waits_for_the_next_small_draw);
    tcase_add_test(order, seeding_drops_the_kept_normal);
    tcase_add_test(order, an_unseeded_generator_starts_from_its_config);
    tcase_add_test(order, the_low_32_bits_of_a_seed_count);
    suite_add_tcase(suite, values);
    suite_add_tcase(suite, order);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
