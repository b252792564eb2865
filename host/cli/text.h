/* SPDX-License-Identifier: MIT */
/* Plain text for people: wrapped paragraphs, tables, and texts of others made safe for a terminal. */
#ifndef LOOPBLOCKS_CLI_TEXT_H
#define LOOPBLOCKS_CLI_TEXT_H

#include <stddef.h>
#include <stdio.h>

/* Returns how many columns a line on `file` has: those of its terminal, else 80. */
int text_columns(FILE *file);

/* Prints text with its control characters, other than line feeds, made visible: a plugin cannot steer the terminal. */
void text_print_clean(FILE *file, const char *text);

/* Prints a paragraph on lines indented by `indent`, broken at spaces. Line feeds in it stay. */
void text_print_paragraph(FILE *file, int indent, const char *text);

/* Prints rows of cells (row by row in `cells`, null: empty) in columns as wide as they need. */
void text_print_table(FILE *file, const char *const *cells, size_t rows, size_t columns);

#endif
