/* SPDX-License-Identifier: MIT */
/* Tests of the control socket: who may use it, what it answers, and that no client hurts it, another client or the run. */
#include <dirent.h>
#include <errno.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "cli/control.h"
#include "cli/control_socket.h"
#include "live_fixture.h"

#define PATIENT_MS 20000
#define LINE_BYTES (1024 * 1024)

static struct control *control;

static void open_control_with(const struct control_limits *limits)
{
    char problem[256] = "";
    control = control_open("socket", &live_changer, limits, problem, sizeof problem);
    ck_assert_msg(control != NULL, "%s", problem);
}

static void open_control(void)
{
    const struct control_limits limits = {
        .line_bytes = LINE_BYTES, .line_ms = PATIENT_MS, .answer_ms = PATIENT_MS, .clients = 128};
    open_control_with(&limits);
}

static void close_control(void)
{
    atomic_store(&live_changer.ended, true);
    control_close(control);
    control = NULL;
}

static void setup(void)
{
    live_setup();
    live_open(ENDLESS);
    control = NULL;
}

static void setup_served(void)
{
    setup();
    open_control();
}

static void teardown(void)
{
    live_stop();
    close_control();
    live_teardown();
}

/* --- a client --- */

static int connect_client(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "socket"};
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_ge(fd, 0);
    ck_assert_msg(connect(fd, (const struct sockaddr *)&address, sizeof address) == 0, "%s", strerror(errno));
    const struct timeval patience = {.tv_sec = PATIENT_MS / 1000};
    ck_assert_int_eq(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
    return fd;
}

static void send_bytes(int fd, const char *bytes, size_t size)
{
    for (size_t sent = 0; sent < size;) {
        const ssize_t done = send(fd, bytes + sent, size - sent, MSG_NOSIGNAL);
        ck_assert_msg(done > 0, "%s", strerror(errno));
        sent += (size_t)done;
    }
}

/* Sends lines written with ' for ". */
static void say(int fd, const char *lines)
{
    char *text = strdup(lines);
    for (char *c = text; *c; c++)
        if (*c == '\'') *c = '"';
    send_bytes(fd, text, strlen(text));
    free(text);
}

/* Returns the next answer, which the caller owns; null where the connection has ended. */
static json_t *hear(int fd)
{
    size_t size = 0, room = 0;
    char *line = NULL;
    for (;;) {
        if (size == room) line = realloc(line, room += 4096);
        const ssize_t got = recv(fd, line + size, 1, 0);
        if (got < 0 && errno == EINTR) continue;
        ck_assert_msg(got >= 0 || errno == ECONNRESET, "%s", strerror(errno));
        if (got <= 0 || line[size] == '\n') break;
        size++;
    }
    json_error_t error;
    json_t *answer = size > 0 ? json_loadb(line, size, 0, &error) : NULL;
    ck_assert_msg(size == 0 || answer, "no JSON: %.*s", (int)size, line);
    free(line);
    return answer;
}

static void hear_ok(int fd)
{
    json_t *answer = hear(fd);
    char *text = answer ? json_dumps(answer, 0) : NULL;
    ck_assert_msg(json_is_true(json_object_get(answer, "ok")), "found %s", text ? text : "the end");
    free(text);
    json_decref(answer);
}

/* Expects a refusal whose errors, as JSON, hold these words. */
static void hear_wrong(int fd, const char *words)
{
    json_t *answer = hear(fd);
    ck_assert_msg(json_is_false(json_object_get(answer, "ok")), "expected a refusal: %s", words);
    char *text = json_dumps(json_object_get(answer, "errors"), 0);
    for (char *c = text; *c; c++)
        if (*c == '\\') memmove(c, c + 1, strlen(c));
    ck_assert_msg(strstr(text, words) != NULL, "expected %s, found %s", words, text);
    free(text);
    json_decref(answer);
}

