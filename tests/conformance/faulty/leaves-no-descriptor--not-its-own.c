/* SPDX-License-Identifier: MIT */
/* Fault: it closes what is not its own. */
#include <unistd.h>

#define DESTROY_BODY close(0);
#include "good.h"
