/* SPDX-License-Identifier: MIT */
/* The last words of a process: the end of what it wrote to its standard error. */
#ifndef LBH_HELPER_WORDS_H
#define LBH_HELPER_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#define LBH_WORDS_SIZE 400

struct lbh_words {
    int fd; /* a pipe's end that does not block; -1: no more will come */
    size_t count;
    bool cut; /* there were more before these */
    char tail[LBH_WORDS_SIZE];
};

/* Reads what is there now, and keeps the end of it. Never waits. */
void lbh_words_read(struct lbh_words *words);

/* Writes the words as one line of text: `text` has room for them and a NUL. */
void lbh_words_print(const struct lbh_words *words, char text[LBH_WORDS_SIZE + 4]);

#endif