static void hear_end(int fd)
{
    json_t *answer = hear(fd);
    ck_assert_ptr_null(answer);
    close(fd);
}

/* The server is well: a new client is answered. */
static void assert_served(void)
{
    const int fd = connect_client();
    say(fd, "{'do': 'status'}\n");
    hear_ok(fd);
    close(fd);
}

static size_t count_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    ck_assert_ptr_nonnull(folder);
    size_t count = 0;
    while (readdir(folder)) count++;
    closedir(folder);
    return count;
}

/* Waits until as many descriptors are open. */
static void assert_descriptors(size_t count)
{
    for (int waited = 0; waited < PATIENT_MS && count_descriptors() != count; waited += 10) sleep_ms(10);
    ck_assert_uint_eq(count_descriptors(), count);
}

static int64_t processor_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* --- the file --- */

static void assert_not_made(const char *path, const char *why)
{
    char problem[256] = "";
    ck_assert_ptr_null(control_open(path, &live_changer, NULL, problem, sizeof problem));
    ck_assert_msg(strstr(problem, why) != NULL, "expected %s, found %s", why, problem);
}

static bool exists(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0;
}

START_TEST(the_socket_is_its_owners_alone)
{
    struct stat status;
    umask(0);
    open_control();
    ck_assert_int_eq(lstat("socket", &status), 0);
    ck_assert_uint_eq(status.st_mode, S_IFSOCK | S_IRUSR | S_IWUSR);
}
END_TEST

START_TEST(the_socket_goes_at_the_end)
{
    open_control();
    close_control();
    ck_assert(!exists("socket"));
}
END_TEST

START_TEST(a_file_that_is_no_socket_is_left_alone)
{
    scratch_write_text("socket", "precious");
    assert_not_made("socket", "a file that is no socket is there");
    ck_assert(exists("socket"));
    assert_not_made(".", "a file that is no socket is there");
    ck_assert_int_eq(symlink("nowhere", "link"), 0);
    assert_not_made("link", "a file that is no socket is there");
    assert_not_made("none/socket", "No such file or directory");
}
END_TEST

START_TEST(a_socket_in_use_is_left_alone)
{
    open_control();
    assert_not_made("socket", "another program listens on it");
    assert_served();
}
END_TEST

START_TEST(a_socket_that_was_left_behind_is_replaced)
{
    const struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "socket"};
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
    close(fd);
    ck_assert(exists("socket"));
    open_control();
    assert_served();
}
END_TEST

START_TEST(what_took_the_sockets_place_is_left_alone)
{
    open_control();
    ck_assert_int_eq(unlink("socket"), 0);
    scratch_write_text("socket", "precious");
    close_control();
    ck_assert(exists("socket"));
}
END_TEST

