/* SPDX-License-Identifier: MIT */
/* It needs a newer minor than this host's. */
#define MEMBERS .abi_minor = LB_ABI_MINOR + 1,
#include "good.h"
