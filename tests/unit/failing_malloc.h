/* SPDX-License-Identifier: MIT */
/* Memory that runs out at the n-th request, for the whole program and the libraries it uses. */
#ifndef TESTS_UNIT_FAILING_MALLOC_H
#define TESTS_UNIT_FAILING_MALLOC_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

/* How many requests are still served; SIZE_MAX: all. A sanitizer has an allocator of its own, which is left alone. */
static size_t requests_left = (size_t)-1;

/* How many pieces are held: what a failure does not give back shows here. */
static size_t pieces_held;

/* Makes the request after `count` more fail, and that one alone. */
static inline void fail_after(size_t count)
{
    requests_left = count;
}

/* Returns whether it did fail, and lets all be served again. */
static inline bool has_failed(void)
{
    const bool failed = requests_left == (size_t)-1;
    requests_left = (size_t)-1;
    return failed;
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void __libc_free(void *memory);

static inline bool is_refused(void)
{
    if (requests_left == (size_t)-1) return false;
    if (requests_left-- > 0) return false;
    errno = ENOMEM; /* the count has wrapped: all that follow are served */
    return true;
}

static inline void *count_piece(void *memory)
{
    if (memory) pieces_held++;
    return memory;
}

void *malloc(size_t size)
{
    return is_refused() ? NULL : count_piece(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    return is_refused() ? NULL : count_piece(__libc_calloc(count, size));
}

void *realloc(void *memory, size_t size)
{
    if (is_refused()) return NULL;
    return memory ? __libc_realloc(memory, size) : count_piece(__libc_malloc(size));
}

void free(void *memory)
{
    if (memory) pieces_held--;
    __libc_free(memory);
}
#endif

#endif
