/* SPDX-License-Identifier: MIT */
/* How a helper is started, spoken with against a deadline, and told of when it fails. */
#include "helper_process.h"

#include "clock.h"
#include "helper_channel.h"
#include "helper_end.h"
#include "helper_spawn.h"
#include "helper_words.h"
#include "text.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* How often it is looked whether the helper still lives: a child of its own may hold the channel open after its death. */
#define LOOK_MS 50
/* How long after the channel has closed the process may take to end. */
#define PATIENCE_NS INT64_C(2000000000)

struct lbh_helper {
    const struct lbh_helper_role *role;
    pid_t pid;
    bool failed; /* and told: it has been killed */
    struct lbh_channel channel;
    struct lbh_words words;
    struct lbh_end end;
    struct lbh_remainder remainder;
    int64_t began_ns; /* of the call that waits for it */
    int64_t deadline_ns;
    char step[320];
    char program[];
};

static int milliseconds_until(int64_t deadline_ns)
{
    const int64_t left = deadline_ns - lbh_clock_now_ns();
    if (left <= 0) return 0;
    return left / 1000000 >= LOOK_MS ? LOOK_MS : (int)(left / 1000000) + 1;
}

/* Waits as lbh_channel does, and meanwhile reads what the helper says: it could not go on otherwise. */
static bool wait_until_ready(void *user, int fd, short events)
{
    struct lbh_helper *helper = user;
    for (;;) {
        const int timeout_ms = milliseconds_until(helper->deadline_ns);
        /* Ready or not: who sends a byte now and then would never be late. */
        if (timeout_ms == 0) return false;
        struct pollfd ready[2] = {{.fd = fd, .events = events}, {.fd = helper->words.fd, .events = POLLIN}};
        const int count = poll(ready, 2, timeout_ms);
        if (count > 0 && ready[1].revents) lbh_words_read(&helper->words);
        if (count > 0 && ready[0].revents) return true;
        if (count < 0 && errno != EINTR) return false;
        /* What it sent before its end is to be read first. */
        if (lbh_end_look(helper->pid, 0, &helper->end)) return poll(ready, 1, 0) > 0;
    }
}

enum lbh_status lbh_helper_start_as(const struct lbh_helper_role *role, const char *program, struct lbh_helper **helper,
                                    struct lbh_diag *diag)
{
    struct lbh_helper *started = calloc(1, sizeof *started + strlen(program) + 1);
    if (!started) return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    strcpy(started->program, program);
    started->role = role;
    const int error = lbh_helper_spawn(program, role->program, &started->pid, &started->channel.fd, &started->words.fd);
    if (error == 0) {
        started->channel.wait = wait_until_ready;
        started->channel.user = started;
        *helper = started;
        return LBH_OK;
    }
    free(started);
    lbh_diag_add(diag, error == ENOMEM ? LBH_ERR_MEMORY : LBH_ERR_IO, "cannot start %s: program=\"%s\", %s", role->name,
                 program, strerror(error));
    if (error == ENOENT || error == EACCES || error == ENOEXEC)
        lbh_diag_mend(diag, "name %s by its path in the environment's %s, or install it", role->program, role->variable);
    return error == ENOMEM ? LBH_ERR_MEMORY : LBH_ERR_IO;
}

enum lbh_status lbh_helper_start(const char *program, struct lbh_helper **helper, struct lbh_diag *diag)
{
    static const struct lbh_helper_role rehearsal = {"the rehearsal", "loopblocks-rehearse", "LOOPBLOCKS_REHEARSE"};
    return lbh_helper_start_as(&rehearsal, program, helper, diag);
}

/* Keeps what "!create denoise.clip" announces. */
static void keep_step(struct lbh_helper *helper, const struct lbh_message *message)
{
    snprintf(helper->step, sizeof helper->step, "%s", message->bytes + 1);
    if (!lbh_text_is_utf8(helper->step)) strcpy(helper->step, "?");
}

static bool is_announcement(const struct lbh_message *message)
{
    return message->length > 0 && message->bytes[0] == '!';
}

/* After a failure to send: the steps that were announced before it. */
static void read_steps(struct lbh_helper *helper)
{
    struct lbh_message message;
    helper->deadline_ns = 0;
    while (lbh_channel_receive(&helper->channel, &message) == LBH_CHANNEL_OK) {
        if (is_announcement(&message)) keep_step(helper, &message);
        lbh_message_fini(&message);
    }
}

