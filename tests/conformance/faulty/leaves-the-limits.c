/* SPDX-License-Identifier: MIT */
/* Fault: it lowers a limit of the process. */
#include <sys/resource.h>

#define CREATE_BODY setrlimit(RLIMIT_MEMLOCK, &(struct rlimit){4096, 4096});
#include "good.h"
