/* SPDX-License-Identifier: MIT */
/* For test programs in which oneDNN computes: gcc 12's LeakSanitizer dies of its thread-local storage ("Tracer caught signal 11"). */
#ifndef TESTS_REFERENCE_ONEDNN_H
#define TESTS_REFERENCE_ONEDNN_H

/* Leaks are left to valgrind (`make check-valgrind`); all else that the address sanitizer finds, it finds. */
#if defined(__SANITIZE_ADDRESS__)
int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
    return 1;
}
#endif

#endif
