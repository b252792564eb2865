/* SPDX-License-Identifier: MIT */
/* Every request for memory of the whole program: counted, refused at the n-th if a test asks for it, and missed if not given back. */
#ifndef TESTS_INTEGRATION_ALLOCATIONS_H
#define TESTS_INTEGRATION_ALLOCATIONS_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Requests so far, pieces that have not been given back, and how many requests are still served: UINT64_MAX is all. */
static volatile uint64_t requests, pieces, served = UINT64_MAX;

/* Requests made from this place in the code are neither refused nor counted; null: there is none. */
static const void *volatile spared;

/* Who asks for this many bytes becomes the place above, until this is 0 again. */
static volatile size_t sought;

/* The thread sanitizer's allocator is left alone: nothing is counted then. */
#if defined(__SANITIZE_THREAD__)
#define REQUESTS_ARE_SEEN 0
#define PIECES_ARE_COUNTED 0
#else
#define REQUESTS_ARE_SEEN 1

/* The address sanitizer makes copies of texts by itself, and looks for what is lost by itself. */
#if defined(__SANITIZE_ADDRESS__)
#define PIECES_ARE_COUNTED 0
#define REAL(name) __interceptor_##name
#else
#define PIECES_ARE_COUNTED 1
#define REAL(name) __libc_##name
#endif

extern void *REAL(malloc)(size_t size);
extern void *REAL(calloc)(size_t count, size_t size);
extern void *REAL(realloc)(void *memory, size_t size);
extern void *REAL(memalign)(size_t alignment, size_t size);
extern void REAL(free)(void *memory);

static inline int is_refused(size_t size, const void *caller)
{
    if (sought != 0 && size == sought) spared = caller;
    if (caller == spared) return 0;
    requests++;
    if (served == UINT64_MAX) return 0;
    if (served-- > 0) return 0; /* after the refused one the count has wrapped: all that follow are served */
    errno = ENOMEM;
    return 1;
}

#define IS_REFUSED(size) is_refused((size), __builtin_return_address(0))

static inline void *noted(void *memory)
{
    if (memory) pieces++;
    return memory;
}

void *malloc(size_t size)
{
    return IS_REFUSED(size) ? NULL : noted(REAL(malloc)(size));
}

void *calloc(size_t count, size_t size)
{
    return IS_REFUSED(count * size) ? NULL : noted(REAL(calloc)(count, size));
}

void *realloc(void *memory, size_t size)
{
    if (IS_REFUSED(size)) return NULL;
    return memory ? REAL(realloc)(memory, size) : noted(REAL(realloc)(memory, size));
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return IS_REFUSED(size) ? NULL : noted(REAL(memalign)(alignment, size));
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    if (IS_REFUSED(size)) return ENOMEM;
    *memory = noted(REAL(memalign)(alignment, size));
    return *memory ? 0 : ENOMEM;
}

void free(void *memory)
{
    if (memory) pieces--;
    REAL(free)(memory);
}

#if !defined(__SANITIZE_ADDRESS__)
void *mmap(void *address, size_t size, int protection, int flags, int file, off_t offset)
{
    if (IS_REFUSED(size)) return MAP_FAILED;
    return (void *)syscall(SYS_mmap, address, size, protection, flags, file, offset); /* NOLINT: the kernel gives an address */
}
#endif
#endif

#endif
