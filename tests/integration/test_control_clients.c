/* SPDX-License-Identifier: MIT */
/* Tests that no client of the control socket hurts it, another client or the run. */
#include "control_fixture.h"

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

SUITE("control clients")
{
    PROMISE_WITH(suite, "no client hurts", setup_served, teardown, garbage_is_answered_and_survived, random_bytes_are_survived,
                 a_half_line_is_kept_until_the_rest_comes, a_half_line_is_not_waited_for_for_ever,
                 a_line_that_ends_with_the_connection_is_refused, a_long_line_is_taken_up_to_the_limit,
                 a_line_without_end_is_refused, a_hundred_clients_are_served_at_once, one_too_many_is_told,
                 clients_that_die_leave_nothing_behind, a_client_that_reads_nothing_holds_up_nobody,
                 nobody_is_waited_for_busily, nothing_is_left_open_at_the_end);
}
