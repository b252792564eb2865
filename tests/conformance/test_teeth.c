/* SPDX-License-Identifier: MIT */
/*
 * The conformance suite has teeth: each source in faulty/ has the one fault that the check of its name is for, and that check, and no
 * other of its level, fails on it. What has no fault fails none. usage: test_teeth [NAME of a source, or of a check | LEVEL]
 *
 *   ID.c, ID--VARIANT.c   faulty blocks; "flags: ..." in a comment of their own line are given to the compiler and the linker
 *   STEM.conform.json     the profile of STEM.c, and any other STEM.*: put beside the library
 *   STEM.next.c           another version of it, compiled to STEM.next.so
 */
#include <ctype.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <check.h>
#include <jansson.h>

#include "unit/built.h"
#include "unit/scratch.h"

enum { MOST_SOURCES = 512, MOST_CHECKS = 256, LEAST_CHECKS = 80 };

/* A source of a block, by its folder and its name without .c or .cc. */
struct source {
    const char *folder;
    char *stem;
    const char *suffix;
};

/* What `--list` says of a check. */
struct listed {
    int level;
    char id[64];
};

/* Check's tests are functions of a number: what they are about is found before they run. */
static struct source sources[MOST_SOURCES];
static size_t source_count;
static struct listed listed[MOST_CHECKS];
static size_t listed_count;

static const char *environment(const char *name)
{
    const char *value = getenv(name);
    if (value) return value;
    fprintf(stderr, "%s must be set\n", name);
    exit(EXIT_FAILURE);
}

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

static int compare_sources(const void *a, const void *b)
{
    return strcmp(((const struct source *)a)->stem, ((const struct source *)b)->stem);
}

static void find_sources(const char *folder)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/tests/conformance/%s", environment("LOOPBLOCKS_SRCDIR"), folder);
    DIR *directory = opendir(path);
    for (const struct dirent *entry; directory && (entry = readdir(directory));) {
        const char *suffix = ends_with(entry->d_name, ".c") ? ".c" : ends_with(entry->d_name, ".cc") ? ".cc" : NULL;
        if (!suffix || ends_with(entry->d_name, ".next.c") || source_count == MOST_SOURCES) continue;
        sources[source_count++] =
            (struct source){folder, strndup(entry->d_name, strlen(entry->d_name) - strlen(suffix)), suffix};
    }
    if (directory) closedir(directory);
    qsort(sources, source_count, sizeof sources[0], compare_sources);
}

static void find_checks(void)
{
    char command[4096], line[512];
    snprintf(command, sizeof command, "'%s/host/loopblocks-conform' --list", environment("LOOPBLOCKS_BUILDDIR"));
    FILE *list = popen(command, "r");
    while (list && listed_count < MOST_CHECKS && fgets(line, sizeof line, list))
        if (sscanf(line, "%d %63s", &listed[listed_count].level, listed[listed_count].id) == 2) listed_count++;
    if (list) pclose(list);
}

/* Returns the check that a source is named after: all of it before "--". Null: there is none. */
static const struct listed *check_of(const char *stem)
{
    const char *end = strstr(stem, "--");
    const size_t length = end ? (size_t)(end - stem) : strlen(stem);
    for (size_t i = 0; i < listed_count; i++)
        if (strlen(listed[i].id) == length && strncmp(listed[i].id, stem, length) == 0) return &listed[i];
    return NULL;
}

