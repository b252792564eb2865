/* SPDX-License-Identifier: MIT */
/* It stays until the process ends. */
/* flags: -Wl,-z,nodelete */
#include "good.h"
