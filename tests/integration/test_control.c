/* SPDX-License-Identifier: MIT */
/* Tests of the control socket: who may use it, and what it answers. */
#include "control_fixture.h"

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
}
