/* SPDX-License-Identifier: MIT */
/* Its fault: it opens a file in its call without the C library's function for that. */
#include <loopblocks/loopblocks.h>

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

long syscall(long number, ...);
#define CALL_BODY                                                                                                              \
    const long file = syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY);                                                    \
    if (file >= 0) close((int)file);
#include "good.h"
