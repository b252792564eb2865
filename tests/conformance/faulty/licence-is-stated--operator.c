/* SPDX-License-Identifier: MIT */
/* It may be used under the terms of something that is missing. */
#define MEMBERS .licence = "MIT OR",
#include "good.h"
