/* SPDX-License-Identifier: MIT */
/* Fault: its key has a function for the end of a thread, and stays. */
#include <loopblocks/loopblocks.h>

#include <pthread.h>
#include <stdlib.h>

static pthread_key_t key;
static int made;

#define CREATE_BODY                                                                                                            \
    if (!made) made = pthread_key_create(&key, free) == 0;
#include "good.h"
