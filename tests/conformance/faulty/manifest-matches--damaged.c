/* SPDX-License-Identifier: MIT */
/* Its manifest is no JSON. */
#include "good.h"
