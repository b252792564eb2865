/* SPDX-License-Identifier: MIT */
/* Its table says that it is smaller than the interface's. */
#define METHODS .struct_size = 8,
#include "good-component.h"
