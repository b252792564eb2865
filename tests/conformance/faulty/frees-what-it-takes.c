/* SPDX-License-Identifier: MIT */
/* It does not give back all that create has taken. */
#include <stdlib.h>
static void *volatile kept;
#define CREATE_BODY kept = malloc(24);
#include "good.h"
