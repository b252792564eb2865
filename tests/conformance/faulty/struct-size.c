/* SPDX-License-Identifier: MIT */
/* Its descriptor says that it is larger than it is. */
#define MEMBERS .struct_size = 4096,
#include "good.h"