START_TEST(a_path_that_is_too_long_is_refused)
{
    char path[200];
    memset(path, 'x', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    assert_not_made(path, "1 to 107 bytes, found 199");
    assert_not_made("", "found 0");
}
END_TEST

START_TEST(the_owner_and_root_are_admitted)
{
    ck_assert(control_socket_admits(1000, 1000));
    ck_assert(control_socket_admits(0, 1000));
    ck_assert(!control_socket_admits(1001, 1000));
    ck_assert(!control_socket_admits(1000, 0));
    ck_assert(!control_socket_admits((uid_t)-1, 1000));
}
END_TEST

START_TEST(the_user_at_the_other_end_is_known)
{
    int ends[2];
    uid_t peer = 12345;
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    ck_assert(control_socket_admits_peer(ends[0], &peer));
    ck_assert_uint_eq(peer, geteuid());
    close(ends[1]);
    close(ends[0]);
    ck_assert(!control_socket_admits_peer(ends[0], &peer));
}
END_TEST

/* Only root can be another user; for all others the function above has to do. */
START_TEST(another_user_is_turned_away)
{
    if (geteuid() != 0) return;
    open_control();
    ck_assert_int_eq(chmod("socket", 0666), 0);
    ck_assert_int_eq(chmod(".", 0777), 0);
    const pid_t child = fork();
    if (child == 0) {
        if (setgid(65534) != 0 || setuid(65534) != 0) _exit(2);
        const int fd = connect_client();
        json_t *answer = hear(fd);
        char *text = json_dumps(answer, 0);
        _exit(strstr(text, "this run is for the user 0, found the user 65534") && recv(fd, text, 1, 0) <= 0 ? 0 : 1);
    }
    int status = -1;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_served();
}
END_TEST

/* --- what is answered --- */

START_TEST(requests_are_answered_in_order)
{
    const int fd = connect_client();
    say(fd, "{'do': 'pause'}\n \r\n\n{'do': 'stpo'}\r\n{'do': 'status'}\n{'do': 'resume'}\n");
    hear_ok(fd);
    hear_wrong(fd, "did you mean \"stop\"?");
    json_t *answer = hear(fd);
    ck_assert(json_is_object(json_object_get(answer, "status")));
    json_decref(answer);
    hear_ok(fd);
    close(fd);
}
END_TEST

START_TEST(faults_of_requests_are_named)
{
    static const struct {
        const char *line, *words;
    } cases[] = {
        {"{'do': 'swpa'}", "unknown request \"swpa\""},
        {"{'do': 'swpa'}", "did you mean \"swap\"?"},
        {"{'do': 7}", "\"do\" must be a text"},
        {"{}", "\"do\" is missing"},
        {"{}", "write \"change\", \"insert\","},
        {"[]", "must be an object, found an array"},
        {"7", "must be an object, found a number"},
        {"{'do': 'stop'} {'do': 'stop'}", "this is no JSON: byte"},
        {"{'do': 'stop', 'do': 'pause'}", "this is no JSON: byte"},
        {"{'do': 'swap', 'path': 'l.a', 'fiel': 'x'}", "\"swap\" has no \"fiel\""},
        {"{'do': 'swap', 'path': 'l.a', 'fiel': 'x'}", "did you mean \"file\"?"},
        {"{'do': 'swap', 'path': 'l.a'}", "\"swap\" needs \"file\""},
        {"{'do': 'swap', 'path': 7, 'file': 'x'}", "\"path\" must be a text, found a number"},
        {"{'do': 'swap', 'path': '', 'file': 'x'}", "\"path\" must be a text, found an empty one"},
        {"{'do': 'insert', 'path': 'l.c', 'node': 7}", "\"node\" must be"},
        {"{'do': 'move', 'path': 'l.a', 'before': []}", "\"before\" must be a text or null"},
        {"{'do': 'set', 'owner': 'l.a', 'value': 7}", "\"set\" needs \"key\""},
        {"{'do': 'pause', 'now': true}", "\"pause\" has no \"now\""},
        {"{'do': 'change', 'edits': []}", "\"edits\" must be an array of edits, found an empty one"},
        {"{'do': 'change', 'edits': [7]}", "\"path\": \"edits[0]\""},
        {"{'do': 'change', 'edits': [{'do': 'stop'}]}", "\"stop\" is no edit"},
        {"{'do': 'change', 'edits': [{'do': 'change'}]}", "\"change\" is no edit"},
    };
    const int fd = connect_client();
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        say(fd, cases[k].line);
        say(fd, "\n");
        hear_wrong(fd, cases[k].words);
    }
    close(fd);
}
END_TEST

START_TEST(all_faults_are_named_at_once)
{
    const int fd = connect_client();
    say(fd, "{'do': 'change', 'edits': [{'do': 'swap', 'pth': 'l.a'}, {'do': 'remvoe'}]}\n");
    json_t *answer = hear(fd);
    ck_assert_uint_eq(json_array_size(json_object_get(answer, "errors")), 4);
    json_decref(answer);
    close(fd);
}
END_TEST