/* Adds the failure: what, during which step, with which last words. Ends the helper before, so that they are its last. */
static enum lbh_status fail(struct lbh_helper *helper, struct lbh_diag *diag, const char *what, const char *mend)
{
    char words[LBH_WORDS_SIZE + 4];
    helper->failed = true;
    lbh_end_bring(helper->pid, &helper->remainder);
    lbh_words_read(&helper->words);
    lbh_words_print(&helper->words, words);
    const char *said = *words ? "; its last words: " : "";
    if (!*helper->step) {
        lbh_diag_add(diag, LBH_ERR_BLOCK, "%s %s, before it had begun: program=\"%s\"%s%s", helper->role->name, what,
                     helper->program, said, words);
        lbh_diag_mend(diag, "name the %s that was built with this library in the environment's %s, or install it",
                      helper->role->program, helper->role->variable);
        return LBH_ERR_BLOCK;
    }
    const char *path = strchr(helper->step, ' ');
    const int length = path ? (int)(path - helper->step) : (int)strlen(helper->step);
    lbh_diag_add(diag, LBH_ERR_BLOCK, "%s %s, while it was in %.*s%s%s%s%s%s", helper->role->name, what, length, helper->step,
                 path ? " of \"" : "", path ? path + 1 : "", path ? "\"" : "", said, words);
    lbh_diag_mend(diag, "%s", mend);
    return LBH_ERR_BLOCK;
}

static enum lbh_status fail_by_end(struct lbh_helper *helper, struct lbh_diag *diag)
{
    char what[200];
    lbh_end_print(&helper->end, what, sizeof what);
    if (helper->end.known && helper->end.code == CLD_EXITED)
        return fail(helper, diag, what, "a block that fails says so with lb_fail, and returns; it never ends the process");
    return fail(helper, diag, what, "find the cause in a debugger or under valgrind: it would have ended the run, too");
}

static enum lbh_status fail_by_silence(struct lbh_helper *helper, struct lbh_diag *diag)
{
    char what[100];
    const bool stopped = lbh_end_is_stopped(helper->pid);
    snprintf(what, sizeof what, "%s for %lld ms", stopped ? "was stopped, as by SIGSTOP, and gave no answer" : "gave no answer",
             (long long)((lbh_clock_now_ns() - helper->began_ns + 500000) / 1000000));
    return fail(helper, diag, what, "what hangs is refused: it must return, or be given more time if it is only slow");
}

/* Tells why a message could not be sent or received. */
static enum lbh_status fail_by(struct lbh_helper *helper, enum lbh_channel_result result, struct lbh_diag *diag)
{
    switch (result) {
    case LBH_CHANNEL_OK: break;
    case LBH_CHANNEL_CLOSED:
        if (lbh_end_look(helper->pid, PATIENCE_NS, &helper->end)) return fail_by_end(helper, diag);
        return fail(helper, diag, "closed its channel to the host", "a block closes no descriptor that it has not opened");
    case LBH_CHANNEL_GAVE_UP:
        if (helper->end.ended) return fail_by_end(helper, diag);
        return fail_by_silence(helper, diag);
    case LBH_CHANNEL_GARBAGE:
        return fail(helper, diag, "sent what is no message: something wrote to its descriptor 3",
                    "a block writes to no descriptor that it has not opened");
    case LBH_CHANNEL_TOO_LONG:
        return lbh_diag_add(diag, LBH_ERR_INVALID, "cannot send to %s: expected=at most %zu bytes, found=more",
                            helper->role->name, LBH_CHANNEL_MOST_BYTES);
    case LBH_CHANNEL_MEMORY:
        helper->failed = true;
        lbh_end_bring(helper->pid, &helper->remainder);
        return lbh_diag_add(diag, LBH_ERR_MEMORY, "out of memory");
    }
    return LBH_OK;
}

static enum lbh_status begin(struct lbh_helper *helper, int64_t deadline_ns, struct lbh_diag *diag)
{
    helper->began_ns = lbh_clock_now_ns();
    helper->deadline_ns = deadline_ns;
    return helper->failed ? lbh_diag_add(diag, LBH_ERR_BLOCK, "%s has failed before", helper->role->name) : LBH_OK;
}

