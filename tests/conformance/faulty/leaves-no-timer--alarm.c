/* SPDX-License-Identifier: MIT */
/* Fault: it has the process be sent a signal some day. */
#include <unistd.h>

#define CREATE_BODY alarm(3600);
#include "good.h"
