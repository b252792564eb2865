/* SPDX-License-Identifier: MIT */
/* A loop argument is a tensor. */
#include <loopblocks/loopblocks.h>
static const struct lb_arg arguments[] = {{"t", "f32[B]"}};
#define MEMBERS .call_args = LB_ARRAY(arguments),
#include "good.h"
