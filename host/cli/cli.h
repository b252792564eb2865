/* SPDX-License-Identifier: MIT */
/* The commands of the program, their exit codes, and how they are found and explained. */
#ifndef LOOPBLOCKS_CLI_H
#define LOOPBLOCKS_CLI_H

#include "options.h"

/* What the program exits with. Scripts rely on these numbers. */
enum exit_code {
    EXIT_CODE_DONE = 0,
    EXIT_CODE_FAILED = 1, /* a block failed, a file or the output could not be written, or a change was rolled back */
    EXIT_CODE_USAGE = 2,
    EXIT_CODE_INVALID = 3, /* a manifest or a plugin is wrong, or a change was refused */
    EXIT_CODE_STOPPED = 130
};

/* A command: `loopblocks NAME OPERANDS`. */
struct command {
    const char *name;
    const char *operands; /* as in the usage line; null: it takes none */
    size_t least;         /* how many of them */
    size_t most;
    const char *summary; /* one line */
    const char *description;
    unsigned options;                          /* ACCEPTS_... */
    int (*run)(const struct options *options); /* returns an exit code */
    int (*pass)(int argc, char **argv);        /* in place of both: the arguments as they are are somebody else's to read */
};

/* Returns a command by its name. Null, after a message on standard error, if there is none. */
const struct command *command_find(const char *name);

/* Print to standard output how the program, or one command, is used. The second returns an exit code. */
void help_program(void);
int help_command(const struct command *command);

int command_run(const struct options *options);
int command_check(const struct options *options);
int command_conform(int argc, char **argv);
int command_list(const struct options *options);
int command_describe(const struct options *options);
int command_new(const struct options *options);
int command_swap(const struct options *options);
int command_insert(const struct options *options);
int command_remove(const struct options *options);
int command_move(const struct options *options);
int command_set(const struct options *options);
int command_status(const struct options *options);
int command_pause(const struct options *options);
int command_resume(const struct options *options);
int command_stop(const struct options *options);

#endif