static enum lbh_status send_any(struct lbh_helper *helper, const void *bytes, size_t length, int fd, int64_t deadline_ns,
                                struct lbh_diag *diag)
{
    const enum lbh_status status = begin(helper, deadline_ns, diag);
    if (status != LBH_OK) return status;
    const enum lbh_channel_result result = lbh_channel_send(&helper->channel, false, bytes, length, fd);
    if (result != LBH_CHANNEL_OK && result != LBH_CHANNEL_TOO_LONG) read_steps(helper);
    return fail_by(helper, result, diag);
}

enum lbh_status lbh_helper_send(struct lbh_helper *helper, const void *bytes, size_t length, int64_t deadline_ns,
                                struct lbh_diag *diag)
{
    return send_any(helper, bytes, length, -1, deadline_ns, diag);
}

enum lbh_status lbh_helper_send_fd(struct lbh_helper *helper, int fd, int64_t deadline_ns, struct lbh_diag *diag)
{
    return send_any(helper, NULL, 0, fd, deadline_ns, diag);
}

/* Receives what is no announcement, from nobody but the helper. */
static enum lbh_status receive_any(struct lbh_helper *helper, int64_t deadline_ns, struct lbh_message *message,
                                   struct lbh_diag *diag)
{
    static const char no_fork[] = "a block starts no processes while it is created, prepared, migrated or called";
    const enum lbh_status status = begin(helper, deadline_ns, diag);
    if (status != LBH_OK) return status;
    for (;;) {
        const enum lbh_channel_result result = lbh_channel_receive(&helper->channel, message);
        if (result != LBH_CHANNEL_OK) return fail_by(helper, result, diag);
        const bool stranger = message->sender != helper->pid;
        const bool forked = message->forked;
        const bool done = !stranger && !forked && !is_announcement(message);
        if (done) return LBH_OK;
        /* A fork is told of with the next message: it was in the step before. */
        if (!stranger && !forked && is_announcement(message)) keep_step(helper, message);
        lbh_message_fini(message);
        if (stranger) return fail(helper, diag, "forked, and the child speaks in its place", no_fork);
        if (forked) return fail(helper, diag, "forked", no_fork);
        /* Announcements without an end are no answer. */
        if (lbh_clock_now_ns() >= deadline_ns) return fail_by(helper, LBH_CHANNEL_GAVE_UP, diag);
    }
}

enum lbh_status lbh_helper_receive(struct lbh_helper *helper, int64_t deadline_ns, char **bytes, size_t *length,
                                   struct lbh_diag *diag)
{
    struct lbh_message message;
    const enum lbh_status status = receive_any(helper, deadline_ns, &message, diag);
    if (status != LBH_OK) return status;
    if (!message.bytes) {
        lbh_message_fini(&message);
        return fail_by(helper, LBH_CHANNEL_GARBAGE, diag);
    }
    *bytes = message.bytes;
    *length = message.length;
    return LBH_OK;
}

enum lbh_status lbh_helper_receive_fd(struct lbh_helper *helper, int64_t deadline_ns, int *fd, struct lbh_diag *diag)
{
    struct lbh_message message;
    const enum lbh_status status = receive_any(helper, deadline_ns, &message, diag);
    if (status != LBH_OK) return status;
    if (message.fd < 0) {
        lbh_message_fini(&message);
        return fail_by(helper, LBH_CHANNEL_GARBAGE, diag);
    }
    *fd = message.fd;
    return LBH_OK;
}

const char *lbh_helper_borrow_step(const struct lbh_helper *helper)
{
    return helper->step;
}

enum lbh_status lbh_helper_end(struct lbh_helper *helper, struct lbh_diag *diag)
{
    enum lbh_status status = LBH_OK;
    if (!helper) return LBH_OK;
    if (!helper->failed) {
        lbh_end_bring(helper->pid, &helper->remainder);
        if (helper->remainder.pid) {
            status = lbh_diag_add(diag, LBH_ERR_BLOCK, "%s left another process behind: pid=%lld, name=\"%s\"",
                                  helper->role->name, (long long)helper->remainder.pid, helper->remainder.name);
            lbh_diag_mend(diag, "a block that starts a process waits for its end before it returns");
        }
    }
    close(helper->channel.fd);
    if (helper->words.fd >= 0) close(helper->words.fd);
    free(helper);
    return status;
}