/* Asks for a change, and expects its outcome. */
static json_t *change(int fd, const char *line, const char *outcome, const char *step)
{
    say(fd, line);
    json_t *answer = hear(fd);
    char *text = json_dumps(answer, 0);
    const char *found = json_string_value(json_object_get(answer, "outcome"));
    const char *decided = json_string_value(json_object_get(answer, "step"));
    ck_assert_msg(found && decided && strcmp(found, outcome) == 0 && strcmp(decided, step) == 0, "found %s", text);
    ck_assert(json_is_boolean(json_object_get(answer, "ok")));
    ck_assert(json_is_array(json_object_get(answer, "errors")));
    free(text);
    return answer;
}

START_TEST(a_change_is_answered_with_its_outcome)
{
    live_start();
    const int fd = connect_client();
    json_t *answer = change(fd, "{'do': 'swap', 'path': 'l.a', 'file': 'add-one'}\n", "done", "done");
    ck_assert_str_eq(json_string_value(json_object_get(answer, "loop")), "l");
    ck_assert_int_ge(json_integer_value(json_object_get(answer, "iteration")), 0);
    json_decref(answer);
    json_decref(change(fd, "{'do': 'insert', 'path': 'l.c', 'before': 'b', 'node': {'use': 'increase', 'config': {'by': 3}}}\n",
                       "done", "done"));
    json_decref(change(fd, "{'do': 'set', 'owner': 'l.c', 'key': 'by', 'value': 5}\n", "done", "done"));
    json_decref(change(fd, "{'do': 'move', 'path': 'l.c'}\n", "done", "done"));
    json_decref(change(fd, "{'do': 'remove', 'path': 'l.c'}\n", "done", "done"));
    json_decref(change(fd,
                       "{'do': 'change', 'edits': [{'do': 'swap', 'path': 'l.a', 'file': 'increase'}, "
                       "{'do': 'swap', 'path': 'l.b', 'file': 'add-one'}]}\n",
                       "done", "done"));
    answer = change(fd, "{'do': 'remove', 'path': 'l.z'}\n", "refused", "edit");
    ck_assert_uint_ge(json_array_size(json_object_get(answer, "errors")), 1);
    json_decref(answer);
    close(fd);
}
END_TEST

START_TEST(changes_are_logged)
{
    live_start();
    const int fd = connect_client();
    json_decref(change(fd, "{'do': 'swap', 'path': 'l.a', 'file': 'add-one'}\n", "done", "done"));
    json_decref(change(fd, "{'do': 'remove', 'path': 'l.z'}\n", "refused", "edit"));
    /* No patience: what is answered is logged. */
    json_t *done = live_logged(0, 0), *refused = live_logged(1, 0);
    ck_assert_str_eq(json_string_value(json_object_get(done, "by")), "control");
    ck_assert_uint_eq(json_string_length(json_object_get(done, "time")), strlen("2026-01-01T00:00:00.000Z"));
    ck_assert_str_eq(json_string_value(json_object_get(done, "outcome")), "done");
    const json_t *edit = json_array_get(json_object_get(done, "edits"), 0);
    ck_assert_str_eq(json_string_value(json_object_get(edit, "path")), "l.a");
    ck_assert_str_eq(json_string_value(json_object_get(edit, "file")), "add-one");
    ck_assert_uint_eq(json_string_length(json_object_get(edit, "sha256")), 64);
    ck_assert_int_ge(json_integer_value(json_object_get(edit, "generation")), 2);
    ck_assert_str_eq(json_string_value(json_object_get(refused, "outcome")), "refused");
    ck_assert_uint_ge(json_array_size(json_object_get(refused, "reasons")), 1);
    json_decref(done);
    json_decref(refused);
    close(fd);
}
END_TEST

