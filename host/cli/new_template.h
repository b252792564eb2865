/* SPDX-License-Identifier: MIT */
/* Templates of what `new` writes: where they lie, and how one becomes a file of somebody's own. */
#ifndef LOOPBLOCKS_CLI_NEW_TEMPLATE_H
#define LOOPBLOCKS_CLI_NEW_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

/* A word that templates hold, and what stands in its place. */
struct template_word {
    const char *word;
    const char *meaning;
};

/*
 * Returns the folder of the templates: the one that LOOPBLOCKS_TEMPLATES names, else that of the build tree or of the installed one
 * that this program is in. The caller frees it. Null when out of memory.
 */
char *template_folder(void);

/* Returns a text with each of the words replaced. The caller frees it. Null when out of memory. */
char *template_expand(const char *text, const struct template_word *words, size_t count);

/*
 * Writes the file `to`, which must not be there yet, from the template `from`. Returns false, after a message, on failure; nothing
 * is then left of it.
 */
bool template_write(const char *from, const char *to, const struct template_word *words, size_t count);

#endif
