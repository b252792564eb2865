/* SPDX-License-Identifier: MIT */
/* `loopblocks new`: a folder with all that a plugin of one's own begins with. It knows which kinds there are and what files each has. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "nearest.h"
#include "new_template.h"
#include "report.h"

/* File names have 255 bytes, and the longest of ours adds a suffix to the name. */
#define LONGEST_NAME 200

struct kind {
    const char *name;
    const char *symbol;
    bool has_model; /* its test needs a model whose right answer is known */
};
static const struct kind kinds[] = {
    {"block", "lb_block", false},     {"loop", "lb_block", false},         {"scheduler", "lb_component", true},
    {"guider", "lb_component", true}, {"denoiser", "lb_component", false}, {"generator", "lb_component", true},
};
#define KIND_COUNT (sizeof kinds / sizeof kinds[0])

struct language {
    const char *name;
    const char *title;
    const char *suffix;
};
static const struct language languages[] = {{"c", "C", "c"}, {"c++", "C++", "cc"}};
#define LANGUAGE_COUNT (sizeof languages / sizeof languages[0])

/* A file and its template. Both names hold words, too. */
struct item {
    const char *to;
    const char *from;
};
static const struct item items[] = {
    {"plugin-name.PLUGIN_SUFFIX", "PLUGIN_KIND.PLUGIN_SUFFIX"},
    {"plugin-name.json", "PLUGIN_KIND.json"},
    {"expected.txt", "PLUGIN_KIND.expected"},
    {"test.sh", "test.sh"},
    {"exports.map", "exports.map"},
    {"Makefile", "Makefile-PLUGIN_SUFFIX"},
    {"meson.build", "meson.build-PLUGIN_SUFFIX"},
    {"README.md", "README.md"},
};
#define ITEM_COUNT (sizeof items / sizeof items[0])

/* The model is what `new --kind denoiser` makes, under another name. */
static const struct item model_item = {"plugin-name.PLUGIN_SUFFIX", "denoiser.PLUGIN_SUFFIX"};
#define MODEL_NAME "test-model"

#define WORD_COUNT 7

static const struct kind *find_kind(const char *name)
{
    const char *names[KIND_COUNT];
    for (size_t k = 0; k < KIND_COUNT; k++) {
        if (strcmp(name, kinds[k].name) == 0) return &kinds[k];
        names[k] = kinds[k].name;
    }
    const char *meant = nearest(name, names, KIND_COUNT);
    report_usage("new", "unknown kind \"%s\"; %s%s%s", name, meant ? "did you mean \"" : "there are ",
                 meant ? meant : "block, loop, scheduler, guider, denoiser and generator", meant ? "\"?" : "");
    return NULL;
}

static const struct language *find_language(const char *name)
{
    /* Also as compilers and build tools call it. */
    const bool is_cpp = strcmp(name, "C++") == 0 || strcmp(name, "cpp") == 0 || strcmp(name, "cxx") == 0;
    if (is_cpp) return &languages[1];
    for (size_t k = 0; k < LANGUAGE_COUNT; k++)
        if (strcmp(name, languages[k].name) == 0 || strcmp(name, languages[k].title) == 0) return &languages[k];
    const bool nearly = strchr(name, '+') || strncasecmp(name, "cc", 2) == 0;
    report_usage("new", "unknown language \"%s\"; %s", name, nearly ? "did you mean \"c++\"?" : "there are c and c++");
    return NULL;
}

/* Makes the nearest name that a plugin may have: "My_Filter" becomes "my-filter". Empty where nothing is left. */
static void mend_name(const char *name, char *mended, size_t size)
{
    size_t length = 0;
    for (; *name && length + 1 < size; name++) {
        const unsigned char letter = (unsigned char)*name;
        if (isdigit(letter) && length > 0) mended[length++] = (char)letter;
        if (isalpha(letter)) mended[length++] = (char)tolower(letter);
        if (strchr("-_ .+", letter) && length > 0 && mended[length - 1] != '-') mended[length++] = '-';
    }
    while (length > 0 && mended[length - 1] == '-') length--;
    mended[length] = 0;
}

static bool check_name(const char *name)
{
    const size_t length = strlen(name);
    if (length > LONGEST_NAME) {
        report_usage("new", "the name has %zu letters; expected %d at most", length, LONGEST_NAME);
        return false;
    }
    const bool fine = *name >= 'a' && *name <= 'z' && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
    if (fine) return true;
    char mended[LONGEST_NAME + 1];
    mend_name(name, mended, sizeof mended);
    report_usage("new", "bad name: expected=a letter of a-z, then a-z, 0-9 and -, found=\"%s\"%s%s", name,
                 *mended ? "; call it " : "", mended);
    return false;
}

