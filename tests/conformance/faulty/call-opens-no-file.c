/* SPDX-License-Identifier: MIT */
/* Its fault: it opens a file in its call, and closes it. */
#include <loopblocks/loopblocks.h>

#include <fcntl.h>
#include <unistd.h>

#define CALL_BODY                                                                                                              \
    const int file = open("/dev/null", O_RDONLY);                                                                              \
    if (file >= 0) close(file);
#include "good.h"
