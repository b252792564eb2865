/* SPDX-License-Identifier: MIT */
/* Its descriptor calls it otherwise. */
#define MEMBERS .name = "another",
#include "good.h"
