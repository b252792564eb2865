/* SPDX-License-Identifier: MIT */
/* The filters, by libseccomp. */
#include "lockdown.h"

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

/* Calls that nothing needs which only computes. */
static const int forbidden[] = {SCMP_SYS(fork),   SCMP_SYS(vfork),   SCMP_SYS(execve),    SCMP_SYS(execveat),
                                SCMP_SYS(ptrace), SCMP_SYS(setsid),  SCMP_SYS(setpgid),   SCMP_SYS(process_vm_writev),
                                SCMP_SYS(tkill),  SCMP_SYS(unshare), SCMP_SYS(setns),     SCMP_SYS(pidfd_send_signal),
                                SCMP_SYS(reboot), SCMP_SYS(mount),   SCMP_SYS(kexec_load)};

static int add(scmp_filter_ctx filter, uint32_t action, int call)
{
    const int error = seccomp_rule_add(filter, action, call, 0);
    return error == -EDOM || error == -EOPNOTSUPP ? 0 : error; /* another machine's call */
}

static int finish(scmp_filter_ctx filter, int error)
{
    if (error == 0) error = seccomp_load(filter);
    seccomp_release(filter);
    return -error;
}

int lockdown_base(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    const scmp_datum_t self = (scmp_datum_t)getpid();
    int error = filter ? 0 : -ENOMEM;
    for (size_t i = 0; error == 0 && i < sizeof forbidden / sizeof forbidden[0]; i++)
        error = add(filter, SCMP_ACT_TRAP, forbidden[i]);
    /* A thread shares its maker's memory; what does not is a process. The C library asks for threads by clone3 first. */
    if (error == 0) error = add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3));
    if (error == 0)
        error = seccomp_rule_add(filter, SCMP_ACT_TRAP, SCMP_SYS(clone), 1,
                                 SCMP_A0(SCMP_CMP_MASKED_EQ, (scmp_datum_t)CLONE_THREAD, 0));
    if (error == 0)
        error = seccomp_rule_add(filter, SCMP_ACT_TRAP, SCMP_SYS(kill), 2, SCMP_A0(SCMP_CMP_NE, self, 0),
                                 SCMP_A1(SCMP_CMP_NE, 0, 0)); /* 0 only asks */
    if (error == 0) error = seccomp_rule_add(filter, SCMP_ACT_TRAP, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_NE, self, 0));
    return finish(filter, error);
}

int lockdown_all(const int *allowed)
{
    static const int always[] = {SCMP_SYS(exit_group), SCMP_SYS(exit), SCMP_SYS(rt_sigreturn)};
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_TRAP);
    int error = filter ? 0 : -ENOMEM;
    for (size_t i = 0; error == 0 && i < sizeof always / sizeof always[0]; i++) error = add(filter, SCMP_ACT_ALLOW, always[i]);
    for (; error == 0 && *allowed != -1; allowed++) error = add(filter, SCMP_ACT_ALLOW, *allowed);
    return finish(filter, error);
}

int lockdown_these(const int *numbers)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    int error = filter ? 0 : -ENOMEM;
    for (; error == 0 && *numbers != -1; numbers++) error = add(filter, SCMP_ACT_TRAP, *numbers);
    return finish(filter, error);
}
