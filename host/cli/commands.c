/* SPDX-License-Identifier: MIT */
/* The commands there are, and the help that explains them. */
#include "cli.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "nearest.h"
#include "report.h"
#include "text.h"

#define EXPLAIN_CHANGE                                                                                                         \
    "\n\nSOCKET is that of a run started with --control. The command waits until the change is decided, and exits with 0 if "  \
    "it "                                                                                                                      \
    "is done, 1 if it was tried and rolled back, 3 if it was refused; in the last two cases the run goes on as if nothing "    \
    "had "                                                                                                                     \
    "been asked."

static const struct command table[] = {
    {.name = "run",
     .operands = "MANIFEST",
     .least = 1,
     .most = 1,
     .summary = "run a pipeline and print its outputs",
     .description =
         "Runs the pipeline of a manifest from its inputs to its end and prints each output as \"name = value\". Progress "
         "goes to standard error. Ctrl-C ends the run at the next boundary between two iterations or steps: what was "
         "computed is still printed and saved. A second Ctrl-C ends the program at once.\n\n"
         "A VALUE is JSON, or plain text for a str; a tensor may come from a file: --set latents=@noise.safetensors#key. "
         "A dotted name sets a config: --set guider.guidance_scale=5.\n\n"
         "The blocks and components of a run can be replaced while it goes on: by their own files, each time these are "
         "written anew (--watch), or by requests on a socket (--control), for which there are the commands swap, insert, "
         "remove, move, set, status, pause, resume and stop. A change that fails leaves the run as it was.",
     .options = ACCEPTS_SET | ACCEPTS_OUTPUT | ACCEPTS_SAVE | ACCEPTS_PLUGINS | ACCEPTS_CONTROL | ACCEPTS_WATCH |
                ACCEPTS_SWAP_LOG | ACCEPTS_GUARD | ACCEPTS_QUIET | ACCEPTS_VERBOSE | ACCEPTS_PROFILE | ACCEPTS_JSON,
     .run = command_run},
    {.name = "check",
     .operands = "MANIFEST",
     .least = 1,
     .most = 1,
     .summary = "find everything that is wrong with a pipeline, without running it",
     .description =
         "Loads a manifest and its plugins and checks all that can be known before the first step. Reports every error "
         "at once, each with its place and how it can be mended.",
     .options = ACCEPTS_SET | ACCEPTS_OUTPUT | ACCEPTS_PLUGINS | ACCEPTS_QUIET | ACCEPTS_VERBOSE | ACCEPTS_JSON,
     .run = command_check},
    {.name = "list",
     .summary = "list the blocks, loops and components that are found",
     .description =
         "Lists the plugins in the folders given by --plugins, then those of LOOPBLOCKS_PATH, then the installed ones. None is "
         "loaded: they are known by their manifests, NAME.block.json, and what has none is looked into by a process of its "
         "own. "
         "What crashes or hangs there is quarantined, and refused by all commands until it has changed or --retry is given.",
     .options = ACCEPTS_PLUGINS | ACCEPTS_JSON | ACCEPTS_RETRY,
     .run = command_list},
    {.name = "describe",
     .operands = "NAME|FILE.so|MANIFEST",
     .least = 1,
     .most = 1,
     .summary = "describe a plugin or a pipeline",
     .description =
         "Describes a plugin, by its name or its file, or a pipeline, by its manifest: components, configs, inputs, "
         "outputs, states, loop arguments, and the blocks in the order in which they run.\n\n"
         "With --manifest it writes a plugin's manifest beside it, by which it is listed without being loaded. Write it "
         "after every build.",
     .options = ACCEPTS_PLUGINS | ACCEPTS_JSON | ACCEPTS_MANIFEST | ACCEPTS_OUTPUT_FILE | ACCEPTS_QUIET,
     .run = command_describe},
    {.name = "conform", .summary = "prove that a plugin does what it promises", .pass = command_conform},
    {.name = "new",
     .operands = "NAME",
     .least = 1,
     .most = 1,
     .summary = "begin a plugin of your own",
     .description =
         "Makes a folder NAME with what a plugin begins with: a source file that works and is to be changed, a Makefile and "
         "a meson.build, a manifest that runs it, a test, and a README with the commands. NAME is the plugin's: a letter "
         "of a-z, then a-z, 0-9 and -. Nothing that is there already is changed.",
     .options = ACCEPTS_KIND | ACCEPTS_LANGUAGE | ACCEPTS_FOLDER,
     .run = command_new},
    {.name = "swap",
     .operands = "SOCKET PATH=FILE.so...",
     .least = 2,
     .most = SIZE_MAX,
     .summary = "replace blocks or components of a run",
     .description =
         "Replaces what runs as PATH, a block such as denoise.after_denoiser or a component such as scheduler, by the "
         "plugin in a file, or by a plugin's name. Several are replaced at the same boundary, or none of them is. "
         "Config, map and place stay as they are." EXPLAIN_CHANGE,
     .options = ACCEPTS_JSON,
     .run = command_swap},
    {.name = "insert",
     .operands = "SOCKET PATH=FILE.so|NAME|JSON",
     .least = 2,
     .most = 2,
     .summary = "insert a block into a run",
     .description =
         "Inserts a block as PATH, such as denoise.clip, at the end of what holds it or before one of its "
         "neighbours. JSON is what a manifest would have there: '{\"use\": \"./clip.so\", \"config\": {\"limit\": 1}}'; "
         "files in it are relative to the working directory." EXPLAIN_CHANGE,
     .options = ACCEPTS_BEFORE | ACCEPTS_JSON,
     .run = command_insert},
    {.name = "remove",
     .operands = "SOCKET PATH",
     .least = 2,
     .most = 2,
     .summary = "remove a block from a run",
     .description = "Removes the block PATH." EXPLAIN_CHANGE,
     .options = ACCEPTS_JSON,
     .run = command_remove},
    {.name = "move",
     .operands = "SOCKET PATH",
     .least = 2,
     .most = 2,
     .summary = "move a block of a run among its neighbours",
     .description = "Moves the block PATH to the end of what holds it, or before one of its neighbours." EXPLAIN_CHANGE,
     .options = ACCEPTS_BEFORE | ACCEPTS_JSON,
     .run = command_move},
    {.name = "set",
     .operands = "SOCKET OWNER.KEY=VALUE",
     .least = 2,
     .most = 2,
     .summary = "set a config of a run's block or component",
     .description = "Sets a config: guider.guidance_scale=5, denoise.clip.limit=1. The VALUE is JSON, or plain text for a "
                    "str." EXPLAIN_CHANGE,
     .options = ACCEPTS_JSON,
     .run = command_set},
    {.name = "status",
     .operands = "SOCKET",
     .least = 1,
     .most = 1,
     .summary = "show how far a run is and what it is made of",
     .description = "Shows the state and the loops of a run, what runs as each component and block, in which generation and "
                    "from which file, and the retired libraries that it still holds.",
     .options = ACCEPTS_JSON,
     .run = command_status},
    {.name = "pause",
     .operands = "SOCKET",
     .least = 1,
     .most = 1,
     .summary = "hold a run at its next boundary",
     .description = "Holds a run at its next boundary, between two iterations or steps, until it is resumed or stopped.",
     .options = ACCEPTS_JSON,
     .run = command_pause},
    {.name = "resume",
     .operands = "SOCKET",
     .least = 1,
     .most = 1,
     .summary = "let a paused run go on",
     .description = "Lets a paused run go on.",
     .options = ACCEPTS_JSON,
     .run = command_resume},
    {.name = "stop",
     .operands = "SOCKET",
     .least = 1,
     .most = 1,
     .summary = "end a run at its next boundary",
     .description = "Ends a run at its next boundary, as Ctrl-C does: what was computed is printed and saved.",
     .options = ACCEPTS_JSON,
     .run = command_stop},
};
#define COMMAND_COUNT (sizeof table / sizeof table[0])

