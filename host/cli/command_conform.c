/* SPDX-License-Identifier: MIT */
/* `loopblocks conform`: the conformance suite is a program of its own, which takes the place of this one. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "report.h"

#ifndef LBH_LIBEXEC_DIR
#error "LBH_LIBEXEC_DIR must name the folder into which the programs are installed that others start"
#endif

/* The folders of a build tree in which this program lies: as it is, or with libtool's script in front of it. */
static const char *const built_in[] = {"/host", "/host/.libs"};

/* Finds the suite of the build tree that this program is in, BUILD/host/loopblocks-conform. False: it is in none. */
static bool find_in_build(char *path, size_t size)
{
    char own[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);
    if (length <= 0) return false;
    own[length] = '\0';
    char *slash = strrchr(own, '/');
    if (slash) *slash = '\0';
    for (size_t i = 0; i < sizeof built_in / sizeof built_in[0]; i++) {
        const size_t folder = strlen(own), end = strlen(built_in[i]);
        if (folder < end || strcmp(own + folder - end, built_in[i]) != 0) continue;
        const int written = snprintf(path, size, "%.*s/host/loopblocks-conform", (int)(folder - end), own);
        if (written > 0 && (size_t)written < size && access(path, X_OK) == 0) return true;
    }
    return false;
}

int command_conform(int argc, char **argv)
{
    char path[PATH_MAX];
    (void)argc;
    const char *named = getenv("LOOPBLOCKS_CONFORM");
    if (named && *named)
        snprintf(path, sizeof path, "%s", named);
    else if (!find_in_build(path, sizeof path))
        snprintf(path, sizeof path, "%s", LBH_LIBEXEC_DIR "/loopblocks-conform");
    fflush(NULL);
    execv(path, argv);
    const int error = errno;
    report("cannot start the conformance suite: \"%s\": %s", path, strerror(error));
    if (error == ENOENT)
        report("loopblocks was built without it: install check, libelf-dev and libseccomp-dev, then configure and build again");
    return EXIT_CODE_FAILED;
}