START_TEST(others_are_answered_while_a_change_waits)
{
    char byte;
    live_start();
    live_keep();
    const int waiting = connect_client(), other = connect_client();
    say(waiting, "{'do': 'swap', 'path': 'l.a', 'file': 'add-one'}\n");
    say(other, "{'do': 'status'}\n{'do': 'pause'}\n{'do': 'resume'}\n");
    hear_ok(other);
    hear_ok(other);
    hear_ok(other);
    ck_assert_int_eq(recv(waiting, &byte, 1, MSG_DONTWAIT), -1);
    say(other, "{'do': 'stop'}\n");
    hear_ok(other);
    ck_assert_int_eq(recv(waiting, &byte, 1, MSG_DONTWAIT), -1);
    live_release();
    json_decref(hear(waiting));
    pthread_join(live_thread, NULL);
    live_runs = false;
    close(waiting);
    close(other);
}
END_TEST

START_TEST(what_waits_at_the_end_is_answered)
{
    live_start();
    live_keep();
    const int first = connect_client(), second = connect_client(), half = connect_client(), idle = connect_client();
    say(first, "{'do': 'swap', 'path': 'l.a', 'file': 'add-one'}\n{'do': 'status'}\n");
    sleep_ms(100);
    say(second, "{'do': 'swap', 'path': 'l.a', 'file': 'increase'}\n");
    say(half, "{'do': ");
    sleep_ms(100);
    atomic_store(&live_changer.ended, true);
    live_release();
    live_stop();
    close_control();
    json_decref(hear(first));
    hear_ok(first);
    hear_wrong(second, "the run has ended");
    hear_end(first);
    hear_end(second);
    hear_end(half);
    hear_end(idle);
}
END_TEST

/* --- clients that mean no good, or are unlucky --- */

START_TEST(garbage_is_answered_and_survived)
{
    static const char *const lines[] = {"\x01\x02\xff\xfe", "\"\xc3\x28\"", "{\"do\": \"st\xff\"}", "}}}}",
                                        "{\"do\"",          "nul",          "\"\\u0000\""};
    const int fd = connect_client();
    for (size_t k = 0; k < sizeof lines / sizeof lines[0]; k++) {
        send_bytes(fd, lines[k], strlen(lines[k]));
        send_bytes(fd, "\n", 1);
        hear_wrong(fd, "text");
    }
    send_bytes(fd, "{\"do\":\0\"stop\"}\n", 15);
    hear_wrong(fd, "this is no JSON");
    /* Deeper than any parser may follow. */
    char *deep = malloc(100001);
    memset(deep, '[', 100000);
    deep[100000] = '\n';
    send_bytes(fd, deep, 100001);
    hear_wrong(fd, "this is no JSON");
    free(deep);
    say(fd, "{'do': 'status'}\n");
    hear_ok(fd);
    close(fd);
}
END_TEST

START_TEST(random_bytes_are_survived)
{
    unsigned seed = 1;
    for (int k = 0; k < 50; k++) {
        char bytes[4096];
        for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (char)((seed = seed * 1664525u + 1013904223u) >> 24);
        const int fd = connect_client();
        send_bytes(fd, bytes, sizeof bytes);
        close(fd);
    }
    assert_served();
}
END_TEST

START_TEST(a_half_line_is_kept_until_the_rest_comes)
{
    const int fd = connect_client();
    say(fd, "{'do':");
    sleep_ms(100);
    assert_served();
    say(fd, " 'status'");
    sleep_ms(50);
    say(fd, "}\n{'do'");
    hear_ok(fd);
    say(fd, ": 'status'}\n");
    hear_ok(fd);
    close(fd);
}
END_TEST

