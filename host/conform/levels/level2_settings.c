/* SPDX-License-Identifier: MIT */
/* Level 2: every value of a config that is declared to be right is, and any other one is refused in words. */
#include "level2.h"

static void config_defaults_work(struct conform_case *c)
{
    level2_judge(c, SITUATION_DEFAULTS, true, "give it a default with which it works, or flag it LB_CONFIG_REQUIRED");
}

static const char declared[] = "take what the range and the choices say, or declare less";

static void config_minimums(struct conform_case *c)
{
    level2_judge(c, SITUATION_LEAST, true, declared);
}

static void config_maximums(struct conform_case *c)
{
    level2_judge(c, SITUATION_MOST, true, declared);
}

static void config_choices(struct conform_case *c)
{
    level2_judge(c, SITUATION_CHOICE, true, declared);
}

static void config_nulls(struct conform_case *c)
{
    level2_judge(c, SITUATION_NULL, true, "ask lb_is_set(info->configs, SLOT) first, or drop LB_CONFIG_NULLABLE");
}

static void config_extremes(struct conform_case *c)
{
    level2_judge(c, SITUATION_EXTREME, false,
                 "declare a range or choices, which the host enforces, or refuse it with lb_fail in create");
}

#define CHECK(name, function, says)                                                                                            \
    {                                                                                                                          \
        .id = (name), .level = 2, .kinds = OF_ANY, .wants = WANTS_LIBRARY | WANTS_RUN | WANTS_FORK, .promise = (says),         \
        .run = (function), .timeout_s = 60                                                                                     \
    }

static const struct check checks[] = {
    CHECK("config-defaults-work", config_defaults_work, "works with the defaults of its configs"),
    CHECK("config-minimums", config_minimums, "takes each config at the lower end of its range"),
    CHECK("config-maximums", config_maximums, "takes each config at the upper end of its range"),
    CHECK("config-choices", config_choices, "takes each config at each of its choices"),
    CHECK("config-nulls", config_nulls, "takes null for each config that may be null"),
    CHECK("config-extremes", config_extremes, "lives through any value of a config that its type allows"),
};
const struct check_list level2_settings = CHECK_LIST(checks);
