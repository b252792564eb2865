/* SPDX-License-Identifier: MIT */
/* A method is missing. */
#define METHODS .normal = 0,
#include "good-component.h"
