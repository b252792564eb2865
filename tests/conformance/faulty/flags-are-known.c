/* SPDX-License-Identifier: MIT */
/* It sets a flag that means nothing. */
#define MEMBERS .flags = UINT64_C(1) << 31,
#include "good.h"
