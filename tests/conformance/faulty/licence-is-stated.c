/* SPDX-License-Identifier: MIT */
/* It does not say who may use it. */
#define MEMBERS .licence = 0,
#include "good.h"
