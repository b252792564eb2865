/* SPDX-License-Identifier: MIT */
/* How text is broken into lines and columns. */
#include "text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#define USUAL_COLUMNS 80
#define WIDEST_PARAGRAPH 100 /* longer lines are hard to read */

int text_columns(FILE *file)
{
    struct winsize size;
    if (ioctl(fileno(file), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return USUAL_COLUMNS;
}

static bool is_control(char byte)
{
    return ((unsigned char)byte < ' ' && byte != '\n') || byte == 0x7f;
}

/* Returns how many columns the first `bytes` bytes of UTF-8 take: a character one, a control character as it is shown. */
static size_t width_of(const char *text, size_t bytes)
{
    size_t width = 0;
    for (size_t k = 0; k < bytes; k++) width += is_control(text[k]) ? 4 : ((unsigned char)text[k] & 0xc0) != 0x80;
    return width;
}

static void print_clean(FILE *file, const char *text, size_t bytes)
{
    for (size_t k = 0; k < bytes;) {
        size_t plain = 0;
        while (k + plain < bytes && !is_control(text[k + plain])) plain++;
        if (plain > 0)
            fwrite(text + k, 1, plain, file);
        else
            fprintf(file, "\\x%02x", (unsigned)text[k]);
        k += plain > 0 ? plain : 1;
    }
}

void text_print_clean(FILE *file, const char *text)
{
    print_clean(file, text, strlen(text));
}

void text_print_paragraph(FILE *file, int indent, const char *text)
{
    const int columns = text_columns(file);
    const size_t limit = (size_t)(columns > WIDEST_PARAGRAPH ? WIDEST_PARAGRAPH : columns);
    size_t column = 0;
    while (*text) {
        const size_t blanks = strspn(text, " ");
        const size_t bytes = strcspn(text + blanks, " \n");
        const size_t width = width_of(text + blanks, bytes);
        if (column > 0 && column + blanks + width > limit) {
            fputc('\n', file);
            column = 0;
        }
        if (bytes > 0) {
            const size_t space = column == 0 ? (size_t)indent : blanks;
            fprintf(file, "%*s", (int)space, "");
            print_clean(file, text + blanks, bytes);
            column += space + width;
        }
        text += blanks + bytes;
        if (*text == '\n') {
            fputc('\n', file);
            column = 0;
            text++;
        }
    }
    if (column > 0) fputc('\n', file);
}

void text_print_table(FILE *file, const char *const *cells, size_t rows, size_t columns)
{
    size_t *widest = calloc(columns, sizeof *widest); /* null when out of memory: then the columns are not in line */
    for (size_t i = 0; widest && i < rows * columns; i++) {
        const size_t width = cells[i] ? width_of(cells[i], strlen(cells[i])) : 0;
        if (width > widest[i % columns]) widest[i % columns] = width;
    }
    for (size_t i = 0; i < rows * columns; i++) {
        const char *cell = cells[i];
        const size_t width = cell ? width_of(cell, strlen(cell)) : 0;
        if (cell) text_print_clean(file, cell);
        if ((i + 1) % columns == 0)
            fputc('\n', file);
        else
            fprintf(file, "%*s", widest ? (int)(widest[i % columns] + 2 - width) : 2, "");
    }
    free(widest);
}
