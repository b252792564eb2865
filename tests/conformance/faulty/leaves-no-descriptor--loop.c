/* SPDX-License-Identifier: MIT */
/* Fault: a wrapper that opens a file in each run and leaves it open. */
#include <fcntl.h>

#define CALL_BODY open("/dev/null", O_RDONLY | O_CLOEXEC);
#include "good-loop.h"
