/* SPDX-License-Identifier: MIT */
/* Fault: call does not say why it fails where a file cannot be opened. */
#include <fcntl.h>
#include <unistd.h>

#define CALL_BODY                                                                                                              \
    const int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);                                                                    \
    if (fd < 0) return LB_IO;                                                                                                  \
    close(fd);
#define MEMBERS .flags = LB_FLAG_EXTERNAL_EFFECTS,
#include "good.h"
