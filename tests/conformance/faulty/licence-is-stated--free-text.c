/* SPDX-License-Identifier: MIT */
/* It says who may use it in words that no tool understands. */
#define MEMBERS .licence = "see the file LICENSE",
#include "good.h"
