/* SPDX-License-Identifier: MIT */
/* The options of all commands: one table, from which they are both parsed and explained. */
#include "options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "nearest.h"
#include "report.h"

struct option_text {
    unsigned bit;
    const char *name;
    const char *argument; /* null: it takes none */
    const char *help;
};

static const struct option_text table[] = {
    {ACCEPTS_SET, "set", "NAME=VALUE", "set an input, or a config as block.key or component.key"},
    {ACCEPTS_OUTPUT, "output", "NAME", "print and save this value too"},
    {ACCEPTS_SAVE, "save", "FILE", "write the outputs to a safetensors file"},
    {ACCEPTS_PLUGINS, "plugins", "DIR", "search this folder for plugins first"},
    {ACCEPTS_CONTROL, "control", "SOCKET", "take requests for changes, the status, a pause or the end on a socket"},
    {ACCEPTS_WATCH, "watch", NULL, "replace what runs by its file when that was written anew"},
    {ACCEPTS_SWAP_LOG, "swap-log", "FILE", "append a JSON line to this file for each change"},
    {ACCEPTS_BEFORE, "before", "NAME", "put it before this block, in place of the end"},
    {ACCEPTS_KIND, "kind", "KIND", "block (if not given), loop, scheduler, guider, denoiser or generator"},
    {ACCEPTS_LANGUAGE, "lang", "LANGUAGE", "c (if not given) or c++"},
    {ACCEPTS_FOLDER, "folder", "DIR", "make it in this folder, in place of the working one"},
    {ACCEPTS_MANIFEST, "manifest", NULL, "write the plugin's manifest, NAME.block.json, beside it"},
    {ACCEPTS_OUTPUT_FILE, "output", "FILE", "with --manifest: write it to this file; -: print it"},
    {ACCEPTS_RETRY, "retry", NULL, "look again into plugins that crashed or hung the last time"},
    {ACCEPTS_QUIET, "quiet", NULL, "show no progress"},
    {ACCEPTS_VERBOSE, "verbose", NULL, "show also what blocks say beside their warnings"},
    {ACCEPTS_PROFILE, "profile", NULL, "show where the time went, block by block"},
    {ACCEPTS_GUARD, "guard", NULL, "catch what blocks read and write beside the values that they declare; slow"},
    {ACCEPTS_JSON, "json", NULL, "print the result as JSON"},
    {ACCEPTS_HELP, "help", NULL, "explain this command"},
};
#define OPTION_COUNT (sizeof table / sizeof table[0])

static const struct option_text *find_bit(unsigned bit)
{
    for (size_t k = 0; k < OPTION_COUNT; k++)
        if (table[k].bit == bit) return &table[k];
    return NULL;
}

/* Fills what getopt_long wants to know of the accepted options. */
static void describe_to_getopt(unsigned accepted, struct option *descriptions)
{
    for (size_t k = 0; k < OPTION_COUNT; k++)
        if (accepted & table[k].bit)
            *descriptions++ =
                (struct option){table[k].name, table[k].argument ? required_argument : no_argument, NULL, (int)table[k].bit};
    *descriptions = (struct option){0};
}

static void complain_of_unknown(const char *command, const char *argument, unsigned accepted)
{
    const char *names[OPTION_COUNT];
    size_t count = 0;
    for (size_t k = 0; k < OPTION_COUNT; k++)
        if (accepted & table[k].bit) names[count++] = table[k].name;
    char name[64];
    const char *start = argument + strspn(argument, "-");
    snprintf(name, sizeof name, "%.*s", (int)strcspn(start, "="), start);
    const char *meant = nearest(name, names, count);
    if (meant)
        report_usage(command, "unknown option \"%s\"; did you mean --%s?", argument, meant);
    else
        report_usage(command, "unknown option \"%s\"", argument);
}

