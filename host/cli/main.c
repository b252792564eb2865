/* SPDX-License-Identifier: MIT */
/* The program's frame: what holds for every command before it starts and after it ends. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <loopblocks/host.h>

#include "cli.h"
#include "nearest.h"
#include "report.h"

/* Opens what the caller closed of the three standard files, so that no other file gets their numbers and our output. */
static void open_standard_files(void)
{
    for (int number = 0; number < 3; number++) {
        if (fcntl(number, F_GETFD) != -1 || errno != EBADF) continue;
        /* The wrong way round, so that reading the one and writing to the others fail as they would if closed. */
        (void)open("/dev/null", number == 0 ? O_WRONLY : O_RDONLY);
    }
}

/* Returns `code`, or that of a failure if standard output did not take everything: a full disk shows only here. */
static int finish(int code)
{
    const int failed_before = ferror(stdout);
    errno = 0;
    if (fclose(stdout) == 0 && !failed_before) return code;
    report("cannot write to standard output%s%s", errno ? ": " : "", errno ? strerror(errno) : "");
    return code == EXIT_CODE_DONE ? EXIT_CODE_FAILED : code;
}

static int run_command(const struct command *command, int argc, char **argv)
{
    struct options options;
    int code = EXIT_CODE_USAGE;
    if (command->pass) return command->pass(argc, argv);
    if (!options_parse(&options, command->options, argc, argv)) {
        code = EXIT_CODE_USAGE;
    } else if (options.help) {
        code = help_command(command);
    } else if (options.operands.count < command->least) {
        report_usage(command->name, command->least == 1 ? "%s is missing" : "arguments are missing: it wants %s",
                     command->operands);
    } else if (options.operands.count > command->most) {
        report_usage(command->name, "there is one argument too many: \"%s\"", options.operands.items[command->most]);
    } else {
        code = command->run(&options);
    }
    options_free(&options);
    return code;
}

static int help(int argc, char **argv)
{
    if (argc < 2) {
        help_program();
        return EXIT_CODE_DONE;
    }
    const struct command *command = command_find(argv[1]);
    if (!command) return EXIT_CODE_USAGE;
    return help_command(command);
}

static int dispatch(int argc, char **argv)
{
    const char *first = argc > 1 ? argv[1] : NULL;
    if (!first) {
        report_usage(NULL, "a command is missing");
        return EXIT_CODE_USAGE;
    }
    if (strcmp(first, "--version") == 0) {
        printf("loopblocks %s\n", lbh_version());
        return EXIT_CODE_DONE;
    }
    if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0) return help(1, argv);
    if (strcmp(first, "help") == 0) return help(argc - 1, argv + 1);
    if (first[0] == '-') {
        static const char *const own[] = {"--help", "--version"};
        const char *meant = nearest(first, own, 2);
        if (meant)
            report_usage(NULL, "unknown option \"%s\"; did you mean %s?", first, meant);
        else
            report_usage(NULL, "options of a command come after it: \"%s\"", first);
        return EXIT_CODE_USAGE;
    }
    const struct command *command = command_find(first);
    return command ? run_command(command, argc - 1, argv + 1) : EXIT_CODE_USAGE;
}

int main(int argc, char **argv)
{
    open_standard_files();
    /* A reader that goes away is an error of writing, to be said and counted as such. */
    signal(SIGPIPE, SIG_IGN);
    /* Threads of OpenMP (oneDNN's) that wait spinning slow each other down wherever a core is busy. Read as it is loaded. */
    setenv("OMP_WAIT_POLICY", "passive", 0);
    return finish(dispatch(argc, argv));
}
