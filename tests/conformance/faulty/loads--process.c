/* SPDX-License-Identifier: MIT */
/* It starts a process as it is loaded. */
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

__attribute__((constructor)) static void start(void)
{
    syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}
#include "good.h"
