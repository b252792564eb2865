/* SPDX-License-Identifier: MIT */
/* What is the guard's is left to the library; whatever else comes kills the program, as it would without this. */
#include "guarding.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_SECONDS 5 /* for the words: a child that found malloc locked would wait for ever */

static const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
#define NUMBER_COUNT (sizeof numbers / sizeof numbers[0])

/* Globals, because a signal handler is given nothing else. Written only while the handlers are not installed. */
static struct sigaction before[NUMBER_COUNT];
static const struct lbh_pipeline *volatile guarded;

/* Writes it to standard error; nothing can be done where that fails. */
static void say(const char *text)
{
    char line[1200];
    const int length = snprintf(line, sizeof line, "loopblocks: %s\n", text);
    const size_t count = length < (int)sizeof line ? (size_t)length : sizeof line - 1;
    if (write(STDERR_FILENO, line, count) < 0) return;
}

/* Finds the words in a process of its own: this one's memory, or its locks, may be in any state. */
static void tell(int number, siginfo_t *info, void *context)
{
    int status = 1;
    const pid_t child = _Fork();
    if (child == 0) {
        char text[1024];
        for (size_t i = 0; i < NUMBER_COUNT; i++) signal(numbers[i], SIG_DFL);
        signal(SIGALRM, SIG_DFL);
        sigset_t all;
        sigfillset(&all);
        sigprocmask(SIG_UNBLOCK, &all, NULL);
        alarm(MOST_SECONDS);
        if (lbh_pipeline_describe_crash(guarded, number, info, context, text, sizeof text)) say(text);
        _exit(0);
    }
    if (child > 0) waitpid(child, &status, 0);
    if (status != 0) say("a block crashed, and nothing can be said about it");
}

static void on_signal(int number, siginfo_t *info, void *context)
{
    lbh_guard_fault(number, info, context);
    tell(number, info, context);
    for (size_t i = 0; i < NUMBER_COUNT; i++)
        if (numbers[i] == number) sigaction(number, &before[i], NULL);
    /* An instruction is tried again, and refused again; a signal that was sent is not. */
    if (info->si_code <= 0) raise(number);
}

void guarding_begin(const struct lbh_pipeline *pipeline)
{
    struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};
    sigemptyset(&action.sa_mask);
    guarded = pipeline;
    for (size_t i = 0; i < NUMBER_COUNT; i++) sigaction(numbers[i], &action, &before[i]);
}

void guarding_end(void)
{
    for (size_t i = 0; i < NUMBER_COUNT; i++) sigaction(numbers[i], &before[i], NULL);
    guarded = NULL;
}
