/* SPDX-License-Identifier: MIT */
/* The commands of the program, their exit codes, and how they are found and explained. */
#ifndef LOOPBLOCKS_CLI_H
#define LOOPBLOCKS_CLI_H

#include "options.h"

/* What the program exits with. Scripts rely on these numbers. */
enum exit_code {
    EXIT_CODE_DONE = 0,
    EXIT_CODE_FAILED = 1, /* a block failed, or a file or the output could not be written */
    EXIT_CODE_USAGE = 2,
    EXIT_CODE_INVALID = 3, /* a manifest or a plugin is wrong */
    EXIT_CODE_STOPPED = 130
};

/* A command: `loopblocks NAME OPERAND`. */
struct command {
    const char *name;
    const char *operand; /* as in the usage line; null: it takes none */
    const char *summary; /* one line */
    const char *description;
    unsigned options;                          /* ACCEPTS_... */
    int (*run)(const struct options *options); /* returns an exit code */
};

/* Returns a command by its name. Null, after a message on standard error, if there is none. */
const struct command *command_find(const char *name);

/* Print to standard output how the program, or one command, is used. */
void help_program(void);
void help_command(const struct command *command);

int command_run(const struct options *options);
int command_check(const struct options *options);
int command_list(const struct options *options);
int command_describe(const struct options *options);

#endif
