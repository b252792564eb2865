/* SPDX-License-Identifier: MIT */
/* When a file that others write is fit to be loaded: at rest, and whole. */
#ifndef LOOPBLOCKS_CLI_WATCH_FILE_H
#define LOOPBLOCKS_CLI_WATCH_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* What tells one state of a file from another without reading it. All zero: there is none. */
struct file_print {
    dev_t device;
    ino_t inode;
    int64_t size;
    int64_t modified_ns;
};

/* Returns the state of what is there by this name; all zero where that is no file. */
struct file_print file_print_of(const char *path);
bool file_print_exists(const struct file_print *print);
bool file_print_equal(const struct file_print *a, const struct file_print *b);

/*
 * Returns whether the file is a whole ELF file, of which nothing is still to be written: its section headers, which linkers write
 * last, or where it has none its segments, end within it. If not, `why` says so: "it has 512 bytes of 16304".
 */
bool file_is_whole(const char *path, char *why, size_t size);

/* Returns whether two files can be read and hold the same bytes. */
bool file_same_content(const char *one, const char *other);

#endif