const struct command *command_find(const char *name)
{
    const char *names[COMMAND_COUNT + 1];
    for (size_t k = 0; k < COMMAND_COUNT; k++) {
        if (strcmp(name, table[k].name) == 0) return &table[k];
        names[k] = table[k].name;
    }
    names[COMMAND_COUNT] = "help";
    const char *meant = nearest(name, names, COMMAND_COUNT + 1);
    if (meant)
        report_usage(NULL, "unknown command \"%s\"; did you mean \"%s\"?", name, meant);
    else
        report_usage(NULL, "unknown command \"%s\"", name);
    return NULL;
}

void help_program(void)
{
    fputs("Usage: loopblocks COMMAND [OPTION]... [OPERAND]\n"
          "       loopblocks --version | --help\n\n"
          "Runs iterative pipelines made of blocks that are loaded at run time.\n\nCommands:\n",
          stdout);
    for (size_t k = 0; k < COMMAND_COUNT; k++) printf("  %-9s %s\n", table[k].name, table[k].summary);
    fputs("  help      explain a command\n\n"
          "Exit status: 0 done, 1 a block failed, a file could not be written or a change was rolled\n"
          "back, 2 wrong usage, 3 an invalid manifest or plugin or a refused change, 130 stopped.\n",
          stdout);
}

int help_command(const struct command *command)
{
    char name[32], option[] = "--help";
    if (command->pass) {
        snprintf(name, sizeof name, "%s", command->name);
        return command->pass(2, (char *[]){name, option, NULL});
    }
    printf("Usage: loopblocks %s [OPTION]...%s%s\n\n", command->name, command->operands ? " " : "",
           command->operands ? command->operands : "");
    text_print_paragraph(stdout, 0, command->description);
    fputs("\nOptions:\n", stdout);
    options_print_help(stdout, command->options);
    return EXIT_CODE_DONE;
}
