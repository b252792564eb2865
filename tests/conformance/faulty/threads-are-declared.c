/* SPDX-License-Identifier: MIT */
/* It starts threads and does not say so. */
#include <pthread.h>
static void *work(void *argument)
{
    return argument;
}
#define CALL_BODY                                                                                                              \
    pthread_t thread;                                                                                                          \
    if (*lb_f64(state, X) != *lb_f64(state, X)) pthread_create(&thread, NULL, work, NULL);
#include "good.h"
