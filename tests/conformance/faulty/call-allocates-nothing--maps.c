/* SPDX-License-Identifier: MIT */
/* Its fault: it maps memory in its call, and unmaps it. */
#include <loopblocks/loopblocks.h>

#include <sys/mman.h>

#define CALL_BODY                                                                                                              \
    void *const piece = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);                             \
    if (piece != MAP_FAILED) munmap(piece, 4096);
#include "good.h"
