/* SPDX-License-Identifier: MIT */
/* Compiling in a folder that is removed again, and running with what the sanitizer wants in the environment. */
#include "sanitized.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conform/findings.h"
#include "conform/job.h"
#include "json.h"
#include "text.h"

enum { MOST_WORDS = 256 };

/* A command, word by word: no shell reads it. */
struct words {
    const char *items[MOST_WORDS + 1];
    size_t count;
};

static _Noreturn void no_memory(struct conform_case *c)
{
    conform_fail(c, NULL, "cannot try it: out of memory");
}

static void add(struct conform_case *c, struct words *words, const char *word)
{
    if (!word || words->count == MOST_WORDS) no_memory(c);
    words->items[words->count++] = word;
}

/* Adds the words of a text, which are parted by blanks. */
static void add_words(struct conform_case *c, struct words *words, const char *text)
{
    char *copy = strdup(text), *rest = NULL;
    if (!copy) no_memory(c);
    for (char *word = strtok_r(copy, " \n", &rest); word; word = strtok_r(NULL, " \n", &rest)) add(c, words, word);
}

/* A sanitizer reserves terabytes of address space. */
static void allow_all_memory(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_DATA, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_DATA, &limit);
}

/* Runs a command, what it prints going to a file. Returns its exit code; -1: it was killed. */
static int run(const struct words *words, const char *folder, const char *output, char *const *environment)
{
    const pid_t pid = fork();
    int status = 0;
    if (pid == 0) {
        const int fd = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        dup2(fd, STDOUT_FILENO);
        dup2(fd, STDERR_FILENO);
        for (size_t i = 0; environment && environment[i]; i++) putenv(environment[i]);
        /* The thread sanitizer's own memory has fixed places. */
        if (environment) personality((unsigned long)personality(0xffffffff) | ADDR_NO_RANDOMIZE);
        if (folder && chdir(folder) != 0) _exit(127);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        allow_all_memory();
        execvp(words->items[0], (char *const *)(uintptr_t)words->items);
        _exit(127);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid) return 127;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void remove_folder(const char *scratch)
{
    const struct words words = {.items = {"rm", "-rf", scratch}};
    run(&words, NULL, "/dev/null", NULL);
}

static void read_text(const char *file, char *text, size_t size)
{
    const int fd = open(file, O_RDONLY | O_CLOEXEC);
    const ssize_t got = fd < 0 ? 0 : read(fd, text, size - 1);
    text[got > 0 ? got : 0] = '\0';
    if (fd >= 0) close(fd);
}

/* The folder of this program, in which the other one is, too. */
static char *own_folder(struct conform_case *c)
{
    char path[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length <= 0) conform_fail(c, NULL, "cannot try it: %s", strerror(errno));
    path[length] = '\0';
    *strrchr(path, '/') = '\0';
    return strdup(path);
}

/* Adds where the SDK's headers are: of the tree that this was built from, else the installed ones. */
static void add_sdk(struct conform_case *c, struct words *words, const char *scratch)
{
    char text[1024];
    char *folders[] = {lbh_text("%s/../../sdk", own_folder(c)), lbh_text("%s/../../../sdk", own_folder(c))};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        char *header = folders[i] ? lbh_text("%s/loopblocks/loopblocks.h", folders[i]) : NULL;
        if (!header || access(header, R_OK) != 0) continue;
        add(c, words, lbh_text("-I%s", folders[i]));
        return;
    }
    const struct words ask = {.items = {"pkg-config", "--cflags", "loopblocks-sdk"}};
    char *output = lbh_text("%s/pkg-config", scratch);
    if (output && run(&ask, NULL, output, NULL) == 0) {
        read_text(output, text, sizeof text);
        add_words(c, words, text);
    }
}

static bool is_cxx(const char *source)
{
    const char *dot = strrchr(source, '.');
    return dot && (strcmp(dot, ".cc") == 0 || strcmp(dot, ".cpp") == 0 || strcmp(dot, ".cxx") == 0 || strcmp(dot, ".C") == 0);
}

/* Begins a command with the compiler for these sources. */
static void add_compiler(struct conform_case *c, struct words *words, const json_t *sources)
{
    bool cxx = false;
    for (size_t i = 0; i < json_array_size(sources); i++) cxx = cxx || is_cxx(json_string_value(json_array_get(sources, i)));
    const char *compiler = getenv(cxx ? "CXX" : "CC");
    add_words(c, words, compiler && *compiler ? compiler : cxx ? "c++" : "cc");
}