START_TEST(a_half_line_is_not_waited_for_for_ever)
{
    const struct control_limits limits = {.line_bytes = LINE_BYTES, .line_ms = 200, .answer_ms = PATIENT_MS, .clients = 8};
    close_control();
    atomic_store(&live_changer.ended, false);
    open_control_with(&limits);
    const int fd = connect_client(), idle = connect_client();
    /* A byte now and then does not help. */
    for (int k = 0; k < 10; k++) {
        (void)send(fd, " ", 1, MSG_NOSIGNAL);
        sleep_ms(50);
    }
    hear_wrong(fd, "the line was begun and not ended in time");
    hear_end(fd);
    /* Who has begun nothing may take his time. */
    say(idle, "{'do': 'status'}\n");
    hear_ok(idle);
    close(idle);
}
END_TEST

START_TEST(a_line_that_ends_with_the_connection_is_refused)
{
    const int fd = connect_client();
    say(fd, "{'do': 'status'}\n{'do': 'status'}");
    shutdown(fd, SHUT_WR);
    hear_ok(fd);
    hear_wrong(fd, "the last line is not whole");
    hear_end(fd);
}
END_TEST

START_TEST(a_long_line_is_taken_up_to_the_limit)
{
    char *line = malloc(LINE_BYTES + 2);
    memset(line, ' ', LINE_BYTES + 2);
    memcpy(line, "{\"do\": \"status\"}", 16);
    line[LINE_BYTES] = '\n';
    const int fd = connect_client();
    send_bytes(fd, line, LINE_BYTES + 1);
    hear_ok(fd);
    line[LINE_BYTES] = ' ';
    line[LINE_BYTES + 1] = '\n';
    send_bytes(fd, line, LINE_BYTES + 2);
    hear_wrong(fd, "at most 1048576 bytes");
    hear_end(fd);
    free(line);
}
END_TEST

START_TEST(a_line_without_end_is_refused)
{
    char *line = malloc(10 * LINE_BYTES);
    memset(line, 'x', 10 * LINE_BYTES);
    const int fd = connect_client();
    /* He hangs up on us before we have sent it all. */
    for (ssize_t sent = 0, done = 1; done > 0 && sent < 10 * LINE_BYTES; sent += done)
        done = send(fd, line + sent, (size_t)(10 * LINE_BYTES - sent), MSG_NOSIGNAL);
    hear_wrong(fd, "at most 1048576 bytes");
    hear_end(fd);
    free(line);
    assert_served();
}
END_TEST

START_TEST(a_hundred_clients_are_served_at_once)
{
    int clients[100];
    for (int k = 0; k < 100; k++) clients[k] = connect_client();
    for (int k = 0; k < 100; k++) say(clients[k], k % 2 ? "{'do': 'status'}\n" : "{'do': 'remove', 'path': 'l.z'}\n");
    for (int k = 99; k >= 0; k--) {
        json_t *answer = hear(clients[k]);
        ck_assert(json_is_boolean(json_object_get(answer, "ok")));
        json_decref(answer);
        close(clients[k]);
    }
}
END_TEST

START_TEST(one_too_many_is_told)
{
    int clients[128];
    for (int k = 0; k < 128; k++) clients[k] = connect_client();
    const int late = connect_client();
    hear_wrong(late, "128 clients are connected");
    hear_end(late);
    close(clients[0]);
    sleep_ms(100);
    assert_served();
    for (int k = 1; k < 128; k++) close(clients[k]);
}
END_TEST

START_TEST(clients_that_die_leave_nothing_behind)
{
    const size_t before = count_descriptors();
    live_start();
    live_keep();
    for (int k = 0; k < 20; k++) {
        const int half = connect_client(), whole = connect_client(), reset = connect_client();
        say(half, "{'do': 'sta");
        say(whole, "{'do': 'status'}\n{'do': 'status'}\n{'do': 'stat");
        say(reset, "{'do': 'remove', 'path': 'l.z'}\n");
        close(half);
        close(whole);
        close(reset);
    }
    const int changes = connect_client();
    say(changes, "{'do': 'swap', 'path': 'l.a', 'file': 'add-one'}\n");
    sleep_ms(100);
    close(changes);
    live_release();
    assert_descriptors(before);
    assert_served();
}
END_TEST

