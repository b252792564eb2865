/* SPDX-License-Identifier: MIT */
/* A helper for tests: a message says what it is to do, which is to answer well, or to fail in one of the ways there are. */
#include "helper_peer.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHANNEL 3

static struct lbh_peer *peer;

static void say(const char *text)
{
    if (!lbh_peer_send(peer, text, strlen(text))) _exit(99);
}

/* Announces the step in which the failure is to come, and says so: what follows is not the announcement's fault. */
static void be_ready(void)
{
    lbh_peer_announce(peer, "create", "denoise.clip");
    say("ready");
}

static void wait_forever(void)
{
    for (;;) pause();
}

static void answer_well(const char *text)
{
    say(text);
}

/* As a rehearsal does that need not hear the rest. */
static void answer_and_await_end(const char *text)
{
    say(text);
    lbh_peer_await_end(peer);
    _exit(0);
}

static void answer_at_length(const char *text)
{
    const size_t length = strtoul(text, NULL, 10);
    char *bytes = malloc(length);
    if (!bytes) abort();
    for (size_t i = 0; i < length; i++) bytes[i] = (char)('a' + i % 26);
    if (!lbh_peer_send(peer, bytes, length)) _exit(99);
    free(bytes);
}

/* Receives a file of one number, and sends another file with the number after it. */
static void exchange_files(const char *text)
{
    (void)text;
    int fd = -1;
    uint64_t number = 0;
    if (!lbh_peer_receive_fd(peer, &fd) || pread(fd, &number, sizeof number, 0) != sizeof number) abort();
    close(fd);
    number++;
    fd = memfd_create("answer", MFD_CLOEXEC);
    if (pwrite(fd, &number, sizeof number, 0) != sizeof number || !lbh_peer_send_fd(peer, fd)) abort();
    close(fd);
}

static void announce_and_answer(const char *text)
{
    lbh_peer_announce(peer, "load", NULL);
    lbh_peer_announce(peer, "prepare", text);
    say("answer");
}

static int count_descriptors(void)
{
    int count = 0;
    DIR *folder = opendir("/proc/self/fd");
    while (folder && readdir(folder)) count++;
    if (folder) closedir(folder);
    return count - 3; /* ".", "..", and the folder's own */
}

/* Says what it was started with. */
static void tell_circumstances(const char *text)
{
    char answer[300];
    char byte = 0;
    int ignored = 0;
    sigset_t blocked;
    struct rlimit core = {.rlim_cur = 9};
    sigprocmask(SIG_SETMASK, NULL, &blocked);
    for (int i = 1; i < 32; i++) {
        struct sigaction action;
        if (sigaction(i, NULL, &action) == 0 && action.sa_handler == SIG_IGN) ignored++;
    }
    getrlimit(RLIMIT_CORE, &core);
    snprintf(answer, sizeof answer, "%d descriptors, %s, stdin %zd, stdout %s, %s blocked, %d ignored, %s core, channel %s, %s",
             count_descriptors(), getpgrp() == getpid() ? "leads" : "follows", read(0, &byte, 1),
             isatty(1) || lseek(1, 0, SEEK_CUR) < 0 ? "open" : "null", sigisemptyset(&blocked) ? "none" : "some", ignored,
             core.rlim_cur <= 1 ? "no" : "a", fcntl(CHANNEL, F_GETFD) & FD_CLOEXEC ? "private" : "for all",
             getenv(text) ? getenv(text) : "nothing");
    say(answer);
}

static void write_much_and_answer(const char *text)
{
    for (int i = 0; i < 20000; i++) fprintf(stderr, "line %d of what it has to say, at length and at leisure\n", i);
    say(text);
}

