/* SPDX-License-Identifier: MIT */
/* The watch: whose call it is, and what is noted of it. */
#include "replaced.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <string.h>
#include <sys/auxv.h>

#include "conform/subject/crash.h"

enum { MOST_FRAMES = 64 };

/* The functions are called by anybody with nothing of ours: what they need to know has to be found here. One watch a thread. */
static _Thread_local const struct replaced_subject *watched;
static _Thread_local struct replaced_notes *notes_of_watch;
static _Thread_local uint64_t served = UINT64_MAX;
static _Thread_local bool refused;

enum owner { OWNER_NONE, OWNER_SUBJECT, OWNER_ELSE };

static enum owner owner_of(const struct replaced_subject *subject, const void *address)
{
    Dl_info info, own;
    if (!dladdr(address, &info) || !dladdr((void *)(uintptr_t)replaced_is_subject, &own)) return OWNER_NONE;
    if (info.dli_fbase == subject->base) return OWNER_SUBJECT;
    if (info.dli_fbase == own.dli_fbase) return OWNER_ELSE;
    for (size_t i = 0; i < subject->other_count; i++)
        if (info.dli_fbase == subject->others[i]) return OWNER_ELSE;
    return OWNER_NONE;
}

bool replaced_is_subject(const struct replaced_subject *subject, const void *caller)
{
    void *frames[MOST_FRAMES];
    /* Without any unwinding, for code that has no tables for it. */
    enum owner owner = caller ? owner_of(subject, (const char *)caller - 1) : OWNER_NONE;
    if (owner != OWNER_NONE) return owner == OWNER_SUBJECT;
    const int count = backtrace(frames, MOST_FRAMES);
    int i = 0;
    /* A signal's handler begins with frames of ours. */
    while (i < count && (caller ? frames[i] != caller : owner_of(subject, (const char *)frames[i] - 1) == OWNER_ELSE)) i++;
    for (; i < count && owner == OWNER_NONE; i++) owner = owner_of(subject, (const char *)frames[i] - 1);
    return owner == OWNER_SUBJECT;
}

/* The dynamic linker gives thread_local variables their memory when they are first used, and ends the process where there is none. */
static bool is_linker(const void *caller)
{
    Dl_info info;
    return dladdr(caller, &info) && info.dli_fbase == (void *)(uintptr_t)getauxval(AT_BASE);
}

bool replaced_note(enum replaced_kind kind, const char *function, const void *caller)
{
    const struct replaced_subject *subject = watched;
    if (!subject) return false;
    struct replaced_notes *notes = notes_of_watch;
    bool refuse = false;
    if (notes->only && !(notes->only & 1u << kind)) return false;
    watched = NULL; /* finding out calls some of them itself */
    if (replaced_is_subject(subject, caller)) {
        if (notes->counts[kind]++ == 0) notes->functions[kind] = function;
        if (!*notes->trace) crash_trace(notes->trace, sizeof notes->trace);
        if (notes->told) notes->told(kind, function);
        if (kind == REPLACED_MEMORY && served != UINT64_MAX && strcmp(function, "free") != 0 &&
            strcmp(function, "munmap") != 0 && !is_linker(caller)) {
            refuse = served == 0;
            if (refuse) refused = true;
            served--; /* after the refused one it has wrapped: all that follow are served */
        }
    }
    watched = subject;
    return refuse;
}

void replaced_watch(const struct replaced_subject *subject, struct replaced_notes *notes)
{
    notes_of_watch = notes;
    watched = subject;
}

void replaced_unwatch(void)
{
    watched = NULL;
    notes_of_watch = NULL;
}

void replaced_forget(struct replaced_notes *notes)
{
    *notes = (struct replaced_notes){.only = notes->only, .told = notes->told};
}

void replaced_refuse(uint64_t n)
{
    served = n;
    refused = false;
}

bool replaced_refused(void)
{
    return refused;
}

lb_function replaced_real(lb_function *found, const char *function)
{
    if (!*found) {
        void *const address = dlsym(RTLD_NEXT, function); /* two threads find the same */
        memcpy(found, &address, sizeof *found);
    }
    /* cppcheck-suppress CastIntegerToAddressAtReturn */
    return *found;
}

bool replaced_works(void)
{
    return REPLACED_HERE;
}
