/* SPDX-License-Identifier: MIT */
/* A file that appears under its name only when it is complete. */
#ifndef WRITE_PNG_OUTPUT_FILE_H
#define WRITE_PNG_OUTPUT_FILE_H

#include <stddef.h>
#include <stdio.h>

#include <loopblocks/loopblocks.h>

#define OUTPUT_PATH_SIZE 4096
#define OUTPUT_PROBLEM_SIZE 256

/* An open file. Borrows its path until it is finished or discarded. */
struct output_file {
    FILE *stream;
    const char *path;
    char temporary[OUTPUT_PATH_SIZE]; /* "" where the path itself is written: a device, a pipe, a link */
    int error;                        /* errno of the first write that failed */
};

/*
 * All but write return 0, or -1 with a sentence in `problem`.
 *
 * check    says whether the path could be written now; leaves nothing behind. [plan]
 * open     opens a temporary file in the same folder, or the path itself if that exists and is no regular file. [step]
 * write    returns 0, or -1 when the write failed; the reason is kept for discard.
 * finish   completes the file and gives it its name; closed in any case.
 * discard  closes and removes what there is; `problem` is why a write failed.
 */
int output_file_check(const char *path, char problem[OUTPUT_PROBLEM_SIZE]);
int output_file_open(struct output_file *file, const char *path, char problem[OUTPUT_PROBLEM_SIZE]);
int output_file_write(struct output_file *file, const void *bytes, size_t size);
int output_file_finish(struct output_file *file, char problem[OUTPUT_PROBLEM_SIZE]);
void output_file_discard(struct output_file *file, char problem[OUTPUT_PROBLEM_SIZE]);

#endif
