/* SPDX-License-Identifier: MIT */
/*
 * loopblocks-exercise: what `loopblocks conform` does with a block, in a program that replaces no functions and confines nothing, so that
 * sanitizers can take their place in it. Started by the suite alone.
 *
 * usage: loopblocks-exercise FILE DIRECTORY PROFILE SEED CANDIDATE ITERATIONS [PLUGIN_FOLDER...]
 */
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "rig.h"

enum { MOST_ITERATIONS = 16, ROUNDS = 2, EXIT_FINE = 0, EXIT_USAGE = 2, EXIT_FAILED = 3 };

/* What in the suite comes from the checks before: here from the command line. The rig asks for it by these functions. */
static struct findings findings_of_before;

struct findings *findings_of_run(void)
{
    return &findings_of_before;
}

const struct json_t *job_member(const struct job *job, const char *member, const char *key)
{
    const json_t *value = json_object_get(job->profile, member);
    return key ? json_object_get(value, key) : value;
}

static void say(const char *word, const char *format, va_list arguments) LB_PRINTF(2, 0);
static void say(const char *word, const char *format, va_list arguments)
{
    fprintf(stderr, "loopblocks-exercise: %s: ", word);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
}

void conform_fail(struct conform_case *c, const char *mend, const char *format, ...)
{
    (void)c, (void)mend;
    va_list arguments;
    va_start(arguments, format);
    say("failed", format, arguments);
    va_end(arguments);
    exit(EXIT_FAILED);
}

void conform_skip(struct conform_case *c, const char *format, ...)
{
    (void)c;
    va_list arguments;
    va_start(arguments, format);
    say("skipped", format, arguments);
    va_end(arguments);
    exit(EXIT_FINE);
}

/* A sanitizer says where it was by itself. */
void conform_step(struct conform_case *c, const char *format, ...)
{
    (void)c, (void)format;
}

/* One whole life. What fails with a reason is no fault here: others look at that. */
static void live(struct conform_case *c, const struct rig_setup *setup)
{
    struct rig *rig = rig_new(c, setup);
    const int64_t usual = rig_usual_iterations(rig);
    if (rig_build(rig) && rig_prepare(rig) == LB_OK) {
        lb_status status = LB_OK;
        for (int64_t i = 0; i < usual && i < MOST_ITERATIONS && status == LB_OK; i++) status = rig_call(rig, i);
        if (status >= 0 && rig_prepare_again(rig) == LB_OK) rig_call(rig, 0);
    }
    rig_end(rig);
}

static void *live_on_thread(void *user)
{
    struct conform_case *c = user;
    for (int i = 0; i < ROUNDS; i++) live(c, &(struct rig_setup){.seed = c->seed});
    return NULL;
}

static void exercise(const struct job *job)
{
    static struct verdict unused;
    struct conform_case cases[2] = {{.job = job, .verdict = &unused, .seed = job->seed},
                                    {.job = job, .verdict = &unused, .seed = job->seed}};
    pthread_t threads[2];
    live(&cases[0], &(struct rig_setup){.extent = 0});
    live(&cases[0], &(struct rig_setup){.extent = 1, .optional = true});
    struct rig *rig = rig_new(&cases[0], &(struct rig_setup){.extent = 0});
    const uint64_t flags = rig->descriptor->flags;
    rig_end(rig);
    if (flags & (LB_FLAG_ONE_INSTANCE | LB_FLAG_ONE_THREAD)) return;
    for (int k = 0; k < 2; k++)
        if (pthread_create(&threads[k], NULL, live_on_thread, &cases[k]) != 0) exit(EXIT_FAILED);
    for (int k = 0; k < 2; k++) pthread_join(threads[k], NULL);
}

int main(int argc, char **argv)
{
    if (argc < 7) {
        fputs("usage: loopblocks-exercise FILE DIRECTORY PROFILE SEED CANDIDATE ITERATIONS [PLUGIN_FOLDER...]\n", stderr);
        return EXIT_USAGE;
    }
    struct job job = {.file = argv[1],
                      .directory = argv[2],
                      .seed = strtoull(argv[4], NULL, 10),
                      .plugin_folders = (const char **)(uintptr_t)&argv[7],
                      .plugin_folder_count = (size_t)argc - 7};
    findings_of_before.candidate = (int32_t)strtol(argv[5], NULL, 10);
    findings_of_before.iterations = strtoll(argv[6], NULL, 10);
    if (lbh_json_parse("profile", argv[3], strlen(argv[3]), &job.profile, NULL) != LBH_OK) return EXIT_USAGE;
    exercise(&job);
    json_decref(job.profile);
    return EXIT_FINE;
}
