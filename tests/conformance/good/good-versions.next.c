/* SPDX-License-Identifier: MIT */
/* No fault: the next version, with the same states. */
#include "migrates.h"

#undef MEMBERS
#define MEMBERS .get_extension = get_extension, .version = "1.1.0",
#include "good.h"
