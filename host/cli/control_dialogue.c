/* SPDX-License-Identifier: MIT */
/* From a client's line to what is done about it, and from a client's faults to what he is told. */
#include "control_dialogue.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <loopblocks/host.h>

#include "changer.h"
#include "control_connection.h"
#include "control_request.h"
#include "control_work.h"
#include "job.h"

/* Gives a request to those who work: edits, which it takes, or null for the status. */
static void hand_over(struct control_work *work, struct connection *connection, json_t *edits)
{
    struct task *task = task_new(connection, edits);
    if (!task) {
        json_decref(edits);
        connection_close(connection);
        return;
    }
    connection->busy = true;
    control_work_put(work, task);
}

static void carry_out(struct control_work *work, struct connection *connection, const char *line, size_t length)
{
    struct lbh_pipeline *pipeline = work->changer->job->pipeline;
    json_t *yield = NULL;
    const enum request_kind kind = request_read(line, length, &yield);
    switch (kind) {
    case REQUEST_CHANGE: hand_over(work, connection, yield); return;
    case REQUEST_STATUS: hand_over(work, connection, NULL); return;
    case REQUEST_STOP: lbh_pipeline_stop(pipeline); break;
    case REQUEST_PAUSE: lbh_pipeline_pause(pipeline); break;
    case REQUEST_RESUME: lbh_pipeline_resume(pipeline); break;
    case REQUEST_WRONG: connection_answer(connection, request_write(yield)); return;
    }
    connection_answer(connection, request_write(json_pack("{s:b}", "ok", 1)));
}

/* Says what is wrong, and closes once that is said. */
static void dismiss(struct connection *connection, const char *text, const char *mend)
{
    connection->closing = true;
    connection_answer(connection, request_write(request_refuse(text, mend)));
    if (!connection->out) connection_close(connection);
}

void dialogue_advance(struct control_work *work, struct connection *connection, const struct control_limits *limits)
{
    while (connection->fd >= 0 && !connection->busy && !connection->out && !connection->closing) {
        size_t length = 0;
        bool too_long = false;
        const char *line = connection_take_line(connection, limits, &length, &too_long);
        char text[128];
        if (too_long) {
            snprintf(text, sizeof text, "a request has at most %zu bytes, this one is longer", limits->line_bytes);
            dismiss(connection, text, "send an object a line, ended by a line feed");
        } else if (!line && connection->half_closed && connection_has_half_line(connection)) {
            dismiss(connection, "the last line is not whole", "end each request with a line feed");
        } else if (!line && connection->half_closed) {
            connection_close(connection);
        } else if (!line) {
            return;
        } else if (length > strspn(line, " \t\r")) {
            carry_out(work, connection, line, length);
        }
    }
    if (connection->closing && !connection->out) connection_close(connection);
}

void dialogue_lose_patience(struct connection *connection, const struct control_limits *limits, int64_t now_ms)
{
    const int64_t deadline = connection_deadline_ms(connection, limits);
    if (deadline == 0 || now_ms < deadline) return;
    if (connection->out)
        connection_close(connection);
    else
        dismiss(connection, "the line was begun and not ended in time", "send whole lines");
}

void dialogue_turn_away(int fd, const char *text, const char *mend)
{
    struct connection *connection = connection_new(fd);
    if (connection) dismiss(connection, text, mend);
    if (!connection) close(fd);
    connection_free(connection);
}
