/* SPDX-License-Identifier: MIT */
/* Its version is a word. */
#define MEMBERS .version = "latest",
#include "good.h"
