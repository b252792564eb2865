/* SPDX-License-Identifier: MIT */
/* Fault: it blocks a signal and leaves it blocked. */
#include <signal.h>

#define CALL_BODY                                                                                                              \
    sigset_t set;                                                                                                              \
    sigemptyset(&set);                                                                                                         \
    sigaddset(&set, SIGUSR1);                                                                                                  \
    pthread_sigmask(SIG_BLOCK, &set, NULL);
#include "good.h"
