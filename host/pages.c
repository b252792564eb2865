/* SPDX-License-Identifier: MIT */
/* One mapping a value: closed pages, its own, closed pages. */
#include "pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Of closed pages on either side: an index that is off by thousands is found, too. They take no memory. */
#define MARGIN ((size_t)1 << 16)
#define CANARY 0xC5

static size_t round_up(size_t bytes, size_t grain)
{
    return (bytes + grain - 1) & ~(grain - 1);
}

struct lbh_pages *lbh_pages_new(size_t bytes, size_t alignment)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (bytes > SIZE_MAX / 2) return NULL;
    struct lbh_pages *pages = calloc(1, sizeof *pages);
    if (!pages) return NULL;
    pages->bytes = bytes;
    pages->access = LBH_ACCESS_WRITE;
    pages->room = round_up(bytes ? bytes : 1, page);
    char *mapped = mmap(NULL, pages->room + 2 * MARGIN, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped == MAP_FAILED) {
        free(pages);
        return NULL;
    }
    pages->start = mapped + MARGIN;
    pages->data = pages->start + pages->room - round_up(bytes, alignment);
    if (mprotect(pages->start, pages->room, PROT_READ | PROT_WRITE) != 0) {
        lbh_pages_free(pages);
        return NULL;
    }
    memset(pages->start, CANARY, (size_t)(pages->data - pages->start));
    memset(pages->data + bytes, CANARY, round_up(bytes, alignment) - bytes);
    return pages;
}

void lbh_pages_free(struct lbh_pages *pages)
{
    if (pages) munmap(pages->start - MARGIN, pages->room + 2 * MARGIN);
    free(pages);
}

void lbh_pages_allow(struct lbh_pages *pages, enum lbh_access access)
{
    static const int protections[] = {
        [LBH_ACCESS_NONE] = PROT_NONE, [LBH_ACCESS_READ] = PROT_READ, [LBH_ACCESS_WRITE] = PROT_READ | PROT_WRITE};
    if (pages->access == access) return;
    /* It fails only where the process may have no more mappings: what stays open then finds less, and breaks nothing. */
    if (mprotect(pages->start, pages->room, protections[access]) == 0) pages->access = access;
}

bool lbh_pages_hold(const struct lbh_pages *pages, const void *address)
{
    const uintptr_t at = (uintptr_t)address, start = (uintptr_t)pages->start;
    return at >= start - MARGIN && at < start + pages->room + MARGIN;
}

/* Returns whether bytes all are the canary's. */
static bool is_whole(const char *bytes, size_t count)
{
    return count == 0 || ((unsigned char)bytes[0] == CANARY && memcmp(bytes, bytes + 1, count - 1) == 0);
}

ptrdiff_t lbh_pages_check(struct lbh_pages *pages)
{
    char *const end = pages->data + pages->bytes;
    const size_t before = (size_t)(pages->data - pages->start), behind = (size_t)(pages->start + pages->room - end);
    ptrdiff_t found = 0;
    if (!is_whole(end, behind)) {
        size_t last = behind;
        while ((unsigned char)end[last - 1] == CANARY) last--;
        found = (ptrdiff_t)last;
        memset(end, CANARY, behind);
    } else if (!is_whole(pages->start, before)) {
        size_t first = 0;
        while ((unsigned char)pages->start[first] == CANARY) first++;
        found = (ptrdiff_t)first - (ptrdiff_t)before;
        memset(pages->start, CANARY, before);
    }
    return found;
}
