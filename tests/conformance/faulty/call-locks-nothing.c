/* SPDX-License-Identifier: MIT */
/* Its fault: it locks a mutex in its call. */
#include <loopblocks/loopblocks.h>

#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
#define CALL_BODY                                                                                                              \
    pthread_mutex_lock(&mutex);                                                                                                \
    pthread_mutex_unlock(&mutex);
#include "good.h"
