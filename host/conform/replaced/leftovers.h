/* SPDX-License-Identifier: MIT */
/* What a block may leave behind in its process: facts of the process and of this thread, to be compared with those of an earlier moment. */
#ifndef LOOPBLOCKS_CONFORM_LEFTOVERS_H
#define LOOPBLOCKS_CONFORM_LEFTOVERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum leftover {
    LEFT_THREADS,
    LEFT_DESCRIPTORS,
    LEFT_THREAD_LOCALS, /* keys, and destructors that wait for a thread's end */
    LEFT_EXIT_HANDLERS,
    LEFT_SIGNAL_HANDLERS,
    LEFT_SIGNAL_MASK,
    LEFT_LOCALE,
    LEFT_FLOAT_MODE,
    LEFT_FOLDER,
    LEFT_ENVIRONMENT,
    LEFT_UMASK,
    LEFT_TIMERS,
    LEFT_LIMITS,
    LEFT_PRIORITY,
    LEFT_ATTRIBUTES,
    LEFT_KINDS
};

/* Returns what there is of one kind now: a fact a line. The caller frees it. Null when out of memory. */
char *leftovers_take(enum leftover kind);

/*
 * Compares two of these: writes what is new and what is gone, "; " between them, into `text`. Returns whether anything is.
 */
bool leftovers_differ(const char *before, const char *after, char *text, size_t size);

/* The kinds that are this thread's or the C library's, for the function above. */
void leftovers_print_signal_mask(FILE *file);
void leftovers_print_locale(FILE *file);
void leftovers_print_float_mode(FILE *file);
void leftovers_print_folder(FILE *file);
void leftovers_print_environment(FILE *file);
void leftovers_print_umask(FILE *file);
void leftovers_print_thread_locals(FILE *file);
void leftovers_print_exit_handlers(FILE *file);

#endif