static void touch_nothing(const char *text)
{
    (void)text;
    be_ready();
    volatile char *forbidden = mmap(NULL, 1, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    *forbidden = 1;
}

static void assert_something(const char *text)
{
    be_ready();
    fprintf(stderr, "%s\n", text);
    abort();
}

static void exit_by_itself(const char *text)
{
    be_ready();
    exit(atoi(text));
}

static void be_killed(const char *text)
{
    be_ready();
    raise(atoi(text));
}

static void hang(const char *text)
{
    (void)text;
    be_ready();
    wait_forever();
}

static void hang_and_hold_on(const char *text)
{
    (void)text;
    for (int i = 1; i < 32; i++) signal(i, SIG_IGN);
    be_ready();
    wait_forever();
}

static void stop_itself(const char *text)
{
    (void)text;
    be_ready();
    raise(SIGSTOP);
    wait_forever();
}

static void announce_forever(const char *text)
{
    be_ready();
    while (lbh_peer_announce(peer, "create", text)) continue;
}

static void write_forever(const char *text)
{
    be_ready();
    for (;;) fputs(text, stderr);
}

static void fork_and_answer(const char *text)
{
    be_ready();
    const pid_t child = fork();
    if (child == 0) say("the child lives");
    waitpid(child, NULL, 0);
    say(text);
}

/* _Fork calls no handlers, as a block's own system call would not. */
static void fork_a_speaker(const char *text)
{
    be_ready();
    if (_Fork() == 0) say(text);
    wait_forever();
}

static void fork_a_remainder(const char *text)
{
    if (_Fork() == 0) wait_forever();
    say(text);
}

/* The child has the channel, and its parent is dead: nothing closes. */
static void die_before_the_child(const char *text)
{
    (void)text;
    be_ready();
    if (_Fork() == 0) wait_forever();
    exit(4);
}

static void leave_a_zombie(const char *text)
{
    siginfo_t info;
    const pid_t child = _Fork();
    if (child == 0) _exit(0);
    waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT);
    say(text);
}

static void start_a_program(const char *text)
{
    static char name[] = "sleep", duration[] = "1000";
    char *const arguments[] = {name, duration, NULL};
    if (posix_spawnp(&(pid_t){0}, name, NULL, NULL, arguments, NULL) != 0) abort();
    say(text);
}

static void close_the_channel(const char *text)
{
    (void)text;
    be_ready();
    close(CHANNEL);
    wait_forever();
}

static void write_nonsense(const char *text)
{
    be_ready();
    if (write(CHANNEL, text, strlen(text)) < 0) abort();
    wait_forever();
}

/* Writes a message's header with these first bytes and this length, then, slowly, what could be a long message. */
static void promise_a_message(const char *text)
{
    uint32_t header[6] = {0, 0, 0, 0, (uint32_t)getpid(), 0};
    char *rest = NULL;
    header[0] = (uint32_t)strtoul(text, &rest, 0);
    const uint64_t length = strtoull(rest, NULL, 0);
    memcpy(&header[2], &length, sizeof length);
    be_ready();
    if (write(CHANNEL, header, sizeof header) < 0) abort();
    for (;;) {
        usleep(5000);
        if (write(CHANNEL, "", 1) < 0) abort();
    }
}

static const struct {
    const char *name;
    void (*act)(const char *text);
} modes[] = {
    {"answer", answer_well},
    {"answer-early", answer_and_await_end},
    {"answer-at-length", answer_at_length},
    {"exchange-files", exchange_files},
    {"announce", announce_and_answer},
    {"circumstances", tell_circumstances},
    {"write-much", write_much_and_answer},
    {"touch-nothing", touch_nothing},
    {"assert", assert_something},
    {"exit", exit_by_itself},
    {"signal", be_killed},
    {"hang", hang},
    {"hold-on", hang_and_hold_on},
    {"stop", stop_itself},
    {"announce-forever", announce_forever},
    {"write-forever", write_forever},
    {"fork", fork_and_answer},
    {"fork-speaker", fork_a_speaker},
    {"fork-remainder", fork_a_remainder},
    {"die-before-child", die_before_the_child},
    {"zombie", leave_a_zombie},
    {"program", start_a_program},
    {"close", close_the_channel},
    {"nonsense", write_nonsense},
    {"promise", promise_a_message},
};

int main(void)
{
    const char *early = getenv("HELPER_EARLY_END");
    char *message = NULL;
    size_t length = 0;
    if (early) return fputs("no start\n", stderr), atoi(early);
    if (!(peer = lbh_peer_open())) return 98;
    while (lbh_peer_receive(peer, &message, &length)) {
        char *text = strchr(message, ' ');
        size_t i = 0;
        if (text) *text++ = 0;
        while (i < sizeof modes / sizeof modes[0] && strcmp(modes[i].name, message) != 0) i++;
        if (i < sizeof modes / sizeof modes[0])
            modes[i].act(text ? text : "");
        else if (!lbh_peer_send(peer, message, length)) /* unchanged */
            break;
        free(message);
    }
    lbh_peer_close(peer);
    return 0;
}
