/* SPDX-License-Identifier: MIT */
/* Level 2: shapes, optional inputs and components, loop arguments: whatever comes is worked with, or refused in words. */
#include "level2.h"

static const char shapes[] = "go by lb_dim and lb_count, size states in prepare, and refuse there what cannot be worked with";

static void shapes_of_one(struct conform_case *c)
{
    level2_judge(c, SITUATION_ONE, false, shapes);
}

static void shapes_odd(struct conform_case *c)
{
    level2_judge(c, SITUATION_ODD, false, shapes);
}

static void shapes_large(struct conform_case *c)
{
    level2_judge(c, SITUATION_LARGE, false, shapes);
}

static void optional_inputs_may_be_absent(struct conform_case *c)
{
    level2_judge(c, SITUATION_ABSENT, false, "ask lb_is_set for each of them before it is read");
}

static void optional_inputs_may_be_present(struct conform_case *c)
{
    level2_judge(c, SITUATION_PRESENT, false, "work with what is given, or refuse with lb_fail what does not go together");
}

static void optional_components_may_be_absent(struct conform_case *c)
{
    level2_judge(c, SITUATION_COMPONENT, false, "see whether lb_component_at(components, SLOT)->methods is null");
}

static void loop_arguments_may_be_anything(struct conform_case *c)
{
    level2_judge(c, SITUATION_ARGUMENT, false, "a loop may pass any number: compare it with what you index by it");
}

static void counts_of_zero(struct conform_case *c)
{
    level2_judge(c, SITUATION_ZERO, false, "look at the number before the first step, not behind it");
}

#define CHECK(name, of, function, says)                                                                                        \
    {                                                                                                                          \
        .id = (name), .level = 2, .kinds = (of), .wants = WANTS_LIBRARY | WANTS_RUN | WANTS_FORK, .promise = (says),           \
        .run = (function), .timeout_s = 60                                                                                     \
    }

static const struct check checks[] = {
    CHECK("shapes-of-one", OF_ANY, shapes_of_one, "works on dimensions of one, or refuses them"),
    CHECK("shapes-odd", OF_ANY, shapes_odd, "works on dimensions of three, five and seven, or refuses them"),
    CHECK("shapes-large", OF_ANY, shapes_large, "works on large dimensions, or refuses them"),
    CHECK("optional-inputs-may-be-absent", OF_BLOCK | OF_LOOP, optional_inputs_may_be_absent,
          "lives without any one of its optional inputs"),
    CHECK("optional-inputs-may-be-present", OF_BLOCK | OF_LOOP, optional_inputs_may_be_present,
          "lives with any one of its optional inputs, and with all"),
    CHECK("optional-components-may-be-absent", OF_BLOCK | OF_LOOP, optional_components_may_be_absent,
          "lives without any one of its optional components"),
    CHECK("loop-arguments-may-be-anything", OF_BLOCK, loop_arguments_may_be_anything, "lives through any loop argument"),
    CHECK("counts-may-be-zero", OF_BLOCK | OF_LOOP, counts_of_zero,
          "comes to an end where a whole number that it is given is 0"),
};
const struct check_list level2_inputs = CHECK_LIST(checks);