/* Asks and asks, and reads no answer, until there is no room for another request: nobody takes the answers. */
static void fill(int fd)
{
    static const char line[] = "{\"do\": \"nothing of the kind\"}\n";
    for (int k = 0; k < 20; k++) {
        while (send(fd, line, sizeof line - 1, MSG_NOSIGNAL | MSG_DONTWAIT) > 0) continue;
        ck_assert_int_eq(errno, EAGAIN);
        sleep_ms(5);
    }
}

START_TEST(a_client_that_reads_nothing_holds_up_nobody)
{
    const struct control_limits limits = {.line_bytes = LINE_BYTES, .line_ms = PATIENT_MS, .answer_ms = 500, .clients = 8};
    close_control();
    atomic_store(&live_changer.ended, false);
    open_control_with(&limits);
    const int fd = connect_client();
    fill(fd);
    assert_served();
    /* In the end he is let go. */
    int error = 0;
    for (int waited = 0; waited < PATIENT_MS && error != EPIPE; waited += 20) {
        sleep_ms(20);
        error = send(fd, "\n", 1, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 ? errno : 0;
    }
    ck_assert_int_eq(error, EPIPE);
    close(fd);
    assert_served();
}
END_TEST

START_TEST(nobody_is_waited_for_busily)
{
    live_start();
    live_keep();
    const int idle = connect_client(), half = connect_client(), deaf = connect_client(), dead = connect_client();
    say(half, "{'do'");
    fill(deaf);
    say(dead, "{'do': 'swap', 'path': 'l.a', 'file': 'add-one'}\n");
    sleep_ms(1000); /* whatever precedes the change's wait for a boundary is over by then */
    close(dead);
    const int64_t before = processor_ms();
    sleep_ms(500);
    ck_assert_int_le(processor_ms() - before, 100);
    live_release();
    close(idle);
    close(half);
    close(deaf);
}
END_TEST

START_TEST(nothing_is_left_open_at_the_end)
{
    close_control();
    atomic_store(&live_changer.ended, false);
    const size_t before = count_descriptors();
    open_control();
    assert_served();
    const int fd = connect_client();
    say(fd, "{'do'");
    close_control();
    close(fd);
    ck_assert_uint_eq(count_descriptors(), before);
}
END_TEST

SUITE("control")
{
    PROMISE_WITH(suite, "the socket is guarded", setup, teardown, the_socket_is_its_owners_alone, the_socket_goes_at_the_end,
                 a_file_that_is_no_socket_is_left_alone, a_socket_in_use_is_left_alone,
                 a_socket_that_was_left_behind_is_replaced, what_took_the_sockets_place_is_left_alone,
                 a_path_that_is_too_long_is_refused, the_owner_and_root_are_admitted, the_user_at_the_other_end_is_known,
                 another_user_is_turned_away);
    PROMISE_WITH(suite, "requests are answered", setup_served, teardown, requests_are_answered_in_order,
                 faults_of_requests_are_named, all_faults_are_named_at_once, a_change_is_answered_with_its_outcome,
                 changes_are_logged, others_are_answered_while_a_change_waits, what_waits_at_the_end_is_answered);
    PROMISE_WITH(suite, "no client hurts", setup_served, teardown, garbage_is_answered_and_survived, random_bytes_are_survived,
                 a_half_line_is_kept_until_the_rest_comes, a_half_line_is_not_waited_for_for_ever,
                 a_line_that_ends_with_the_connection_is_refused, a_long_line_is_taken_up_to_the_limit,
                 a_line_without_end_is_refused, a_hundred_clients_are_served_at_once, one_too_many_is_told,
                 clients_that_die_leave_nothing_behind, a_client_that_reads_nothing_holds_up_nobody,
                 nobody_is_waited_for_busily, nothing_is_left_open_at_the_end);
}
