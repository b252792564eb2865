/* SPDX-License-Identifier: MIT */
/* The C library's lists of what is done at the end cannot be read: so whoever adds to them is counted here, and passed on. */
#undef _FORTIFY_SOURCE
#include "replaced_leftovers.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "replaced.h"

/* Of the whole process, as the lists are. */
static _Atomic size_t thread_destructors, exit_handlers;

size_t replaced_thread_destructors(void)
{
    return atomic_load(&thread_destructors);
}

size_t replaced_exit_handlers(void)
{
    return atomic_load(&exit_handlers);
}

#if REPLACED_HERE

/* To be found by what is loaded: replaced.list names them, too. */
#pragma GCC visibility push(default)

/* The names are the C library's. atexit and at_quick_exit are the first two in disguise. */
extern int __cxa_atexit(void (*function)(void *), void *argument, void *library);
extern int __cxa_at_quick_exit(void (*function)(void *), void *library);
extern int __cxa_thread_atexit_impl(void (*function)(void *), void *object, void *library);

#define NOTE(function) ((void)replaced_note(REPLACED_LATER, function, __builtin_return_address(0)))

/* In C++, a static object's destructor comes this way, too, with the object; atexit's functions come without. */
int __cxa_atexit(void (*function)(void *), void *argument, void *library)
{
    static lb_function real;
    NOTE("__cxa_atexit");
    if (!argument) atomic_fetch_add(&exit_handlers, 1);
    return ((int (*)(void (*)(void *), void *, void *))replaced_real(&real, "__cxa_atexit"))(function, argument, library);
}

int __cxa_at_quick_exit(void (*function)(void *), void *library)
{
    static lb_function real;
    NOTE("__cxa_at_quick_exit");
    atomic_fetch_add(&exit_handlers, 1);
    return ((int (*)(void (*)(void *), void *))replaced_real(&real, "__cxa_at_quick_exit"))(function, library);
}

int on_exit(void (*function)(int, void *), void *argument)
{
    static lb_function real;
    NOTE("on_exit");
    atomic_fetch_add(&exit_handlers, 1);
    return ((int (*)(void (*)(int, void *), void *))replaced_real(&real, "on_exit"))(function, argument);
}

/* What waits for the end of a thread. */
struct waiting {
    void (*function)(void *);
    void *object;
};

static void destroy(void *user)
{
    const struct waiting waiting = *(struct waiting *)user;
    free(user);
    atomic_fetch_sub(&thread_destructors, 1);
    waiting.function(waiting.object);
}

int __cxa_thread_atexit_impl(void (*function)(void *), void *object, void *library)
{
    static lb_function real;
    struct waiting *waiting = malloc(sizeof *waiting);
    NOTE("__cxa_thread_atexit_impl");
    if (!waiting) return -1;
    *waiting = (struct waiting){function, object};
    atomic_fetch_add(&thread_destructors, 1);
    return ((int (*)(void (*)(void *), void *, void *))replaced_real(&real, "__cxa_thread_atexit_impl"))(destroy, waiting,
                                                                                                         library);
}

#pragma GCC visibility pop

#endif
