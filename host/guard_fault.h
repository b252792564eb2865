/* SPDX-License-Identifier: MIT */
/* What a signal handler is told of a faulty access: by which instruction, reading or writing, and who called that. */
#ifndef LBH_GUARD_FAULT_H
#define LBH_GUARD_FAULT_H

#include <stdbool.h>
#include <stddef.h>

#define LBH_FAULT_CALLERS 24

struct lbh_fault {
    const void *address;
    bool knows_direction; /* of `wrote` */
    bool wrote;
    void *callers[LBH_FAULT_CALLERS]; /* the instruction, and where it will be returned to */
    int caller_count;                 /* 0: this machine is not known */
};

/* Has ready what the function below needs, which must load nothing. */
void lbh_fault_prepare(void);

/* Reads the two arguments of a signal handler. From that. */
void lbh_fault_read(struct lbh_fault *fault, const void *siginfo, const void *context);

#endif
