/* SPDX-License-Identifier: MIT */
/* Its fault: now and then it maps memory, as it says that it does, and never unmaps it. */
#include <loopblocks/loopblocks.h>

#include <sys/mman.h>

#define EXTRA_STATES {.slot = FREE_SLOT, .name = "calls", .type = "i64"},
#define CALL_BODY                                                                                                              \
    const int64_t calls = ++*lb_i64(state, FREE_SLOT);                                                                         \
    if (calls % 100 == 0) mmap(0, 4096, calls % 200 ? PROT_READ : PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
#define MEMBERS .flags = LB_FLAG_ALLOCATES,
#include "good.h"
