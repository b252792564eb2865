/* SPDX-License-Identifier: MIT */
/* `loopblocks swap`, `insert` and so on: what is asked of a run through its control socket, and what is said of the answer. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "change_text.h"
#include "cli.h"
#include "control_client.h"
#include "report.h"

/* Returns what an operand names as the run must be told, which has a working directory of its own: a file's whole path. */
static json_t *plugin_name(const char *text)
{
    const size_t length = strlen(text);
    const bool is_file = strchr(text, '/') || (length > 3 && strcmp(text + length - 3, ".so") == 0);
    if (!is_file || text[0] == '/') return json_string(text);
    char *folder = getcwd(NULL, 0);
    if (!folder) return NULL;
    while (text[0] == '.' && text[1] == '/') text += 2;
    json_t *path = json_sprintf("%s/%s", strcmp(folder, "/") == 0 ? "" : folder, text);
    free(folder);
    return path;
}

/* Makes the files that a node of a manifest names whole paths, in it and in what it holds. */
static void complete_files(json_t *node)
{
    static const char *const others[] = {"config", "map", "description"};
    const char *key;
    json_t *value;
    void *next;
    json_object_foreach_safe(node, next, key, value)
    {
        bool is_other = false;
        for (size_t k = 0; k < sizeof others / sizeof others[0]; k++) is_other = is_other || strcmp(key, others[k]) == 0;
        /* A library without a slash is one that the dynamic linker finds. */
        const char *text = json_string_value(value);
        const bool is_file = text && (strcmp(key, "use") == 0 || (strcmp(key, "library") == 0 && strchr(text, '/')));
        json_t *complete = is_file ? plugin_name(text) : NULL;
        if (complete)
            json_object_set_new(node, key, complete); /* frees the value */
        else if (json_is_object(value) && !is_other)
            complete_files(value);
    }
}

/* Returns the `node` of an insertion. Null after a message. */
static json_t *read_node(const char *text)
{
    if (text[0] != '{') {
        json_t *name = plugin_name(text);
        if (!name) report_usage("insert", "\"%s\" is no name: it must be UTF-8", text);
        return name;
    }
    json_error_t error;
    json_t *node = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (!node) report_usage("insert", "%s is no JSON: byte %d: %s", text, error.position, error.text);
    if (node) complete_files(node);
    return node;
}

/* Returns the request for one operand PATH=FILE. Null after a message. */
static json_t *swap_edit(const char *operand)
{
    const char *equals = strchr(operand, '=');
    if (!equals || equals == operand || !equals[1]) {
        report_usage("swap", "swap wants PATH=FILE.so, not \"%s\"", operand);
        return NULL;
    }
    json_t *edit = json_pack("{s:s, s:s%, s:o*}", "do", "swap", "path", operand, (size_t)(equals - operand), "file",
                             plugin_name(equals + 1));
    if (edit && json_object_get(edit, "file")) return edit;
    json_decref(edit);
    report_usage("swap", "\"%s\" cannot be sent: paths must be UTF-8", operand);
    return NULL;
}

/* Says what became of a change. Returns the exit code. */
static int conclude(const struct options *options, const char *subject, const json_t *answer)
{
    const bool ok = json_is_true(json_object_get(answer, "ok"));
    if (options->json) {
        json_dumpf(answer, stdout, JSON_INDENT(2));
        fputc('\n', stdout);
    } else {
        if (!ok) fputs("loopblocks: ", stderr);
        change_print(ok ? stdout : stderr, subject, answer);
    }
    const char *outcome = json_string_value(json_object_get(answer, "outcome"));
    if (ok) return EXIT_CODE_DONE;
    if (!outcome) return EXIT_CODE_USAGE;
    return strcmp(outcome, "rolled back") == 0 ? EXIT_CODE_FAILED : EXIT_CODE_INVALID;
}

/* Asks for a change of one edit, or of several. Takes the request. */
static int change(const struct options *options, json_t *request)
{
    char subject[512];
    json_t *edits = json_object_get(request, "edits");
    json_t *one = edits ? json_incref(edits) : json_pack("[O]", request);
    change_subject(one, subject, sizeof subject);
    json_decref(one);
    int code = EXIT_CODE_FAILED;
    json_t *answer = control_ask(options->operands.items[0], request, &code);
    if (answer) code = conclude(options, subject, answer);
    json_decref(answer);
    return code;
}

int command_swap(const struct options *options)
{
    json_t *edits = json_array();
    for (size_t k = 1; k < options->operands.count; k++) {
        json_t *edit = swap_edit(options->operands.items[k]);
        if (!edit) {
            json_decref(edits);
            return EXIT_CODE_USAGE;
        }
        json_array_append_new(edits, edit);
    }
    return change(options, json_pack("{s:s, s:o}", "do", "change", "edits", edits));
}

int command_insert(const struct options *options)
{
    const char *operand = options->operands.items[1], *equals = strchr(operand, '=');
    if (!equals || equals == operand || !equals[1]) {
        report_usage("insert", "insert wants PATH=FILE.so, PATH=NAME or PATH=JSON, not \"%s\"", operand);
        return EXIT_CODE_USAGE;
    }
    json_t *node = read_node(equals + 1);
    if (!node) return EXIT_CODE_USAGE;
    return change(options, json_pack("{s:s, s:s%, s:s*, s:o}", "do", "insert", "path", operand, (size_t)(equals - operand),
                                     "before", options->before, "node", node));
}

int command_remove(const struct options *options)
{
    return change(options, json_pack("{s:s, s:s}", "do", "remove", "path", options->operands.items[1]));
}

int command_move(const struct options *options)
{
    return change(options,
                  json_pack("{s:s, s:s, s:s*}", "do", "move", "path", options->operands.items[1], "before", options->before));
}

int command_set(const struct options *options)
{
    const char *operand = options->operands.items[1], *equals = strchr(operand, '=');
    const char *dot = equals ? memrchr(operand, '.', (size_t)(equals - operand)) : NULL;
    if (!dot || dot == operand || dot + 1 == equals) {
        report_usage("set", "set wants OWNER.KEY=VALUE, not \"%s\"", operand);
        return EXIT_CODE_USAGE;
    }
    return change(options, json_pack("{s:s, s:s%, s:s%, s:s}", "do", "set", "owner", operand, (size_t)(dot - operand), "key",
                                     dot + 1, (size_t)(equals - dot - 1), "value", equals + 1));
}

/* Asks for what is done at once and has no outcome of its own. */
static int order(const struct options *options, const char *what, const char *done)
{
    int code = EXIT_CODE_FAILED;
    json_t *answer = control_ask(options->operands.items[0], json_pack("{s:s}", "do", what), &code);
    if (answer && (options->json || !json_is_true(json_object_get(answer, "ok"))))
        code = conclude(options, what, answer);
    else if (answer)
        printf("%s\n", done);
    json_decref(answer);
    return code;
}

int command_stop(const struct options *options)
{
    return order(options, "stop", "stopping: the run ends at its next boundary");
}

int command_pause(const struct options *options)
{
    return order(options, "pause", "pausing: the run is held at its next boundary");
}

int command_resume(const struct options *options)
{
    return order(options, "resume", "resumed");
}
