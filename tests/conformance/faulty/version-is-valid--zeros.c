/* SPDX-License-Identifier: MIT */
/* Its version has leading zeros, by which it cannot be compared. */
#define MEMBERS .version = "1.02.0",
#include "good.h"
