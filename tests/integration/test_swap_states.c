/* SPDX-License-Identifier: MIT */
/* To come. */
#include "swapping.h"

START_TEST(nothing)
{
}
END_TEST

SUITE("swap_states")
{
    PROMISE_WITH(suite, "to come", swapping_setup, swapping_teardown, nothing);
}
