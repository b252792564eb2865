/* SPDX-License-Identifier: MIT */
/* Its descriptor says that it is smaller than any. */
#define MEMBERS .struct_size = 8,
#include "good.h"
