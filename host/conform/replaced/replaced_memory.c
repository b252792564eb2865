/* SPDX-License-Identifier: MIT */
/* Requests for memory: counted, noted, refused. The C library's own, under their other names, since looking them up takes memory. */
#undef _FORTIFY_SOURCE
#undef _FILE_OFFSET_BITS
#include "replaced.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Of the whole process, as its memory is. */
static volatile int64_t bytes, pieces;
static volatile int fresh = -1;

void replaced_fill(int byte)
{
    fresh = byte;
}

int64_t replaced_live_bytes(void)
{
    return __atomic_load_n(&bytes, __ATOMIC_RELAXED);
}

int64_t replaced_live_pieces(void)
{
    return __atomic_load_n(&pieces, __ATOMIC_RELAXED);
}

#if REPLACED_HERE

/* To be found by what is loaded: replaced.list names them, too. */
#pragma GCC visibility push(default)

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *memory);

static void count(void *memory, int sign)
{
    if (!memory) return;
    __atomic_add_fetch(&bytes, sign * (int64_t)malloc_usable_size(memory), __ATOMIC_RELAXED);
    __atomic_add_fetch(&pieces, sign, __ATOMIC_RELAXED);
}

static void *counted(void *memory)
{
    count(memory, 1);
    return memory;
}

/* Fills what lies behind the first bytes, which are known. */
static void *filled(void *memory, size_t known)
{
    const size_t size = memory && fresh >= 0 ? malloc_usable_size(memory) : 0;
    if (size > known) memset((char *)memory + known, fresh, size - known);
    return memory;
}

static void *no_memory(void)
{
    errno = ENOMEM;
    return NULL;
}

#define IS_REFUSED(function) replaced_note(REPLACED_MEMORY, function, __builtin_return_address(0))

void *malloc(size_t size)
{
    return IS_REFUSED("malloc") ? no_memory() : filled(counted(__libc_malloc(size)), 0);
}

void *calloc(size_t n, size_t size)
{
    return IS_REFUSED("calloc") ? no_memory() : counted(__libc_calloc(n, size));
}

static void *reallocate(void *memory, size_t size)
{
    const size_t before = memory ? malloc_usable_size(memory) : 0;
    count(memory, -1);
    void *const moved = __libc_realloc(memory, size);
    /* A piece of no bytes is gone; one that could not be moved is still there. */
    if (!moved && size > 0) count(memory, 1);
    return filled(counted(moved), before);
}

void *realloc(void *memory, size_t size)
{
    return IS_REFUSED("realloc") ? no_memory() : reallocate(memory, size);
}

void *reallocarray(void *memory, size_t n, size_t size)
{
    size_t total = 0;
    if (IS_REFUSED("reallocarray") || __builtin_mul_overflow(n, size, &total)) return no_memory();
    return reallocate(memory, total);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return IS_REFUSED("aligned_alloc") ? no_memory() : filled(counted(__libc_memalign(alignment, size)), 0);
}

void *memalign(size_t alignment, size_t size)
{
    return IS_REFUSED("memalign") ? no_memory() : filled(counted(__libc_memalign(alignment, size)), 0);
}

void *valloc(size_t size)
{
    return IS_REFUSED("valloc") ? no_memory() : filled(counted(__libc_memalign((size_t)sysconf(_SC_PAGESIZE), size)), 0);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0) return EINVAL;
    void *const piece = IS_REFUSED("posix_memalign") ? NULL : filled(counted(__libc_memalign(alignment, size)), 0);
    if (!piece) return ENOMEM;
    *memory = piece;
    return 0;
}

void free(void *memory)
{
    if (!memory) return;
    (void)IS_REFUSED("free");
    count(memory, -1);
    __libc_free(memory);
}

typedef void *(*map_function)(void *address, size_t size, int protection, int flags, int file, off_t offset);

void *mmap(void *address, size_t size, int protection, int flags, int file, off_t offset)
{
    static lb_function real;
    if (IS_REFUSED("mmap")) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    void *const result = ((map_function)replaced_real(&real, "mmap"))(address, size, protection, flags, file, offset);
    REPLACED_STAY;
    return result;
}

void *mmap64(void *address, size_t size, int protection, int flags, int file, off64_t offset)
{
    static lb_function real;
    if (IS_REFUSED("mmap64")) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    void *const result = ((map_function)replaced_real(&real, "mmap"))(address, size, protection, flags, file, offset);
    REPLACED_STAY;
    return result;
}

REPLACED(REPLACED_MEMORY, int, munmap, (void *address, size_t size), (address, size))
REPLACED(REPLACED_MEMORY, void *, sbrk, (intptr_t by), (by))

#pragma GCC visibility pop

#endif
