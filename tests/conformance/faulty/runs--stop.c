/* SPDX-License-Identifier: MIT */
/* It stops its process. */
#include <signal.h>
#define CALL_BODY raise(SIGSTOP);
#include "good.h"
