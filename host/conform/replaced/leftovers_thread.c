/* SPDX-License-Identifier: MIT */
/* The facts that lie in the C library and in the processor's own registers. */
#include <errno.h>
#include <fenv.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "leftovers.h"
#include "replaced_leftovers.h"

enum { MOST_KEYS = 1024 };

void leftovers_print_signal_mask(FILE *file)
{
    sigset_t set;
    if (pthread_sigmask(SIG_SETMASK, NULL, &set) != 0) return;
    for (int number = 1; number <= SIGRTMAX; number++) {
        const char *name = sigabbrev_np(number);
        if (sigismember(&set, number) == 1) fprintf(file, "signal %d (%s) is blocked\n", number, name ? name : "real-time");
    }
}

void leftovers_print_locale(FILE *file)
{
    fprintf(file, "locale of the process: %s\n", setlocale(LC_ALL, NULL));
    fprintf(file, "this thread %s\n", uselocale((locale_t)0) == LC_GLOBAL_LOCALE ? "uses it" : "has one of its own");
}

void leftovers_print_float_mode(FILE *file)
{
    const int rounding = fegetround();
    fprintf(file, "rounding: %s\n",
            rounding == FE_TONEAREST    ? "to nearest"
            : rounding == FE_UPWARD     ? "upward"
            : rounding == FE_DOWNWARD   ? "downward"
            : rounding == FE_TOWARDZERO ? "towards zero"
                                        : "?");
    fprintf(file, "exceptions that trap: 0x%x\n", (unsigned)fegetexcept());
#if defined(__x86_64__)
    const unsigned control = __builtin_ia32_stmxcsr();
    fprintf(file, "subnormal results are %s\n", control & 0x8000 ? "flushed to zero (FTZ)" : "kept");
    fprintf(file, "subnormal operands are %s\n", control & 0x40 ? "taken as zero (DAZ)" : "taken as they are");
    fenv_t environment;
    if (fegetenv(&environment) == 0) {
        fprintf(file, "x87 control word: 0x%x\n", (unsigned)environment.__control_word & 0xf3f);
        fesetenv(&environment); /* reading it has masked the traps of the x87 */
    }
#elif defined(__aarch64__)
    uint64_t control;
    __asm__ volatile("mrs %0, fpcr" : "=r"(control));
    fprintf(file, "fpcr: 0x%llx\n", (unsigned long long)control);
#endif
}

void leftovers_print_folder(FILE *file)
{
    char *folder = getcwd(NULL, 0);
    fprintf(file, "working directory: %s\n", folder ? folder : strerror(errno));
    free(folder);
}

void leftovers_print_environment(FILE *file)
{
    for (char **at = environ; at && *at; at++) fprintf(file, "%s\n", *at);
}

void leftovers_print_umask(FILE *file)
{
    const mode_t mask = umask(0);
    umask(mask);
    fprintf(file, "umask 0%03o\n", (unsigned)mask);
}

void leftovers_print_thread_locals(FILE *file)
{
    /* There are so many keys, and what is not to be had is somebody's. */
    pthread_key_t keys[MOST_KEYS];
    size_t count = 0;
    while (count < MOST_KEYS && pthread_key_create(&keys[count], NULL) == 0) count++;
    for (size_t i = 0; i < count; i++) pthread_key_delete(keys[i]);
    fprintf(file, "pthread keys in use: %zu\n", MOST_KEYS - count);
    fprintf(file, "destructors that wait for the end of a thread: %zu\n", replaced_thread_destructors());
}

void leftovers_print_exit_handlers(FILE *file)
{
    fprintf(file, "functions that wait for the end of the process: %zu\n", replaced_exit_handlers());
}