/* Says what getopt_long refused: `answer` is its '?' or ':'; optopt holds the option, 0 where it has an unknown long name. */
static void complain(const char *command, int answer, const char *argument, unsigned accepted)
{
    const struct option_text *option = find_bit((unsigned)optopt);
    if (answer == ':' && option)
        report_usage(command, "--%s wants an argument: --%s %s", option->name, option->name, option->argument);
    else if (option)
        report_usage(command, "--%s takes no argument", option->name);
    else if (optopt)
        report_usage(command, "unknown option \"-%c\"", optopt);
    else
        complain_of_unknown(command, argument, accepted);
}

static void append(struct text_list *list, const char *text)
{
    list->items[list->count++] = text;
}

/* Takes one option. Returns false, after a message, if its argument has no form. */
static bool take(struct options *options, const char *command, unsigned bit, const char *argument)
{
    if (bit == ACCEPTS_SET) {
        if (!strchr(argument, '=') || argument[0] == '=') {
            report_usage(command, "--set wants NAME=VALUE, not \"%s\"", argument);
            return false;
        }
        append(&options->sets, argument);
    }
    if (bit == ACCEPTS_OUTPUT) append(&options->outputs, argument);
    if (bit == ACCEPTS_PLUGINS) append(&options->plugin_folders, argument);
    if (bit == ACCEPTS_SAVE) options->save = argument;
    if (bit == ACCEPTS_CONTROL) options->control = argument;
    if (bit == ACCEPTS_SWAP_LOG) options->swap_log = argument;
    if (bit == ACCEPTS_BEFORE) options->before = argument;
    if (bit == ACCEPTS_KIND) options->kind = argument;
    if (bit == ACCEPTS_LANGUAGE) options->language = argument;
    if (bit == ACCEPTS_FOLDER) options->folder = argument;
    if (bit == ACCEPTS_OUTPUT_FILE) options->output_file = argument;
    if (bit == ACCEPTS_MANIFEST) options->manifest = true;
    if (bit == ACCEPTS_RETRY) options->retry = true;
    if (bit == ACCEPTS_WATCH) options->watch = true;
    if (bit == ACCEPTS_QUIET) options->quiet = true;
    if (bit == ACCEPTS_VERBOSE) options->verbose = true;
    if (bit == ACCEPTS_PROFILE) options->profile = true;
    if (bit == ACCEPTS_GUARD) options->guard = true;
    if (bit == ACCEPTS_JSON) options->json = true;
    if (bit == ACCEPTS_HELP) options->help = true;
    return true;
}

bool options_parse(struct options *options, unsigned accepted, int argc, char **argv)
{
    *options = (struct options){0};
    const size_t room = (size_t)argc;
    const char **texts = calloc(4 * room, sizeof *texts);
    if (!texts) {
        report("out of memory");
        return false;
    }
    options->sets.items = texts;
    options->outputs.items = texts + room;
    options->plugin_folders.items = texts + 2 * room;
    options->operands.items = texts + 3 * room;

    accepted |= ACCEPTS_HELP;
    struct option descriptions[OPTION_COUNT + 1];
    describe_to_getopt(accepted, descriptions);
    opterr = 0;
    int answer;
    while ((answer = getopt_long(argc, argv, ":h", descriptions, NULL)) != -1) {
        if (answer == '?' || answer == ':') {
            complain(argv[0], answer, argv[optind - 1], accepted);
            return false;
        }
        if (!take(options, argv[0], answer == 'h' ? ACCEPTS_HELP : (unsigned)answer, optarg)) return false;
    }
    while (optind < argc) append(&options->operands, argv[optind++]);
    return true;
}

void options_free(struct options *options)
{
    free(options->sets.items);
    *options = (struct options){0};
}

void options_print_help(FILE *file, unsigned accepted)
{
    for (size_t k = 0; k < OPTION_COUNT; k++) {
        if (!((accepted | ACCEPTS_HELP) & table[k].bit)) continue;
        char usage[48];
        snprintf(usage, sizeof usage, "--%s%s%s", table[k].name, table[k].argument ? " " : "",
                 table[k].argument ? table[k].argument : "");
        fprintf(file, "  %-18s %s\n", usage, table[k].help);
    }
}
