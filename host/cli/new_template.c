/* SPDX-License-Identifier: MIT */
/* Templates are text in which a few words stand for others, so that each can be read, compiled and formatted as it is. */
#include "new_template.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report.h"

#ifndef LBH_TEMPLATE_DIR
#error "LBH_TEMPLATE_DIR must name the folder into which templates are installed"
#endif

/* Templates are a few kilobytes. */
#define MAX_BYTES (256u << 10)

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

char *template_folder(void)
{
    const char *named = secure_getenv("LOOPBLOCKS_TEMPLATES");
    if (named && *named) return strdup(named);
    /* From the program's folder: in a build tree, with libtool's .libs and without; installed, also where that was moved to. */
    static const char *const places[] = {"../templates", "templates", "../share/loopblocks/templates"};
    char program[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length > 0) {
        program[length] = 0;
        char *slash = strrchr(program, '/');
        if (slash) *slash = 0;
        const char *name = strrchr(program, '/');
        const bool built = name && (strcmp(name, "/.libs") == 0 || strcmp(name, "/host") == 0);
        for (size_t k = built ? 0 : 2; k < sizeof places / sizeof places[0]; k++) {
            char *place = NULL;
            if (asprintf(&place, "%s/%s", program, places[k]) < 0) return NULL;
            if (is_folder(place)) return place;
            free(place);
        }
    }
    return strdup(LBH_TEMPLATE_DIR);
}

/* Returns a template's text, NUL-terminated; null, with errno, on failure. */
static char *read_text(const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file) return NULL;
    char *text = malloc(MAX_BYTES + 1);
    const size_t length = text ? fread(text, 1, MAX_BYTES, file) : 0;
    const bool fine = text && !ferror(file) && feof(file);
    const int error = !text ? ENOMEM : ferror(file) ? errno : EFBIG;
    fclose(file);
    if (fine) {
        text[length] = 0;
        return text;
    }
    free(text);
    errno = error;
    return NULL;
}

char *template_expand(const char *text, const struct template_word *words, size_t count)
{
    char *expanded = NULL;
    size_t length = 0;
    FILE *file = open_memstream(&expanded, &length);
    if (!file) return NULL;
    while (*text) {
        size_t k = 0;
        while (k < count && strncmp(text, words[k].word, strlen(words[k].word)) != 0) k++;
        if (k < count) {
            fputs(words[k].meaning, file);
            text += strlen(words[k].word);
        } else {
            fputc(*text++, file);
        }
    }
    const bool failed = ferror(file) != 0;
    if (fclose(file) == 0 && !failed) return expanded;
    free(expanded);
    return NULL;
}

bool template_write(const char *from, const char *to, const struct template_word *words, size_t count)
{
    char *template = read_text(from);
    if (!template) {
        report("cannot read the template \"%s\": %s", from, strerror(errno));
        return false;
    }
    char *text = template_expand(template, words, count);
    free(template);
    if (!text) {
        report("out of memory");
        return false;
    }
    /* Shell scripts are to be run; installed as data, templates cannot say so themselves. */
    const char *suffix = strrchr(to, '.');
    const mode_t mode = suffix && strcmp(suffix, ".sh") == 0 ? 0777 : 0666;
    const int descriptor = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "w");
    bool fine = file && fputs(text, file) >= 0;
    int error = errno;
    if (file && fclose(file) != 0 && fine) {
        error = errno;
        fine = false;
    }
    free(text);
    if (fine) return true;
    report("cannot write \"%s\": %s", to, strerror(error));
    if (!file && descriptor >= 0) close(descriptor);
    if (descriptor >= 0) unlink(to);
    return false;
}
