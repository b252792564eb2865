/* SPDX-License-Identifier: MIT */
/* It was built for an ABI that is to come. */
#define MEMBERS .abi_major = LB_ABI_MAJOR + 1,
#include "good.h"
