/* SPDX-License-Identifier: MIT */
/* How a change is recorded, so that what a pipeline computed can be told from the generations that it ran. */
#include "swap_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct swap_log {
    int fd;
};

/* Ends a line that a program which died in the middle of it has left. */
static void end_torn_line(int fd)
{
    struct stat status;
    char last = '\n';
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size == 0) return;
    if (pread(fd, &last, 1, status.st_size - 1) == 1 && last != '\n' && write(fd, "\n", 1) != 1) return;
}

struct swap_log *swap_log_open(const char *file, char *problem, size_t size)
{
    struct swap_log *log = calloc(1, sizeof *log);
    /* Read as well, to see how the file ends; what cannot be read, as a pipe's entrance, is written to all the same. */
    int fd = log ? open(file, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666) : -1;
    if (log && fd < 0) fd = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) {
        snprintf(problem, size, "cannot write the swap log \"%s\": %s", file, log ? strerror(errno) : "out of memory");
        free(log);
        return NULL;
    }
    end_torn_line(fd);
    log->fd = fd;
    return log;
}

void swap_log_close(struct swap_log *log)
{
    if (!log) return;
    close(log->fd);
    free(log);
}

/* Writes the time as RFC 3339 has it: 2026-03-01T12:00:00.000Z. */
static void format_time(char *buffer, size_t size)
{
    struct timespec now;
    struct tm parts;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &parts);
    char seconds[32];
    strftime(seconds, sizeof seconds, "%Y-%m-%dT%H:%M:%S", &parts);
    snprintf(buffer, size, "%s.%03dZ", seconds, (int)(now.tv_nsec / 1000000));
}

/* Returns what runs as `path` by a status: an object borrowed from it, or null. */
static const json_t *find_path(const json_t *status, const char *path)
{
    static const char *const lists[] = {"blocks", "components"};
    for (size_t k = 0; path && k < sizeof lists / sizeof lists[0]; k++) {
        size_t index;
        json_t *entry;
        json_array_foreach(json_object_get(status, lists[k]), index, entry)
        {
            const char *name = json_string_value(json_object_get(entry, "path"));
            if (name && strcmp(name, path) == 0) return entry;
        }
    }
    return NULL;
}

static json_t *with_generation(json_t *edit, const json_t *status)
{
    json_t *known = json_copy(edit);
    const char *path = json_string_value(json_object_get(edit, "path"));
    const json_t *entry = find_path(status, path ? path : json_string_value(json_object_get(edit, "owner")));
    json_t *sha256 = json_object_get(entry, "sha256"), *generation = json_object_get(entry, "generation");
    json_object_set_new(known, "sha256", sha256 ? json_incref(sha256) : json_null());
    json_object_set_new(known, "generation", generation ? json_incref(generation) : json_null());
    return known;
}

bool swap_log_write(struct swap_log *log, const char *by, const json_t *edits, const json_t *answer, const json_t *status)
{
    static const char *const kept[] = {"outcome", "step", "loop", "iteration", "trial_calls", "note"};
    char time[64];
    format_time(time, sizeof time);
    json_t *known = json_array();
    size_t index;
    json_t *edit;
    json_array_foreach(edits, index, edit) json_array_append_new(known, with_generation(edit, status));
    json_t *line = json_pack("{s:s, s:s, s:o}", "time", time, "by", by, "edits", known);
    for (size_t k = 0; k < sizeof kept / sizeof kept[0]; k++) {
        json_t *value = json_object_get(answer, kept[k]);
        if (value) json_object_set(line, kept[k], value);
    }
    json_t *errors = json_object_get(answer, "errors");
    if (errors) json_object_set(line, "reasons", errors);

    char *text = line ? json_dumps(line, JSON_COMPACT) : NULL;
    json_decref(line);
    if (!text) {
        errno = ENOMEM;
        return false;
    }
    const size_t length = strlen(text);
    text[length] = '\n'; /* in the place of its NUL */
    /* In one go: appended lines of several threads, or of several programs, do not mix. */
    const ssize_t written = write(log->fd, text, length + 1);
    free(text);
    if (written >= 0 && (size_t)written <= length) errno = ENOSPC;
    return written == (ssize_t)length + 1;
}
