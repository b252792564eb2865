/* SPDX-License-Identifier: MIT */
/* To come. */
#include "swapping.h"

START_TEST(nothing)
{
}
END_TEST

SUITE("swap_races")
{
    PROMISE_WITH(suite, "to come", swapping_setup, swapping_teardown, nothing);
}
