/* SPDX-License-Identifier: MIT */
/* There is nothing to call. */
#define MEMBERS .call = 0,
#include "good.h"
