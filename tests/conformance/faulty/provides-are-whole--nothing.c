/* SPDX-License-Identifier: MIT */
/* It provides nothing. */
#define MEMBERS .provides = {0},
#include "good-component.h"
