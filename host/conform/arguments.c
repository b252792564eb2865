/* SPDX-License-Identifier: MIT */
/* One table of options, from which they are both parsed and explained; and the numbers that they hold. */
#include "arguments.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "cli/cli.h"
#include "cli/nearest.h"
#include "cli/report.h"
#include "cli/text.h"
#include "file.h"
#include "profile.h"
#include "text.h"

struct option_text {
    char letter;
    const char *name;
    const char *argument; /* null: it takes none */
    const char *help;
};

static const struct option_text table[] = {
    {'l', "level", "N", "check the levels 1 to N (5); N-M checks those from N to M"},
    {'o', "only", "ID", "check this alone; may be given several times"},
    {'L', "list", NULL, "list the checks and what each promises"},
    {'T', "timeout", "S", "give each check so many seconds, in place of its own 10 to 60"},
    {'s', "seed", "N", "draw inputs from this seed (1): the same seed, the same run"},
    {'c', "config", "KEY=VALUE", "create the block with this config"},
    {'i', "input", "NAME=VALUE", "give this input; a tensor as JSON or @file.safetensors#name"},
    {'d', "dim", "SYMBOL=N", "let this dimension's name stand for this number"},
    {'n', "next", "FILE.so", "the block's next version, to be swapped with"},
    {'x', "source", "FILE", "what it is built from, to be built again with sanitizers; several times"},
    {'P', "profile", "FILE", "read all this from a file, in place of NAME.conform.json beside the block"},
    {'p', "plugins", "DIR", "search this folder for plugins first"},
    {'t', "tap", "FILE", "write the results as TAP; \"-\" is standard output"},
    {'u', "junit", "FILE", "write the results as JUnit's XML"},
    {'j', "json", "FILE", "write the results as JSON"},
    {'q', "quiet", NULL, "print only the last line"},
    {'h', "help", NULL, "explain this command"},
};
#define OPTION_COUNT (sizeof table / sizeof table[0])

void arguments_print_help(void)
{
    char left[64];
    printf("usage: loopblocks conform [OPTION]... FILE.so\n\n");
    text_print_paragraph(
        stdout, 0,
        "Proves a block, a loop wrapper or a component: that it loads (level 1), keeps its contract (2), behaves in a "
        "loop (3), can be swapped (4) and survives whatever it is given (5). Each check runs in a process of its "
        "own, so that nothing that a block does can harm another check, or this program.");
    printf("\n");
    text_print_paragraph(
        stdout, 0,
        "What the suite cannot guess - a config that a block needs, an input that makes sense, a failure that is known "
        "and has a reason - stands in a profile, NAME.conform.json beside NAME.so. docs/conformance.md explains it, "
        "and every check.");
    printf("\n");
    text_print_paragraph(
        stdout, 0,
        "Exits with 0 if nothing failed that is not allowed, 1 if something did, 2 on wrong usage, 3 if the file is no "
        "block.");
    printf("\noptions:\n");
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        snprintf(left, sizeof left, "--%s%s%s", table[i].name, table[i].argument ? " " : "",
                 table[i].argument ? table[i].argument : "");
        printf("  %-20s %s\n", left, table[i].help);
    }
}

static bool wrong(const char *option, const char *argument, const char *expected)
{
    report_usage("conform", "--%s wants %s, not \"%s\"", option, expected, argument);
    return false;
}

static bool read_level(struct job *job, const char *argument)
{
    char rest;
    int first = 1, last = 0;
    if (sscanf(argument, "%d-%d%c", &first, &last, &rest) == 2 || sscanf(argument, "%d%c", &last, &rest) == 1) {
        if (!strchr(argument, '-')) first = 1;
        if (first >= 1 && first <= last && last <= 5) {
            job->first_level = first;
            job->last_level = last;
            return true;
        }
    }
    return wrong("level", argument, "a level from 1 to 5, or two as in 3-4");
}

static bool read_seed(struct job *job, const char *argument)
{
    char *end = NULL;
    errno = 0;
    job->seed = strtoull(argument, &end, 0);
    return (*argument >= '0' && *argument <= '9' && !*end && errno == 0) || wrong("seed", argument, "a number");
}

static bool read_timeout(struct job *job, const char *argument)
{
    char rest;
    return (sscanf(argument, "%d%c", &job->timeout_s, &rest) == 1 && job->timeout_s >= 1 && job->timeout_s <= 3600) ||
           wrong("timeout", argument, "a number of seconds, 1 to 3600");
}

static bool read_only(struct job *job, const char *argument)
{
    if (checks_find(argument) != SIZE_MAX) {
        job->only[job->only_count++] = argument;
        return true;
    }
    const char **ids = calloc(checks_count(), sizeof *ids);
    for (size_t i = 0; ids && i < checks_count(); i++) ids[i] = checks_at(i)->id;
    const char *meant = ids ? nearest(argument, ids, checks_count()) : NULL;
    report_usage("conform", "there is no check \"%s\"%s%s%s", argument, meant ? "; did you mean " : "; --list shows them",
                 meant ? meant : "", meant ? "?" : "");
    free(ids);
    return false;
}

