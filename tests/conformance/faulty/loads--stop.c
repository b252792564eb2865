/* SPDX-License-Identifier: MIT */
/* It stops the process that loads it, by a system call: the function that does it would be another fault. */
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

__attribute__((constructor)) static void stop(void)
{
    syscall(SYS_kill, getpid(), SIGSTOP);
}
#include "good.h"
