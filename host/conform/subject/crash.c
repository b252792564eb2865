/* SPDX-License-Identifier: MIT */
/* The signal handlers of a check's process. They may do more than handlers ought to: the process is lost in any case. */
#include "crash.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#include <loopblocks/host.h>

enum { MOST_FRAMES = 48, STACK_SIZE = 64 * 1024 };

/* A handler is given nothing of ours, so that what it needs has to be found here. */
static struct verdict *watched;
static crash_system_call told;
static const void *struck; /* the instruction at which a signal came; null: none did, or the machine is not known */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

void crash_trace(char *trace, size_t size)
{
    void *frames[MOST_FRAMES];
    Dl_info own, info;
    size_t used = 0;
    const int count = backtrace(frames, MOST_FRAMES);
    int first = 0;
    *trace = '\0';
    if (!dladdr((void *)(uintptr_t)crash_trace, &own)) return;
    /* What lies before the one that was struck is the handler's. */
    while (first < count && frames[first] != struck) first++;
    if (first == count) first = 0;
    for (int i = first; i < count && used + 1 < size; i++) {
        /* A return address is the one after the call. */
        const char *address = (const char *)frames[i] - (frames[i] != struck);
        if (!dladdr(address, &info) || !info.dli_fname || info.dli_fbase == own.dli_fbase) continue;
        if (info.dli_sname)
            snprintf(trace + used, size - used, "%s in %s\n", info.dli_sname, base_name(info.dli_fname));
        else
            snprintf(trace + used, size - used, "%s+0x%zx\n", base_name(info.dli_fname),
                     (size_t)(address - (const char *)info.dli_fbase));
        used += strlen(trace + used);
    }
}

/* A trapped system call answers with its own number unless somebody says otherwise. */
static void answer(void *context, int error)
{
#if defined(__x86_64__)
    ((ucontext_t *)context)->uc_mcontext.gregs[REG_RAX] = -error;
#elif defined(__aarch64__)
    ((ucontext_t *)context)->uc_mcontext.regs[0] = (uint64_t)-error;
#else
    (void)context, (void)error;
#endif
}

static const void *instruction_of(const void *context)
{
#if defined(__x86_64__)
    return (const void *)(uintptr_t)((const ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
    return (const void *)(uintptr_t)((const ucontext_t *)context)->uc_mcontext.pc;
#else
    (void)context;
    return NULL;
#endif
}

static void on_signal(int number, siginfo_t *info, void *context)
{
    struck = instruction_of(context);
    if (number == SIGSYS && told) {
        told(watched, info->si_syscall);
        answer(context, ENOSYS);
        return;
    }
    (void)lbh_guard_fault(number, info, context); /* returns where it was not guard mode that closed what was touched */
    crash_trace(watched->trace, sizeof watched->trace);
    if (number == SIGSYS) {
        watched->system_call = info->si_syscall;
        _exit(0);
    }
    /* Its way goes on where it was: a fault happens again, and is deadly now. */
    signal(number, SIG_DFL);
    if (info->si_code <= 0) raise(number);
}

void crash_set_system_call(crash_system_call function)
{
    told = function;
}

void crash_watch(struct verdict *verdict)
{
    static const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS};
    static char stack[STACK_SIZE];
    void *frame;
    struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    const stack_t place = {.ss_sp = stack, .ss_size = sizeof stack};
    watched = verdict;
    sigaltstack(&place, NULL);
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) sigaction(numbers[i], &action, NULL);
    backtrace(&frame, 1); /* loads the unwinder, which a handler could not */
}
