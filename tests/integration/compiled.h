/* SPDX-License-Identifier: MIT */
/* Libraries and programs that a test has compiled while it runs, in its scratch folder, by the compiler of this build. */
#ifndef TESTS_INTEGRATION_COMPILED_H
#define TESTS_INTEGRATION_COMPILED_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <check.h>

#include "unit/scratch.h"

/* Runs a shell command, and returns whether it succeeded. */
static inline bool runs(const char *command)
{
    fflush(NULL);
    return system(command) == 0;
}

/* Compiles a text to a file: try_compile("a.so", "int f(void) { return 1; }", "-shared"). Returns whether that succeeded. */
static inline bool try_compile(const char *file, const char *text, const char *flags)
{
    char command[4096];
    const char *compiler = getenv("CC"), *folder = getenv("LOOPBLOCKS_SRCDIR");
    ck_assert_msg(compiler && folder, "CC and LOOPBLOCKS_SRCDIR must be set");
    scratch_write_text("source.c", text);
    const int length =
        snprintf(command, sizeof command, "exec %s -O1 -fPIC -I'%s/sdk' -o '%s' source.c %s", compiler, folder, file, flags);
    ck_assert_int_lt(length, (int)sizeof command);
    return runs(command);
}

static inline void compile(const char *file, const char *text, const char *flags)
{
    ck_assert_msg(try_compile(file, text, flags), "cannot compile %s", file);
}

static inline void compile_library(const char *file, const char *text)
{
    compile(file, text, "-shared");
}

/* A whole block, which does nothing. Its name and version are macros. */
#define BLOCK_TEXT                                                                                                             \
    "#include <loopblocks/loopblocks.h>\n"                                                                                     \
    "static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)\n"                      \
    "{\n"                                                                                                                      \
    "    (void)self, (void)components, (void)state;\n"                                                                         \
    "    return LB_OK;\n"                                                                                                      \
    "}\n"                                                                                                                      \
    "LB_EXPORT const struct lb_block lb_block = {\n"                                                                           \
    "    LB_BLOCK_HEADER, .name = NAME, .version = VERSION, .description = \"Does nothing.\", .call = LB_CALL(call)};\n"

/* Compiles a block named "fact" of version N.0.0, with more code behind it, and to be linked with these flags. */
static inline void compile_block(const char *file, const char *major, const char *code, const char *flags)
{
    char text[4096], options[1024];
    const int length = snprintf(text, sizeof text, "%s%s", BLOCK_TEXT, code);
    ck_assert_int_lt(length, (int)sizeof text);
    snprintf(options, sizeof options, "-shared '-DNAME=\"fact\"' '-DVERSION=\"%s.0.0\"' %s", major, flags);
    compile(file, text, options);
}

#endif
