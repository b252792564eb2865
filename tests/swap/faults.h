/* SPDX-License-Identifier: MIT */
/* Faults on demand: the environment says which function of a block does what, in which call of it, and in which process. */
#ifndef TESTS_SWAP_FAULTS_H
#define TESTS_SWAP_FAULTS_H

#include <loopblocks/state.h>

#ifndef FAULTS

static inline lb_status fault(const struct lb_host *host, void *context, const char *function)
{
    (void)host, (void)context, (void)function;
    return LB_OK;
}

#else

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * LOOPBLOCKS_TEST_FAULT="FUNCTION ACT [WHERE [NTH]]": ACT is fail, crash, hang, exit, fork or abort; WHERE is `inside` (the process
 * of the rehearsal), `outside` (any other) or `anywhere`; the fault comes in the NTH call of the function, from 1.
 */
static inline lb_status fault(const struct lb_host *host, void *context, const char *function)
{
    static int calls; /* of whatever function is at fault */
    char at[32] = "", act[32] = "", where[32] = "anywhere";
    int nth = 1;
    const char *text = getenv("LOOPBLOCKS_TEST_FAULT");
    if (!text || sscanf(text, "%31s %31s %31s %d", at, act, where, &nth) < 2 || strcmp(at, function) != 0) return LB_OK;
    const int inside = strcmp(program_invocation_short_name, "loopblocks-rehearse") == 0;
    if (strcmp(where, inside ? "outside" : "inside") == 0 || ++calls != nth) return LB_OK;
    if (strcmp(act, "crash") == 0) raise(SIGSEGV);
    if (strcmp(act, "abort") == 0) abort();
    if (strcmp(act, "hang") == 0)
        for (;;) pause();
    if (strcmp(act, "exit") == 0) exit(0);
    if (strcmp(act, "fork") == 0) {
        const pid_t child = fork();
        if (child == 0) _exit(0);
        if (child > 0) waitpid(child, NULL, 0);
        return LB_OK;
    }
    if (!host) return LB_FAILED;
    return host->fail(context, "it was told to fail in %s", function);
}

#endif

#endif
