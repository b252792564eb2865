/* SPDX-License-Identifier: MIT */
/* Level 2: how a block fails, whatever makes it: in words, with a status that there is, and without printing. */
#include "level2.h"

/* Goes through all there is. What it does not live through is told by the check that is about that. */
static const struct courses *provoke(struct conform_case *c)
{
    return situations_go_through(c, SITUATION_ALL, 3);
}

static void failures_have_reasons(struct conform_case *c)
{
    const struct courses *courses = provoke(c);
    for (size_t i = 0; i < courses->count; i++)
        if (courses->items[i].wordless)
            level2_fail(c, &courses->items[i],
                        "return lb_fail(state, \"...\"), which says what was expected and what was found",
                        "it fails, and does not say why");
}

static void statuses_are_known(struct conform_case *c)
{
    const struct courses *courses = provoke(c);
    for (size_t i = 0; i < courses->count; i++)
        if (courses->items[i].unknown)
            level2_fail(c, &courses->items[i], "return LB_OK, LB_STOP from a call, or one of the failures of abi.h",
                        "it returns what is no status");
}

static void prints_nothing(struct conform_case *c)
{
    const struct courses *courses = provoke(c);
    for (size_t i = 0; i < courses->count; i++)
        if (courses->items[i].printed)
            conform_fail(c, "say it with lb_log: the host decides who reads it",
                         "%s: it printed %zu bytes, which begin with: %s", courses->items[i].text, courses->items[i].printed,
                         courses->items[i].trace);
}

#define CHECK(name, function, says)                                                                                            \
    {                                                                                                                          \
        .id = (name), .level = 2, .kinds = OF_ANY, .wants = WANTS_LIBRARY | WANTS_RUN | WANTS_FORK, .promise = (says),         \
        .run = (function), .timeout_s = 60                                                                                     \
    }

static const struct check checks[] = {
    CHECK("failures-have-reasons", failures_have_reasons, "says why it fails, whenever it does"),
    CHECK("statuses-are-known", statuses_are_known, "returns statuses of the ABI alone"),
    CHECK("prints-nothing", prints_nothing, "prints nothing to standard output and error"),
};
const struct check_list level2_failures = CHECK_LIST(checks);
