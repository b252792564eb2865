/* SPDX-License-Identifier: MIT */
/* The machine's part of it: registers are where the system's headers say, each architecture elsewhere. */
#include "guard_fault.h"

#include <execinfo.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <ucontext.h>

#define HANDLERS 8 /* frames of the handlers themselves, at most */

void lbh_fault_prepare(void)
{
    /* The first call loads the unwinder. */
    void *caller = NULL;
    backtrace(&caller, 1);
}

/* Returns the instruction that was refused; null where the machine is not known. */
static void *instruction_of(const ucontext_t *context)
{
#if defined __x86_64__
    return (void *)(uintptr_t)context->uc_mcontext.gregs[REG_RIP];
#elif defined __aarch64__
    return (void *)(uintptr_t)context->uc_mcontext.pc;
#else
    (void)context;
    return NULL;
#endif
}

#if defined __aarch64__
/* Returns the syndrome register, which the kernel puts among its records behind the plain registers; 0: it did not. */
static uint64_t find_syndrome(const ucontext_t *context)
{
    const uint32_t magic = 0x45535201; /* ESR_MAGIC of asm/sigcontext.h */
    const unsigned char *record = (const unsigned char *)context->uc_mcontext.__reserved;
    const unsigned char *const end = record + sizeof context->uc_mcontext.__reserved;
    uint32_t head[2]; /* what it is, and its bytes */
    uint64_t syndrome = 0;
    for (; end - record >= 16; record += head[1]) {
        memcpy(head, record, sizeof head);
        if (head[0] == magic) memcpy(&syndrome, record + sizeof head, sizeof syndrome);
        if (head[0] == 0 || head[0] == magic || head[1] < sizeof head || head[1] > (size_t)(end - record)) break;
    }
    return syndrome;
}
#endif

static void read_direction(struct lbh_fault *fault, const ucontext_t *context)
{
#if defined __x86_64__
    fault->knows_direction = true;
    fault->wrote = (context->uc_mcontext.gregs[REG_ERR] & 2) != 0; /* the page fault's error code: W/R */
#elif defined __aarch64__
    const uint64_t syndrome = find_syndrome(context);
    fault->knows_direction = syndrome != 0;
    fault->wrote = (syndrome & (1u << 6)) != 0; /* ESR_EL1: WnR */
#else
    (void)fault, (void)context;
#endif
}

void lbh_fault_read(struct lbh_fault *fault, const void *siginfo, const void *context)
{
    void *callers[LBH_FAULT_CALLERS + HANDLERS];
    *fault = (struct lbh_fault){.address = ((const siginfo_t *)siginfo)->si_addr};
    read_direction(fault, context);
    void *const instruction = instruction_of(context);
    if (!instruction) return;
    const int count = backtrace(callers, LBH_FAULT_CALLERS + HANDLERS);
    int first = 0;
    while (first < count && callers[first] != instruction) first++;
    fault->callers[fault->caller_count++] = instruction;
    for (int i = first + 1; i < count && fault->caller_count < LBH_FAULT_CALLERS; i++)
        fault->callers[fault->caller_count++] = callers[i];
}
