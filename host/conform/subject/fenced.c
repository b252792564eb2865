/* SPDX-License-Identifier: MIT */
/* Pages with a fence. */
#include "fenced.h"

#include <sys/mman.h>
#include <unistd.h>

void *fenced_new(size_t bytes)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t open = (bytes + page - 1) / page * page;
    char *start = mmap(NULL, open + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED) return NULL;
    if (mprotect(start + open, page, PROT_NONE) != 0) return NULL;
    return start + open - bytes;
}
