/* SPDX-License-Identifier: MIT */
/* It says that it is there. */
#include <unistd.h>
#define CREATE_BODY (void)!write(1, "created\n", 8);
#include "good.h"
