/* SPDX-License-Identifier: MIT */
/* Threads, signals, and what is registered to be called later. */
#undef _FORTIFY_SOURCE
#include "replaced.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <threads.h>

#if REPLACED_HERE

/* To be found by what is loaded: replaced.list names them, too. */
#pragma GCC visibility push(default)

REPLACED(REPLACED_THREADS, int, pthread_create,
         (pthread_t *restrict thread, const pthread_attr_t *restrict attributes, void *(*function)(void *),
          void *restrict argument),
         (thread, attributes, function, argument))
REPLACED(REPLACED_THREADS, int, thrd_create, (thrd_t * thread, thrd_start_t function, void *argument),
         (thread, function, argument))

/* Asking what a signal does is no offence. */
int sigaction(int number, const struct sigaction *restrict action, struct sigaction *restrict before)
{
    static lb_function real;
    if (action) (void)replaced_note(REPLACED_SIGNALS, "sigaction", __builtin_return_address(0));
    const int result =
        ((int (*)(int, const struct sigaction *, struct sigaction *))replaced_real(&real, "sigaction"))(number, action, before);
    REPLACED_STAY;
    return result;
}

#define HANDLER(name)                                                                                                          \
    extern sighandler_t name(int number, sighandler_t handler);                                                                \
    REPLACED(REPLACED_SIGNALS, sighandler_t, name, (int number, sighandler_t handler), (number, handler))

HANDLER(signal)
HANDLER(sysv_signal)
HANDLER(__sysv_signal)
HANDLER(ssignal)
HANDLER(sigset)

/* pthread_atfork is this in disguise. What waits for the end of a thread or the process is in replaced_leftovers.c. */
extern int __register_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void), void *library);

REPLACED(REPLACED_LATER, int, __register_atfork,
         (void (*prepare)(void), void (*parent)(void), void (*child)(void), void *library), (prepare, parent, child, library))
REPLACED(REPLACED_LATER, int, pthread_key_create, (pthread_key_t * key, void (*destroy)(void *)), (key, destroy))
REPLACED(REPLACED_LATER, int, tss_create, (tss_t * key, tss_dtor_t destroy), (key, destroy))

#pragma GCC visibility pop

#endif
