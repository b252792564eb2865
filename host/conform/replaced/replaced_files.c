/* SPDX-License-Identifier: MIT */
/* Opening files and folders. dlopen has to know who calls it, and is left alone. */
#undef _FORTIFY_SOURCE
#undef _FILE_OFFSET_BITS
#include "replaced.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#if REPLACED_HERE

/* To be found by what is loaded: replaced.list names them, too. */
#pragma GCC visibility push(default)

#define OPEN(type, name, declared, given) REPLACED(REPLACED_FILES, type, name, declared, given)

/* The last argument is there where a file may be made. */
static mode_t mode_of(int flags, va_list *arguments)
{
    return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(*arguments, mode_t) : 0;
}

#define OPEN_FILE(name)                                                                                                        \
    int name(const char *path, int flags, ...)                                                                                 \
    {                                                                                                                          \
        static lb_function real;                                                                                               \
        va_list arguments;                                                                                                     \
        va_start(arguments, flags);                                                                                            \
        const mode_t mode = mode_of(flags, &arguments);                                                                        \
        va_end(arguments);                                                                                                     \
        (void)replaced_note(REPLACED_FILES, #name, __builtin_return_address(0));                                               \
        const int result = ((int (*)(const char *, int, ...))replaced_real(&real, #name))(path, flags, mode);                  \
        REPLACED_STAY;                                                                                                         \
        return result;                                                                                                         \
    }
#define OPEN_FILE_AT(name)                                                                                                     \
    int name(int folder, const char *path, int flags, ...)                                                                     \
    {                                                                                                                          \
        static lb_function real;                                                                                               \
        va_list arguments;                                                                                                     \
        va_start(arguments, flags);                                                                                            \
        const mode_t mode = mode_of(flags, &arguments);                                                                        \
        va_end(arguments);                                                                                                     \
        (void)replaced_note(REPLACED_FILES, #name, __builtin_return_address(0));                                               \
        const int result = ((int (*)(int, const char *, int, ...))replaced_real(&real, #name))(folder, path, flags, mode);     \
        REPLACED_STAY;                                                                                                         \
        return result;                                                                                                         \
    }

OPEN_FILE(open)
OPEN_FILE(open64)
OPEN_FILE_AT(openat)
OPEN_FILE_AT(openat64)

/* What code that was built with _FORTIFY_SOURCE calls. */
extern int __open_2(const char *path, int flags);
extern int __open64_2(const char *path, int flags);
extern int __openat_2(int folder, const char *path, int flags);
extern int __openat64_2(int folder, const char *path, int flags);
OPEN(int, __open_2, (const char *path, int flags), (path, flags))
OPEN(int, __open64_2, (const char *path, int flags), (path, flags))
OPEN(int, __openat_2, (int folder, const char *path, int flags), (folder, path, flags))
OPEN(int, __openat64_2, (int folder, const char *path, int flags), (folder, path, flags))

OPEN(int, creat, (const char *path, mode_t mode), (path, mode))
OPEN(int, creat64, (const char *path, mode_t mode), (path, mode))
OPEN(int, mkstemp, (char *path), (path))
OPEN(int, mkstemp64, (char *path), (path))
OPEN(int, mkostemp, (char *path, int flags), (path, flags))
OPEN(int, shm_open, (const char *name, int flags, mode_t mode), (name, flags, mode))
OPEN(FILE *, fopen, (const char *restrict path, const char *restrict mode), (path, mode))
OPEN(FILE *, fopen64, (const char *restrict path, const char *restrict mode), (path, mode))
OPEN(FILE *, freopen, (const char *restrict path, const char *restrict mode, FILE *restrict file), (path, mode, file))
OPEN(FILE *, freopen64, (const char *restrict path, const char *restrict mode, FILE *restrict file), (path, mode, file))
OPEN(FILE *, tmpfile, (void), ())
OPEN(FILE *, tmpfile64, (void), ())
OPEN(DIR *, opendir, (const char *path), (path))

#pragma GCC visibility pop

#endif
