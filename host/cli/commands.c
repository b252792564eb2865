/* SPDX-License-Identifier: MIT */
/* The commands there are, and the help that explains them. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

#include "nearest.h"
#include "report.h"
#include "text.h"

static const struct command table[] = {
    {.name = "run",
     .operand = "MANIFEST",
     .summary = "run a pipeline and print its outputs",
     .description =
         "Runs the pipeline of a manifest from its inputs to its end and prints each output as \"name = value\". Progress "
         "goes to standard error. Ctrl-C ends the run at the next boundary between two iterations or steps: what was "
         "computed is still printed and saved. A second Ctrl-C ends the program at once.\n\n"
         "A VALUE is JSON, or plain text for a str; a tensor may come from a file: --set latents=@noise.safetensors#key. "
         "A dotted name sets a config: --set guider.guidance_scale=5.",
     .options = ACCEPTS_SET | ACCEPTS_OUTPUT | ACCEPTS_SAVE | ACCEPTS_PLUGINS | ACCEPTS_QUIET | ACCEPTS_VERBOSE |
                ACCEPTS_PROFILE | ACCEPTS_JSON,
     .run = command_run},
    {.name = "check",
     .operand = "MANIFEST",
     .summary = "find everything that is wrong with a pipeline, without running it",
     .description =
         "Loads a manifest and its plugins and checks all that can be known before the first step. Reports every error "
         "at once, each with its place and how it can be mended.",
     .options = ACCEPTS_SET | ACCEPTS_OUTPUT | ACCEPTS_PLUGINS | ACCEPTS_QUIET | ACCEPTS_VERBOSE | ACCEPTS_JSON,
     .run = command_check},
    {.name = "list",
     .summary = "list the blocks, loops and components that are found",
     .description =
         "Lists the plugins in the folders given by --plugins, then those of LOOPBLOCKS_PATH, then the installed ones.",
     .options = ACCEPTS_PLUGINS | ACCEPTS_JSON,
     .run = command_list},
    {.name = "describe",
     .operand = "NAME|FILE.so|MANIFEST",
     .summary = "describe a plugin or a pipeline",
     .description = "Describes a plugin, by its name or its file, or a pipeline, by its manifest: components, configs, inputs, "
                    "outputs, states, loop arguments, and the blocks in the order in which they run.",
     .options = ACCEPTS_PLUGINS | ACCEPTS_JSON,
     .run = command_describe},
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
          "Exit status: 0 done, 1 a block failed or a file could not be written, 2 wrong usage,\n"
          "3 an invalid manifest or plugin, 130 stopped.\n",
          stdout);
}

void help_command(const struct command *command)
{
    printf("Usage: loopblocks %s [OPTION]...%s%s\n\n", command->name, command->operand ? " " : "",
           command->operand ? command->operand : "");
    text_print_paragraph(stdout, 0, command->description);
    fputs("\nOptions:\n", stdout);
    options_print_help(stdout, command->options);
}
