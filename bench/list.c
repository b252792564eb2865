/* SPDX-License-Identifier: MIT */
/* Measures how long the installed program takes to list a thousand plugins: from their manifests, from its index, and by probing. */
#include <errno.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <loopblocks/host.h>

#include "table.h"

extern char **environ;

#define PLUGINS 1000
#define LISTINGS 31
#define PROBINGS 3

static const char name_in_file[] = "listed-00000";

/* What the measurements are made with: a program, and a folder of plugins. */
struct setting {
    const char *program;
    char folder[512];
    char cache[544];
};

static bool read_library(const char *file, char **bytes, size_t *size)
{
    FILE *in = fopen(file, "rb");
    bool fine = in && fseek(in, 0, SEEK_END) == 0;
    *size = fine ? (size_t)ftell(in) : 0;
    if (in) rewind(in);
    *bytes = fine ? malloc(*size + 1) : NULL;
    fine = *bytes && fread(*bytes, 1, *size, in) == *size;
    if (in) fclose(in);
    if (!fine) fprintf(stderr, "list: cannot read %s: %s\n", file, strerror(errno));
    return fine;
}

/* Writes the library under another name, which is put in the place of the first one within it, too. */
static bool write_copy(const struct setting *setting, char *bytes, size_t size, unsigned number)
{
    char name[sizeof name_in_file], file[600];
    snprintf(name, sizeof name, "listed-%05u", number % 100000);
    snprintf(file, sizeof file, "%s/%s.so", setting->folder, name);
    unsigned found = 0;
    for (char *at = bytes; (at = memmem(at, size - (size_t)(at - bytes), "listed-", 7)); at += 7)
        if (at[12] == '\0') found++, memcpy(at, name, sizeof name - 1);
    FILE *out = found ? fopen(file, "wb") : NULL;
    bool fine = out && fwrite(bytes, 1, size, out) == size;
    if (out && fclose(out) != 0) fine = false;
    if (!fine) fprintf(stderr, "list: cannot make %s\n", file);
    return fine;
}

static bool write_manifests(const struct setting *setting)
{
    struct lbh_host *host = lbh_host_new();
    struct lbh_diag *diag = lbh_diag_new();
    bool fine = host && diag;
    for (unsigned number = 0; number < PLUGINS && fine; number++) {
        char file[600];
        snprintf(file, sizeof file, "%s/listed-%05u.so", setting->folder, number);
        char *written = lbh_host_write_block_manifest(host, file, NULL, diag);
        fine = written != NULL;
        free(written);
    }
    if (!fine) fprintf(stderr, "list: %s", lbh_diag_text(diag));
    lbh_host_free(host);
    lbh_diag_free(diag);
    return fine;
}

/* Has the program list the folder. Returns milliseconds, negative on failure. */
static double list(const struct setting *setting, size_t *lines)
{
    const char *const arguments[] = {setting->program, "list", "--plugins", setting->folder, NULL};
    int ends[2], status = 0;
    pid_t process = 0;
    char text[1 << 16];
    posix_spawn_file_actions_t actions;
    if (pipe(ends) != 0) return -1;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    const int64_t started = now_ns();
    const int error = posix_spawn(&process, arguments[0], &actions, NULL, (char *const *)(uintptr_t)arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    *lines = 0;
    for (ssize_t got; !error && (got = read(ends[0], text, sizeof text)) > 0;)
        for (ssize_t i = 0; i < got; i++) *lines += text[i] == '\n';
    close(ends[0]);
    const bool fine = !error && waitpid(process, &status, 0) == process && status == 0;
    const double took = (double)(now_ns() - started) / 1e6;
    if (!fine) fprintf(stderr, "list: %s: %s\n", arguments[0], error ? strerror(error) : "failed");
    return fine ? took : -1;
}

/* Lists again and again. `forget`: with an empty cache each time. */
static bool measure(const struct setting *setting, struct row *row, const char *what, int count, bool forget, double target)
{
    char index[600];
    snprintf(row->what, sizeof row->what, "%s", what);
    snprintf(index, sizeof index, "%s/index.json", setting->cache);
    row->target = target;
    for (int n = 0; n <= count; n++) {
        size_t lines = 0;
        if (forget) unlink(index);
        const double took = list(setting, &lines);
        if (took < 0 || lines <= PLUGINS) {
            fprintf(stderr, "list: of %d plugins it printed %zu lines\n", PLUGINS, lines);
            return false;
        }
        if (n > 0) samples_add(&row->ours, took); /* files are in the page cache from here on */
    }
    return true;
}

static bool remove_manifests(const struct setting *setting)
{
    for (unsigned number = 0; number < PLUGINS; number++) {
        char file[600];
        snprintf(file, sizeof file, "%s/listed-%05u.block.json", setting->folder, number);
        if (unlink(file) != 0) return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    static struct setting setting;
    static struct row rows[4];
    char *bytes = NULL;
    size_t size = 0;
    if (argc < 4) {
        fprintf(stderr, "usage: list PROGRAM LIBRARY EMPTY-FOLDER [--json]\n");
        return 2;
    }
    setting.program = argv[1];
    snprintf(setting.folder, sizeof setting.folder, "%s", argv[3]);
    snprintf(setting.cache, sizeof setting.cache, "%s/cache", argv[3]);
    bool fine = read_library(argv[2], &bytes, &size);
    for (unsigned number = 0; number < PLUGINS && fine; number++) fine = write_copy(&setting, bytes, size, number);
    fine = fine && write_manifests(&setting);
    setenv("LOOPBLOCKS_CACHE", "", 1);
    fine = fine && measure(&setting, &rows[0], "from manifests", LISTINGS, false, 80);
    setenv("LOOPBLOCKS_CACHE", setting.cache, 1);
    fine = fine && measure(&setting, &rows[1], "and write the index", LISTINGS, true, 80) &&
           measure(&setting, &rows[2], "from the index", LISTINGS, false, 20) && remove_manifests(&setting) &&
           measure(&setting, &rows[3], "by probing", PROBINGS, true, 0);
    free(bytes);
    if (!fine) return 1;
    const struct table table = {"Listing 1,000 plugins, the whole process", "ms", NULL, rows, 4};
    table_print(&table, argc > 4 && strcmp(argv[4], "--json") == 0);
    return 0;
}
