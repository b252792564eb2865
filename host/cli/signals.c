/* SPDX-License-Identifier: MIT */
/* The signal handlers, and the state that they have to share with the program. */
#include "signals.h"

#include <signal.h>
#include <stddef.h>
#include <sys/time.h>

/* Globals, because a signal handler is given nothing else. Written only while the handlers are not installed. */
static struct lbh_pipeline *volatile running;
static volatile sig_atomic_t stop_asked;

static void on_stop(int number)
{
    (void)number;
    stop_asked = 1;
    lbh_pipeline_stop(running);
}

static void on_timer(int number)
{
    (void)number;
    lbh_pipeline_request_progress(running);
}

static void set_timer(int interval_ms)
{
    const struct timeval interval = {.tv_sec = interval_ms / 1000, .tv_usec = interval_ms % 1000 * 1000};
    const struct itimerval timer = {.it_interval = interval, .it_value = interval};
    setitimer(ITIMER_REAL, &timer, NULL);
}

/* Installs a handler, unless the caller had the signal ignored, as nohup and a shell's background jobs do. */
static void install_stop(int number)
{
    /* SA_RESETHAND: the second signal of the kind finds the default action and ends the program. */
    struct sigaction action = {.sa_handler = on_stop, .sa_flags = SA_RESTART | (int)SA_RESETHAND}, before;
    sigemptyset(&action.sa_mask);
    if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN) sigaction(number, &action, NULL);
}

static void uninstall_stop(int number)
{
    struct sigaction action;
    if (sigaction(number, NULL, &action) == 0 && action.sa_handler == on_stop) signal(number, SIG_DFL);
}

void signals_begin(struct lbh_pipeline *pipeline, int progress_interval_ms)
{
    running = pipeline;
    stop_asked = 0;
    install_stop(SIGINT);
    install_stop(SIGTERM);
    if (progress_interval_ms > 0) {
        struct sigaction action = {.sa_handler = on_timer, .sa_flags = SA_RESTART};
        sigemptyset(&action.sa_mask);
        sigaction(SIGALRM, &action, NULL);
        set_timer(progress_interval_ms);
    }
}

void signals_end(void)
{
    set_timer(0);
    /* Ignored from here on: one that is under way must not end the program. */
    signal(SIGALRM, SIG_IGN);
    uninstall_stop(SIGINT);
    uninstall_stop(SIGTERM);
}

bool signals_stop_asked(void)
{
    return stop_asked;
}
