/* SPDX-License-Identifier: MIT */
/* Fault: it changes the working directory. */
#include <unistd.h>

#define CREATE_BODY (void)!chdir("/");
#include "good.h"