/* Returns the sanitizer's library, by asking the compiler. Skips the case where there is none. */
static char *find_runtime(struct conform_case *c, const struct words *compiler, const struct sanitizer *sanitizer,
                          const char *scratch)
{
    char text[PATH_MAX];
    char *output = lbh_text("%s/runtime", scratch);
    for (size_t i = 0; output && i < 3 && sanitizer->runtime[i]; i++) {
        struct words ask = *compiler;
        add(c, &ask, lbh_text("-print-file-name=%s", sanitizer->runtime[i]));
        const int code = run(&ask, NULL, output, NULL);
        if (code == 127) remove_folder(scratch);
        if (code == 127) conform_skip(c, "there is no compiler \"%s\" here: set CC", compiler->items[0]);
        read_text(output, text, sizeof text);
        text[strcspn(text, "\n")] = '\0';
        if (code == 0 && *text == '/' && access(text, R_OK) == 0) return realpath(text, NULL);
    }
    remove_folder(scratch);
    conform_skip(c, "the compiler \"%s\" has no %s sanitizer here", compiler->items[0], sanitizer->option);
}

static void compile(struct conform_case *c, struct words *words, const struct sanitizer *sanitizer, const json_t *sources,
                    const char *scratch, const char *library)
{
    char text[600];
    const json_t *flags = job_member(c->job, "flags", NULL);
    char *output = lbh_text("%s/compiler", scratch);
    add(c, words, lbh_text("-fsanitize=%s", sanitizer->option));
    add_words(c, words, "-g -O1 -fPIC -fno-omit-frame-pointer -shared");
    add_words(c, words, sanitizer->flags);
    for (size_t i = 0; i < json_array_size(sources); i++) add(c, words, json_string_value(json_array_get(sources, i)));
    add_sdk(c, words, scratch);
    for (size_t i = 0; i < json_array_size(flags); i++) add(c, words, json_string_value(json_array_get(flags, i)));
    add(c, words, "-o");
    add(c, words, library);
    conform_step(c, "compile its sources with -fsanitize=%s", sanitizer->option);
    if (!output) no_memory(c);
    if (run(words, c->job->directory, output, NULL) == 0) return;
    read_text(output, text, sizeof text);
    remove_folder(scratch);
    conform_fail(c, "complete \"flags\" in the profile: options of the compiler, include folders, libraries",
                 "its sources cannot be compiled with -fsanitize=%s: %s", sanitizer->option, text);
}

/* Copies the line in which a sanitizer says what it has found. */
static void find_words(struct sanitized *sanitized)
{
    static const char *const words[] = {"runtime error: ", "ERROR: ", "WARNING: "};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const char *at = strstr(sanitized->report, words[i]);
        if (!at) continue;
        snprintf(sanitized->found, sizeof sanitized->found, "%.*s", (int)strcspn(at, "\n"), at);
        return;
    }
    snprintf(sanitized->found, sizeof sanitized->found, "%.200s", sanitized->report);
}

void sanitized_run(struct conform_case *c, const struct sanitizer *sanitizer, struct sanitized *sanitized)
{
    const json_t *sources = job_member(c->job, "sources", NULL);
    if (json_array_size(sources) == 0) conform_skip(c, "name its sources with --source or in the profile");
    const char *temporary = getenv("TMPDIR");
    char *scratch = lbh_text("%s/loopblocks-conform-XXXXXX", temporary && *temporary ? temporary : "/tmp");
    if (!scratch || !mkdtemp(scratch)) conform_skip(c, "there is no place for temporary files: set TMPDIR");
    struct words compiler = {.count = 0}, words = {.count = 0};
    add_compiler(c, &compiler, sources);
    char *runtime = find_runtime(c, &compiler, sanitizer, scratch);
    char *library = lbh_text("%s/%s.so", scratch, c->job->stem);
    words = compiler;
    if (strstr(runtime, "clang")) add(c, &words, "-shared-libsan");
    compile(c, &words, sanitizer, sources, scratch, library);

    struct words exercise = {.count = 0};
    add(c, &exercise, lbh_text("%s/loopblocks-exercise", own_folder(c)));
    add(c, &exercise, library);
    add(c, &exercise, c->job->directory);
    add(c, &exercise, json_dumps(c->job->profile, JSON_COMPACT));
    add(c, &exercise, lbh_text("%llu", (unsigned long long)c->seed));
    add(c, &exercise, lbh_text("%d", findings_of_run()->candidate));
    add(c, &exercise, lbh_text("%lld", (long long)findings_of_run()->iterations));
    for (size_t i = 0; i < c->job->plugin_folder_count; i++) add(c, &exercise, c->job->plugin_folders[i]);
    char *const environment[] = {lbh_text("%s=%s", sanitizer->variable, sanitizer->behaviour),
                                 sanitizer->preloaded ? lbh_text("LD_PRELOAD=%s", runtime) : NULL, NULL};
    char *output = lbh_text("%s/output", scratch);
    if (!environment[0] || !output) no_memory(c);
    conform_step(c, "run it with the %s sanitizer", sanitizer->option);
    sanitized->code = run(&exercise, NULL, output, environment);
    read_text(output, sanitized->report, sizeof sanitized->report);
    find_words(sanitized);
    remove_folder(scratch);
}
