/* SPDX-License-Identifier: MIT */
/* Functions of the C library that stand in the suite's program in place of the real ones, so that what a block calls is seen. */
#ifndef LOOPBLOCKS_CONFORM_REPLACED_H
#define LOOPBLOCKS_CONFORM_REPLACED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <loopblocks/abi.h>

/* What a function is about. */
enum replaced_kind {
    REPLACED_MEMORY,  /* takes or gives back memory */
    REPLACED_LOCKS,   /* locks, or waits for somebody */
    REPLACED_FILES,   /* opens a file or a folder */
    REPLACED_THREADS, /* starts a thread */
    REPLACED_SIGNALS, /* sets what happens on a signal */
    REPLACED_LATER    /* registers what is called when a thread, the process or a copy of it ends: atexit, keys */
};
#define REPLACED_KINDS 6

/* Whose calls are noted: a call is the subject's if, on the way out to the program, its library is met before any of the others. */
struct replaced_subject {
    const void *base; /* of the subject's library, as dladdr tells */
    const void *others[16];
    size_t other_count;
};

/* The first call of each kind that the subject made, and how many. */
struct replaced_notes {
    const char *functions[REPLACED_KINDS];
    uint64_t counts[REPLACED_KINDS];
    char trace[2048];                                            /* of the first of all */
    unsigned only;                                               /* kinds that are noted, as bits; 0: all are */
    void (*told)(enum replaced_kind kind, const char *function); /* called before each is carried out; null: nobody is */
};

/*
 * From now on, calls that the subject makes on this thread are noted. Both pointers are borrowed until replaced_unwatch. What the
 * program itself does meanwhile is not noted: it may be done on the subject's behalf.
 */
void replaced_watch(const struct replaced_subject *subject, struct replaced_notes *notes);
void replaced_unwatch(void);

/* Forgets what was noted, but not what is to be, and who is told. */
void replaced_forget(struct replaced_notes *notes);

/*
 * While watched: the subject's n-th request for memory from now on (0: the next) is refused, and all later ones served. UINT64_MAX:
 * none is. replaced_refused says whether it has happened.
 */
void replaced_refuse(uint64_t n);
bool replaced_refused(void);

/* From now on, fresh memory that nobody has cleared holds this byte; -1: what it happens to hold. */
void replaced_fill(int byte);

/* Of the whole program, its libraries included: bytes and pieces that have not been given back. Any thread. */
int64_t replaced_live_bytes(void);
int64_t replaced_live_pieces(void);

/* Returns whether functions are replaced in this build: a sanitizer has its own in their places. */
bool replaced_works(void);

/*
 * Returns whether the nearest of subject, others and program that this thread is in, from `caller` on, is the subject. Null: from where
 * the signal came whose handler this is.
 */
bool replaced_is_subject(const struct replaced_subject *subject, const void *caller);

/*
 * For those in replaced_*.c. note: a call of a function; true: it is a request for memory that is to be refused. real: the function
 * of this name that comes after ours, looked up once.
 */
bool replaced_note(enum replaced_kind kind, const char *function, const void *caller);
lb_function replaced_real(lb_function *found, const char *function);

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define REPLACED_HERE 1

/* After the call of the real function: ours stays on the stack until then, so that what that one does is not taken for the subject's. */
#define REPLACED_STAY __asm__ volatile("")

/* Defines a function that is noted, and then is what it always was. */
#define REPLACED(kind, type, name, declared, given)                                                                            \
    type name declared                                                                                                         \
    {                                                                                                                          \
        static lb_function real;                                                                                               \
        (void)replaced_note((kind), #name, __builtin_return_address(0));                                                       \
        type result = ((type(*) declared)replaced_real(&real, #name))given;                                                    \
        REPLACED_STAY;                                                                                                         \
        return result;                                                                                                         \
    }
#else
#define REPLACED_HERE 0
#endif

#endif
