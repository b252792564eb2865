/* SPDX-License-Identifier: MIT */
/* Pages that hold one value alone: what it takes for a stray access to be found. */
#ifndef LBH_PAGES_H
#define LBH_PAGES_H

#include <stdbool.h>
#include <stddef.h>

/* What may be done with a value; each allows what the ones before it do. */
enum lbh_access { LBH_ACCESS_NONE, LBH_ACCESS_READ, LBH_ACCESS_WRITE };

/*
 * The value ends where its last page ends, but for what its alignment takes. Before and behind its pages lie others that nobody may
 * touch; what is left of its own pages holds a canary.
 */
struct lbh_pages {
    char *data; /* the value */
    size_t bytes;
    char *start; /* of its pages */
    size_t room; /* their bytes */
    enum lbh_access access;
    enum lbh_access wanted; /* for who works out what is allowed */
    struct lbh_pages *next; /* of who keeps a list of them */
    struct lbh_pages *previous;
};

/* Makes zero-filled pages, open, whose value has this alignment: a power of two, a page at most. Null when out of memory. */
struct lbh_pages *lbh_pages_new(size_t bytes, size_t alignment);
void lbh_pages_free(struct lbh_pages *pages);

/* Opens or closes the value. Costs a system call only where that changes something. */
void lbh_pages_allow(struct lbh_pages *pages, enum lbh_access access);

/* Returns whether an address lies in the pages, or in those before and behind them. From a signal handler, too. */
bool lbh_pages_hold(const struct lbh_pages *pages, const void *address);

/*
 * Looks at the canary, which must be readable, and mends it. Returns 0 where it is whole; else how far behind the end of the value
 * bytes were written, or, negative, how far before its start.
 */
ptrdiff_t lbh_pages_check(struct lbh_pages *pages);

#endif
