/* SPDX-License-Identifier: MIT */
/* Its name has capitals. */
#define MEMBERS .name = "Name-Is-Valid",
#include "good.h"