/* What a plugin's name is in C: underscores for dashes. */
static void make_identifier(const char *name, char *identifier)
{
    for (; *name; name++) *identifier++ = *name == '-' ? '_' : *name;
    *identifier = 0;
}

static char *join(const char *folder, const char *name)
{
    char *path = NULL;
    return asprintf(&path, "%s/%s", folder, name) < 0 ? NULL : path;
}

/* Writes one file. Returns its path, which the caller frees; null, after a message, on failure. */
static char *write_item(const char *templates, const char *folder, const struct item *item, const struct template_word *words)
{
    char *from = template_expand(item->from, words, WORD_COUNT), *to = template_expand(item->to, words, WORD_COUNT);
    char *source = from ? join(templates, from) : NULL, *target = to ? join(folder, to) : NULL;
    const bool fine = source && target && template_write(source, target, words, WORD_COUNT);
    if (!source || !target) report("out of memory");
    free(from);
    free(to);
    free(source);
    if (fine) return target;
    free(target);
    return NULL;
}

/* Fills a folder that has just been made, or leaves it empty. */
static bool fill_folder(const char *templates, const char *folder, const char *name, const struct kind *kind,
                        const struct language *language)
{
    char identifier[LONGEST_NAME + 1], libraries[2 * LONGEST_NAME];
    make_identifier(name, identifier);
    snprintf(libraries, sizeof libraries, "%s%s", name, kind->has_model ? " " MODEL_NAME : "");
    struct template_word words[WORD_COUNT] = {
        {"plugin-name", name},           {"plugin_name", identifier},
        {"PLUGIN_KIND", kind->name},     {"PLUGIN_LANGUAGE", language->title},
        {"PLUGIN_LIBRARIES", libraries}, {"PLUGIN_SUFFIX", language->suffix},
        {"PLUGIN_SYMBOL", kind->symbol},
    };
    char *written[ITEM_COUNT + 1];
    size_t count = 0;
    bool fine = true;
    while (fine && count < ITEM_COUNT) {
        written[count] = write_item(templates, folder, &items[count], words);
        fine = written[count] != NULL;
        if (fine) count++;
    }
    if (fine && kind->has_model) {
        words[0].meaning = MODEL_NAME;
        words[1].meaning = "test_model";
        written[count] = write_item(templates, folder, &model_item, words);
        fine = written[count] != NULL;
        if (fine) count++;
    }
    while (count > 0) {
        count--;
        if (!fine) unlink(written[count]);
        free(written[count]);
    }
    return fine;
}

static int make_folder(const char *templates, const char *folder, const char *name, const struct kind *kind,
                       const struct language *language)
{
    if (mkdir(folder, 0777) != 0) {
        if (errno == EEXIST)
            report("\"%s\" is there already: choose another name, or remove it first", folder);
        else
            report("cannot make the folder \"%s\": %s", folder, strerror(errno));
        return EXIT_CODE_FAILED;
    }
    if (!fill_folder(templates, folder, name, kind, language)) {
        rmdir(folder);
        return EXIT_CODE_FAILED;
    }
    printf("%s: a %s in %s; its code is in %s.%s, and README.md says how to go on:\n\n  cd %s && make check\n", folder,
           kind->name, language->title, name, language->suffix, folder);
    return EXIT_CODE_DONE;
}

int command_new(const struct options *options)
{
    const char *name = options->operands.items[0];
    if (!check_name(name)) return EXIT_CODE_USAGE;
    const struct kind *kind = find_kind(options->kind ? options->kind : "block");
    if (!kind) return EXIT_CODE_USAGE;
    const struct language *language = find_language(options->language ? options->language : "c");
    if (!language) return EXIT_CODE_USAGE;
    if (kind->has_model && strcmp(name, MODEL_NAME) == 0) {
        report_usage("new", "\"%s\" is the name of the model that this kind is tested with: choose another", name);
        return EXIT_CODE_USAGE;
    }
    char *templates = template_folder();
    char *folder = options->folder ? join(options->folder, name) : strdup(name);
    int code = EXIT_CODE_FAILED;
    if (templates && folder)
        code = make_folder(templates, folder, name, kind, language);
    else
        report("out of memory");
    free(templates);
    free(folder);
    return code;
}
