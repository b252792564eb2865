/* SPDX-License-Identifier: MIT */
/* It sets a flag of components. */
#define MEMBERS .flags = LB_FLAG_SHAREABLE,
#include "good.h"
