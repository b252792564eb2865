/* SPDX-License-Identifier: MIT */
/* No fault: it has states, and a next version, of which each takes the other's place. */
#include "migrates.h"

#include "good.h"
