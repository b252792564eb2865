/* SPDX-License-Identifier: MIT */
/* Fault: it makes the whole process nicer. */
#include <sys/resource.h>

#define CREATE_BODY setpriority(PRIO_PROCESS, 0, 7);
#include "good.h"
