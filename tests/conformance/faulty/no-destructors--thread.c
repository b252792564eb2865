/* SPDX-License-Identifier: MIT */
/* It asks for something to be done as a thread ends. */
extern int __cxa_thread_atexit_impl(void (*function)(void *), void *object, void *library);
static void note(void *object)
{
    (void)object;
}
#define CREATE_BODY __cxa_thread_atexit_impl(note, 0, 0);
#include "good.h"
