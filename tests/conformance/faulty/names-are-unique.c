/* SPDX-License-Identifier: MIT */
/* Two loop arguments have one name. */
#include <loopblocks/loopblocks.h>
static const struct lb_arg arguments[] = {{"i", "i64"}, {"i", "i64"}};
#define MEMBERS .call_args = LB_ARRAY(arguments),
#include "good.h"
