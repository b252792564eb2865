/* SPDX-License-Identifier: MIT */
/* What was asked for on the command line. */
#ifndef LOOPBLOCKS_CLI_OPTIONS_H
#define LOOPBLOCKS_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Which options a command accepts; every command accepts --help. */
#define ACCEPTS_SET (1u << 8)
#define ACCEPTS_OUTPUT (1u << 9)
#define ACCEPTS_SAVE (1u << 10)
#define ACCEPTS_PLUGINS (1u << 11)
#define ACCEPTS_QUIET (1u << 12)
#define ACCEPTS_VERBOSE (1u << 13)
#define ACCEPTS_JSON (1u << 14)
#define ACCEPTS_HELP (1u << 15)
#define ACCEPTS_PROFILE (1u << 16)
#define ACCEPTS_CONTROL (1u << 17)
#define ACCEPTS_WATCH (1u << 18)
#define ACCEPTS_SWAP_LOG (1u << 19)
#define ACCEPTS_BEFORE (1u << 20)
#define ACCEPTS_KIND (1u << 21)
#define ACCEPTS_LANGUAGE (1u << 22)
#define ACCEPTS_FOLDER (1u << 23)
#define ACCEPTS_MANIFEST (1u << 24)
#define ACCEPTS_OUTPUT_FILE (1u << 25)
#define ACCEPTS_RETRY (1u << 26)
#define ACCEPTS_GUARD (1u << 27)

/* Texts in the order given, borrowed from argv. */
struct text_list {
    const char **items;
    size_t count;
};

struct options {
    struct text_list sets; /* each holds a "=" after a name */
    struct text_list outputs;
    struct text_list plugin_folders;
    struct text_list operands;
    const char *save; /* null: not asked for, as with those below */
    const char *control;
    const char *swap_log;
    const char *before;
    const char *kind;
    const char *language;
    const char *folder;
    const char *output_file;
    bool watch;
    bool quiet;
    bool verbose;
    bool json;
    bool profile;
    bool guard;
    bool manifest;
    bool retry;
    bool help;
};

/*
 * Reads a command's arguments; argv[0] is the command's name. Options and operands come in any order; "--" ends the options.
 * Returns false, after a message on standard error, if they are wrong. Free the options in either case.
 */
bool options_parse(struct options *options, unsigned accepted, int argc, char **argv);
void options_free(struct options *options);

/* Prints the accepted options, a line each. */
void options_print_help(FILE *file, unsigned accepted);

#endif