/* Runs a command of the shell, and returns what it exits with. */
static int run(const char *command)
{
    fflush(NULL);
    const int status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Reads the flags that a source asks for. */
static void read_flags(const char *path, char *flags, size_t size)
{
    char line[512];
    FILE *file = fopen(path, "r");
    *flags = '\0';
    ck_assert_msg(file != NULL, "cannot read %s", path);
    for (int i = 0; i < 8 && fgets(line, sizeof line, file); i++) {
        const char *begin = strstr(line, "/* flags: "), *end = strstr(line, " */");
        if (begin && end) snprintf(flags, size, "%.*s", (int)(end - begin - 10), begin + 10);
    }
    fclose(file);
}

/* Compiles one source to STEM.so here. The block's name is `name`. */
static void compile(const struct source *source, const char *stem, const char *suffix, const char *name)
{
    char path[4096], flags[512], command[16384];
    const char *folder = environment("LOOPBLOCKS_SRCDIR");
    snprintf(path, sizeof path, "%s/tests/conformance/%s/%s%s", folder, source->folder, stem, suffix);
    read_flags(path, flags, sizeof flags);
    snprintf(command, sizeof command,
             "exec %s -O1 -g -fPIC -fvisibility=hidden -w '-DNAME=\"%s\"' -I'%s/sdk' -I'%s/tests/conformance/faulty' -shared "
             "-o '%s.so' '%s' %s %s",
             environment("CC"), name, folder, folder, stem, path, strcmp(suffix, ".cc") == 0 ? "-lstdc++" : "", flags);
    ck_assert_msg(run(command) == 0, "cannot compile %s", path);
}

/* Puts what stands beside a source here, and compiles both versions. */
static void build(const struct source *source)
{
    char command[8192], next[512];
    const char *folder = environment("LOOPBLOCKS_SRCDIR");
    snprintf(command, sizeof command,
             "for file in '%s/tests/conformance/%s/%s'.* '%s/tests/conformance/faulty/'*.h; do cp \"$file\" . || exit 1; done",
             folder, source->folder, source->stem, folder);
    ck_assert_int_eq(run(command), 0);
    compile(source, source->stem, source->suffix, source->stem);
    snprintf(next, sizeof next, "%s.next", source->stem);
    snprintf(command, sizeof command, "%s.c", next);
    if (access(command, R_OK) == 0) compile(source, next, ".c", source->stem);
}

/* Proves what was built, and returns the results. */
static json_t *conform(const struct source *source, int first_level, int last_level)
{
    char command[8192];
    json_error_t error;
    snprintf(command, sizeof command,
             "timeout 280 '%s/host/loopblocks-conform' --level %d-%d %s --quiet --json results.json './%s.so' >printed 2>&1",
             environment("LOOPBLOCKS_BUILDDIR"), first_level, last_level, strstr(source->stem, "hang") ? "--timeout 12" : "",
             source->stem);
    const int code = run(command);
    json_t *results = json_load_file("results.json", 0, &error);
    if (!results) run("cat printed >&2");
    ck_assert_msg(results != NULL, "no results, exit code %d", code);
    ck_assert_int_eq(code, json_integer_value(json_object_get(results, "failed")) > 0);
    return results;
}

/* Fails if a check failed that was not to, or the other way round; null: none was to. */
static void assert_failed(const json_t *results, const char *id)
{
    size_t index;
    const json_t *check, *checks = json_object_get(results, "checks");
    bool found = id == NULL;
    json_array_foreach(checks, index, check)
    {
        const char *name = json_string_value(json_object_get(check, "id"));
        const char *result = json_string_value(json_object_get(check, "result"));
        const char *reason = json_string_value(json_object_get(check, "reason"));
        const bool wanted = id && strcmp(name, id) == 0, failed = strcmp(result, "failed") == 0;
        found |= wanted;
        ck_assert_msg(wanted == failed, "%s %s: %s", name, result, reason ? reason : "");
        /* Whoever reads it is to know what to do. */
        if (failed) ck_assert_msg(json_object_get(check, "mend") != NULL, "%s has no mend: %s", name, reason);
    }
    ck_assert_msg(found, "%s was not run", id);
}

/* Returns whether a source is one of those that were asked for: by its name, its check's, or that one's level; null: by nothing. */
static bool is_asked_for(const struct source *source, const char *only)
{
    const struct listed *check = check_of(source->stem);
    const bool is_good = strcmp(source->folder, "good") == 0;
    if (!only || strcmp(only, source->stem) == 0 || (check && strcmp(only, check->id) == 0)) return true;
    /* What names no check is told with the first level's. */
    return isdigit((unsigned char)*only) && atoi(only) == (check ? check->level : is_good ? 5 : 1);
}

START_TEST(its_check_alone_fails)
{
    const struct source *source = &sources[_i];
    const struct listed *check = check_of(source->stem);
    ck_assert_msg(check != NULL, "there is no check of this name: %s", source->stem);
    build(source);
    json_t *results = conform(source, check->level, check->level);
    assert_failed(results, check->id);
    json_decref(results);
}
END_TEST

START_TEST(nothing_fails)
{
    build(&sources[_i]);
    json_t *results = conform(&sources[_i], 1, 5);
    assert_failed(results, NULL);
    json_decref(results);
}
END_TEST

START_TEST(every_check_has_a_faulty_block)
{
    char missing[4096] = "";
    for (size_t i = 0; i < listed_count; i++) {
        bool found = false;
        for (size_t k = 0; k < source_count; k++)
            found |= strcmp(sources[k].folder, "faulty") == 0 && check_of(sources[k].stem) == &listed[i];
        const size_t used = strlen(missing);
        if (!found) snprintf(missing + used, sizeof missing - used, " %s", listed[i].id);
    }
    ck_assert_msg(*missing == '\0', "without a faulty block:%s", missing);
}
END_TEST

START_TEST(there_are_many_checks_each_with_a_name_of_its_own)
{
    ck_assert_uint_ge(listed_count, LEAST_CHECKS);
    for (size_t i = 0; i < listed_count; i++) {
        ck_assert_msg(strspn(listed[i].id, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(listed[i].id), "%s",
                      listed[i].id);
        ck_assert_msg(!strstr(listed[i].id, "--"), "%s: two hyphens are for variants of its faulty block", listed[i].id);
        ck_assert_msg(listed[i].level >= 1 && listed[i].level <= 5, "%s", listed[i].id);
        for (size_t k = 0; k < i; k++) ck_assert_msg(strcmp(listed[i].id, listed[k].id) != 0, "%s twice", listed[i].id);
    }
}
END_TEST

/* docs/conformance.md has them as code: `id`. */
START_TEST(every_check_is_documented)
{
    char path[4096], name[80], missing[4096] = "";
    size_t size;
    snprintf(path, sizeof path, "%s/docs/conformance.md", environment("LOOPBLOCKS_SRCDIR"));
    char *text = (char *)read_bytes(path, &size);
    for (size_t i = 0; i < listed_count; i++) {
        snprintf(name, sizeof name, "`%s`", listed[i].id);
        const size_t used = strlen(missing);
        if (!memmem(text, size, name, strlen(name))) snprintf(missing + used, sizeof missing - used, " %s", listed[i].id);
    }
    free(text);
    ck_assert_msg(*missing == '\0', "not in docs/conformance.md:%s", missing);
}
END_TEST

static void add(Suite *suite, const char *name, const TTest *test, size_t index)
{
    TCase *tcase = tcase_create(name);
    tcase_set_timeout(tcase, 300);
    tcase_add_checked_fixture(tcase, scratch_setup, scratch_teardown);
    tcase_add_loop_test(tcase, test, (int)index, (int)index + 1);
    suite_add_tcase(suite, tcase);
}

int main(int argc, char **argv)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    /* The suite loads blocks that were built without the sanitizer, and looks at what is left behind: so does the sanitizer. */
    puts("1..0 # SKIP conformance is checked in builds without sanitizers");
    return EXIT_SUCCESS;
#endif
    const char *only = argc > 1 ? argv[1] : NULL;
    char sdk[4096];
    /* Wherever the build folder is, compilers that the suite starts find the SDK. */
    snprintf(sdk, sizeof sdk, "%s/sdk", environment("LOOPBLOCKS_SRCDIR"));
    setenv("CPATH", sdk, 1);
    Suite *suite = suite_create("teeth");
    find_sources("faulty");
    find_sources("good");
    find_checks();
    for (size_t i = 0; i < source_count; i++) {
        if (!is_asked_for(&sources[i], only)) continue;
        add(suite, sources[i].stem, strcmp(sources[i].folder, "good") == 0 ? nothing_fails : its_check_alone_fails, i);
    }
    if (!only || strcmp(only, "1") == 0) {
        add(suite, "proof", every_check_has_a_faulty_block, 0);
        add(suite, "documentation", every_check_is_documented, 0);
        add(suite, "names", there_are_many_checks_each_with_a_name_of_its_own, 0);
    }
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
