/* SPDX-License-Identifier: MIT */
/* A block built once more from its sources, with a sanitizer, and exercised in a program of its own. */
#ifndef LOOPBLOCKS_CONFORM_SANITIZED_H
#define LOOPBLOCKS_CONFORM_SANITIZED_H

#include <stdbool.h>

#include "conform/case.h"

struct sanitizer {
    const char *option;     /* of the compiler: "address" */
    const char *flags;      /* further ones */
    const char *runtime[3]; /* its libraries' names, as gcc and clang have them; to be loaded before all others */
    bool preloaded;         /* false: the block brings it itself */
    const char *variable;   /* of the environment, by which it is told how to behave */
    const char *behaviour;
};

/* Exits so when it has found something. */
#define SANITIZED_EXIT 86

/* What came of it. */
struct sanitized {
    int code; /* SANITIZED_EXIT: it has found something; -1: it crashed; 0: nothing */
    char found[512];
    char report[2048];
};

/* Builds and exercises it. Skips the case where that cannot be done here, and fails it where the sources cannot be compiled. */
void sanitized_run(struct conform_case *c, const struct sanitizer *sanitizer, struct sanitized *sanitized);

#endif
