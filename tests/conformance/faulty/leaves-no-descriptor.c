/* SPDX-License-Identifier: MIT */
/* Fault: it opens a file and leaves it open. */
#include <fcntl.h>

#define CREATE_BODY open("/dev/null", O_RDONLY | O_CLOEXEC);
#include "good.h"
