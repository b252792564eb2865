/* SPDX-License-Identifier: MIT */
/* Fault: an object of the thread, as of thread_local in C++, waits for its destructor. */
#include <loopblocks/loopblocks.h>

extern int __cxa_thread_atexit_impl(void (*function)(void *), void *object, void *library);
extern void *__dso_handle;

static int made;

static void end(void *object)
{
    *(int *)object = 0;
}

#define CALL_BODY                                                                                                              \
    if (!made) made = __cxa_thread_atexit_impl(end, &made, &__dso_handle) == 0;
#include "good.h"
