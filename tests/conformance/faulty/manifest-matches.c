/* SPDX-License-Identifier: MIT */
/* Its manifest is that of an older version. */
#include "good.h"