/* Adds KEY=VALUE to a member of the profile. */
static bool read_pair(struct job *job, const char *option, const char *member, const char *argument)
{
    const char *equals = strchr(argument, '=');
    if (!equals || equals == argument) return wrong(option, argument, "NAME=VALUE");
    return profile_set(job, member, argument, (size_t)(equals - argument), equals + 1);
}

static bool take(struct job *job, int letter, const char *argument)
{
    switch (letter) {
    case 'l': return read_level(job, argument);
    case 'o': return read_only(job, argument);
    case 'L': job->list = true; return true;
    case 's': return read_seed(job, argument);
    case 'T': return read_timeout(job, argument);
    case 'c': return read_pair(job, "config", "configs", argument);
    case 'i': return read_pair(job, "input", "inputs", argument);
    case 'd': return read_pair(job, "dim", "dims", argument);
    case 'n': return profile_set_file(job, "next", argument);
    case 'x': return profile_add_file(job, "sources", argument);
    case 'p': job->plugin_folders[job->plugin_folder_count++] = argument; return true;
    case 't': job->tap = argument; return true;
    case 'u': job->junit = argument; return true;
    case 'j': job->json = argument; return true;
    case 'q': job->quiet = true; return true;
    case 'h': job->help = true; return true;
    default: return true; /* the profile was read before all others */
    }
}

static void complain(const char *argument)
{
    const char *names[OPTION_COUNT];
    char name[64];
    for (size_t i = 0; i < OPTION_COUNT; i++) names[i] = table[i].name;
    const char *start = argument + strspn(argument, "-");
    snprintf(name, sizeof name, "%.*s", (int)strcspn(start, "="), start);
    const char *meant = nearest(name, names, OPTION_COUNT);
    report_usage("conform", "unknown option \"%s\"%s%s%s", argument, meant ? "; did you mean --" : "", meant ? meant : "",
                 meant ? "?" : "");
}

/* Goes through the options: first for the profile alone, whose members the others then change. */
static bool read_options(struct job *job, int argc, char **argv, bool for_profile, const char **profile)
{
    struct option long_options[OPTION_COUNT + 1] = {{0}};
    for (size_t i = 0; i < OPTION_COUNT; i++)
        long_options[i] =
            (struct option){table[i].name, table[i].argument ? required_argument : no_argument, NULL, table[i].letter};
    optind = 0;
    opterr = 0;
    for (int letter; (letter = getopt_long(argc, argv, ":h", long_options, NULL)) != -1;) {
        if (letter == '?' || letter == ':') {
            if (letter == ':')
                report_usage("conform", "%s wants an argument", argv[optind - 1]);
            else
                complain(argv[optind - 1]);
            return false;
        }
        if (letter == 'P') *profile = optarg;
        if (!for_profile && !take(job, letter, optarg)) return false;
    }
    return true;
}

static bool set_file(struct job *job, const char *file)
{
    const char *name = lbh_path_name(file);
    const size_t length = strlen(name);
    job->file = file;
    job->stem = strndup(name, length > 3 && strcmp(name + length - 3, ".so") == 0 ? length - 3 : length);
    return job->stem != NULL;
}

bool arguments_read(struct job *job, int argc, char **argv, int *code)
{
    const char *profile = NULL;
    *job = (struct job){.first_level = 1, .last_level = 5, .seed = 1};
    *code = EXIT_CODE_USAGE;
    job->only = calloc((size_t)argc + 1, sizeof *job->only);
    job->plugin_folders = calloc((size_t)argc + 1, sizeof *job->plugin_folders);
    if (!job->only || !job->plugin_folders) return false;
    if (!read_options(job, argc, argv, true, &profile)) return false;
    const char *file = optind < argc ? argv[optind] : NULL;
    if (optind + 1 < argc) {
        report_usage("conform", "there is one argument too many: \"%s\"", argv[optind + 1]);
        return false;
    }
    if (file && !set_file(job, file)) return false;
    if (!profile_read(job, profile)) {
        *code = EXIT_CODE_INVALID;
        return false;
    }
    if (!read_options(job, argc, argv, false, &profile)) return false;
    if (file || job->help || job->list) return true;
    report_usage("conform", "FILE.so is missing");
    return false;
}

void job_free(struct job *job)
{
    for (size_t i = 0; i < job->allowance_count; i++) {
        free((char *)(uintptr_t)job->allowances[i].id);
        free((char *)(uintptr_t)job->allowances[i].reason);
    }
    free(job->allowances);
    free(job->only);
    free(job->plugin_folders);
    free(job->stem);
    free(job->directory);
    json_decref(job->profile);
}
