/* SPDX-License-Identifier: MIT */
/* Fault: it sets a variable of the environment. */
#include <stdlib.h>

#define CREATE_BODY setenv("LOOPBLOCKS_FAULTY", "1", 1);
#include "good.h"
