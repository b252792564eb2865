/* SPDX-License-Identifier: MIT */
/* What is to be checked, and what its author has said about it: the command line and the profile together. */
#ifndef LOOPBLOCKS_CONFORM_JOB_H
#define LOOPBLOCKS_CONFORM_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_t;
struct lbh_diag;

/* A failure that is known and stands: told as such, and no failure of the whole. */
struct allowance {
    const char *id;
    const char *reason;
    bool used;
};

/*
 * A profile is a JSON file beside the block, NAME.conform.json, or the one named with --profile:
 *
 *   "configs":    {KEY: VALUE}     what the block is created with, where its defaults will not do
 *   "inputs":     {NAME: VALUE}    first values, as in a manifest; "@file.safetensors#name" is relative to the profile
 *   "dims":       {SYMBOL: N}      what a dimension's name stands for, where another number makes no sense
 *   "components": {NAME: {"use": FILE or NAME, "config": {...}}}   what is used in place of the suite's stand-ins
 *   "before":     [{"use": ..., "config": {...}, "map": {...}}]    blocks that run first, and make what it reads
 *   "next":       FILE             its next version, for the checks of level 4
 *   "sources":    [FILE]           what it is built from, for the sanitizers of level 5
 *   "flags":      [TEXT]           and with which options of the compiler
 *   "glibc":      "2.36"           the newest symbol version of the C library that it may need
 *   "libraries":  [NAME]           libraries that it may need beside the C and C++ ones
 *   "allow":      {ID: REASON}     allowances
 */
struct job {
    const char *file; /* the shared object */
    char *stem;       /* its name without folder and .so */
    int first_level;
    int last_level;
    const char **only; /* ids; none: all */
    size_t only_count;
    uint64_t seed;
    int timeout_s;          /* that each check is given; 0: its own */
    char *directory;        /* of the profile, to which its paths are relative; of the file where there is none */
    struct json_t *profile; /* an object, merged with --config and --input; never null */
    struct allowance *allowances;
    size_t allowance_count;
    const char **plugin_folders;
    size_t plugin_folder_count;
    const char *tap; /* files to write; "-": standard output; null: none */
    const char *junit;
    const char *json;
    bool list;
    bool quiet;
    bool help;
};

/* Return members of the profile; null or the fallback where there are none. */
const struct json_t *job_member(const struct job *job, const char *member, const char *key);
const char *job_text(const struct job *job, const char *member, const char *fallback);

#endif
