/* SPDX-License-Identifier: MIT */
/* Fault: it gives the thread a name. */
#include <sys/prctl.h>

#define CREATE_BODY prctl(PR_SET_NAME, "faulty");
#include "good.h"
