/* SPDX-License-Identifier: MIT */
/* Tests of the names that are suggested for a wrong one. */
#include "nearest.h"

#include "suite.h"

#include <string.h>

static const char *const names[] = {"guidance_scale", "num_steps", "num_train_timesteps", "beta_start", "beta_end", "eta"};
#define COUNT (sizeof names / sizeof names[0])

static const char *text_for(const char *name)
{
    static char buffer[128];
    return lbh_nearest_text(name, names, COUNT, buffer, sizeof buffer);
}

START_TEST(one_wrong_letter_is_recognised)
{
    ck_assert_str_eq(text_for("guidence_scale"), "did you mean \"guidance_scale\"?");
}
END_TEST

START_TEST(exchanged_neighbours_are_one_edit)
{
    const char *best[2];
    const char *const candidates[] = {"abxxx", "ba"};
    ck_assert_uint_eq(lbh_nearest("ab", candidates, 2, best, 2), 1);
    ck_assert_str_eq(best[0], "ba");
}
END_TEST

START_TEST(case_does_not_count)
{
    ck_assert_str_eq(text_for("GUIDANCE_SCALE"), "did you mean \"guidance_scale\"?");
}
END_TEST

START_TEST(a_part_of_a_name_is_recognised)
{
    ck_assert_str_eq(text_for("guidance"), "did you mean \"guidance_scale\"?");
    ck_assert_str_eq(text_for("the_num_steps_of_it"), "did you mean \"num_steps\"?");
}
END_TEST

START_TEST(nearest_comes_first)
{
    const char *best[3];
    const char *const candidates[] = {"beta_smart", "beta_sart", "beta_starts"};
    ck_assert_uint_eq(lbh_nearest("beta_sarts", candidates, 3, best, 3), 3);
    ck_assert_str_eq(best[0], "beta_sart");
    ck_assert_str_eq(best[1], "beta_starts");
    ck_assert_str_eq(best[2], "beta_smart");
}
END_TEST

START_TEST(no_more_than_the_room_is_filled)
{
    const char *best[2] = {NULL, "untouched"};
    const char *const candidates[] = {"latents_b", "latents"};
    ck_assert_uint_eq(lbh_nearest("latents", candidates, 2, best, 1), 1);
    ck_assert_str_eq(best[0], "latents");
    ck_assert_str_eq(best[1], "untouched");
    ck_assert_uint_eq(lbh_nearest("latents", candidates, 2, best, 0), 0);
}
END_TEST

START_TEST(what_is_far_is_not_suggested)
{
    ck_assert_str_eq(text_for("wxyz"), "");
    ck_assert_str_eq(text_for(""), "");
    ck_assert_str_eq(text_for("q"), "");
}
END_TEST

START_TEST(a_name_without_a_common_letter_is_not_near)
{
    const char *best[1];
    const char *const candidates[] = {"y", "yz", ""};
    ck_assert_uint_eq(lbh_nearest("x", candidates, 3, best, 1), 0);
}
END_TEST

START_TEST(long_names_are_safe)
{
    char name[5001];
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    ck_assert_str_eq(text_for(name), "");
}
END_TEST

START_TEST(text_is_cut_to_the_buffer)
{
    char buffer[8];
    ck_assert_str_eq(lbh_nearest_text("eto", names, COUNT, buffer, sizeof buffer), "did you");
}
END_TEST

SUITE("nearest")
{
    PROMISE(suite, "what was meant is found", one_wrong_letter_is_recognised, exchanged_neighbours_are_one_edit,
            case_does_not_count, a_part_of_a_name_is_recognised);
    PROMISE(suite, "the nearest come first, as many as asked for", nearest_comes_first, no_more_than_the_room_is_filled,
            text_is_cut_to_the_buffer);
    PROMISE(suite, "nothing far is suggested", what_is_far_is_not_suggested, a_name_without_a_common_letter_is_not_near,
            long_names_are_safe);
}
