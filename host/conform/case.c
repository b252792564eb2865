/* SPDX-License-Identifier: MIT */
/* Writing a verdict: nothing here takes memory, since the block may have left none. */
#include "case.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The process ends here and not by exit: what the block has registered is not to run. */
static _Noreturn void end(struct conform_case *c, enum outcome outcome)
{
    __atomic_store_n(&c->verdict->outcome, outcome, __ATOMIC_RELEASE);
    _exit(0);
}

void conform_fail(struct conform_case *c, const char *mend, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(c->verdict->reason, sizeof c->verdict->reason, format, arguments);
    va_end(arguments);
    snprintf(c->verdict->mend, sizeof c->verdict->mend, "%s", mend ? mend : "");
    end(c, OUTCOME_FAILED);
}

void conform_skip(struct conform_case *c, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(c->verdict->reason, sizeof c->verdict->reason, format, arguments);
    va_end(arguments);
    end(c, OUTCOME_SKIPPED);
}

void conform_step(struct conform_case *c, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(c->verdict->step, sizeof c->verdict->step, format, arguments);
    va_end(arguments);
}

void conform_fact(struct conform_case *c, const char *format, ...)
{
    va_list arguments;
    const size_t used = strlen(c->verdict->facts), size = sizeof c->verdict->facts;
    va_start(arguments, format);
    const int length = vsnprintf(c->verdict->facts + used, size - used, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length + 2 > size - used)
        c->verdict->facts[used] = '\0';
    else
        strcpy(c->verdict->facts + used + (size_t)length, "\n");
}
