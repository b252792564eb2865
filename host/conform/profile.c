/* SPDX-License-Identifier: MIT */
/* Reading and checking a profile. */
#include "profile.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "checks.h"
#include "cli/report.h"
#include "file.h"
#include "json.h"
#include "nearest.h"
#include "place.h"
#include "text.h"

enum form { FORM_OBJECT, FORM_ARRAY, FORM_TEXT };

static const struct {
    const char *name;
    enum form form;
    const char *expected;
} members[] = {
    {"configs", FORM_OBJECT, "an object: {KEY: VALUE}"},
    {"inputs", FORM_OBJECT, "an object: {NAME: VALUE}"},
    {"dims", FORM_OBJECT, "an object: {SYMBOL: NUMBER}"},
    {"components", FORM_OBJECT, "an object: {NAME: {\"use\": FILE, \"config\": {}}}"},
    {"before", FORM_ARRAY, "an array of blocks: [{\"use\": FILE}]"},
    {"next", FORM_TEXT, "a file"},
    {"sources", FORM_ARRAY, "an array of files"},
    {"flags", FORM_ARRAY, "an array of options of the compiler"},
    {"glibc", FORM_TEXT, "a version: \"2.36\""},
    {"libraries", FORM_ARRAY, "an array of libraries' names: [\"libpng16.so.16\"]"},
    {"allow", FORM_OBJECT, "an object: {ID: REASON}"},
};
#define MEMBER_COUNT (sizeof members / sizeof members[0])

/* Where an error is. */
struct reading {
    const char *file;
    const char *text;
    size_t length;
    struct lbh_diag *diag;
};

static void complain(const struct reading *reading, const char *path, const char *mend, const char *format, ...)
    LB_PRINTF(4, 5);
static void complain(const struct reading *reading, const char *path, const char *mend, const char *format, ...)
{
    va_list arguments;
    const struct lbh_place place = lbh_place_find(reading->text, reading->length, path);
    const size_t first = lbh_diag_count(reading->diag);
    va_start(arguments, format);
    lbh_diag_vadd(reading->diag, LBH_ERR_INVALID, format, arguments);
    va_end(arguments);
    if (mend && *mend) lbh_diag_mend(reading->diag, "%s", mend);
    lbh_diag_locate(reading->diag, first, reading->file, place.line, place.column, path);
}

static bool has_form(const json_t *json, enum form form)
{
    switch (form) {
    case FORM_OBJECT: return json_is_object(json);
    case FORM_ARRAY: return json_is_array(json);
    case FORM_TEXT: return json_is_string(json);
    }
    return false;
}

static void check_member(const struct reading *reading, const char *key, const json_t *json)
{
    const char *names[MEMBER_COUNT];
    char near[128], found[64];
    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        names[i] = members[i].name;
        if (strcmp(key, members[i].name) != 0) continue;
        if (!has_form(json, members[i].form))
            complain(reading, key, NULL, "expected=%s, found=%s", members[i].expected,
                     lbh_json_brief(json, found, sizeof found));
        return;
    }
    complain(reading, key, lbh_nearest_text(key, names, MEMBER_COUNT, near, sizeof near), "unknown member \"%s\"", key);
}

static void check_dims(const struct reading *reading, const json_t *dims)
{
    const char *key;
    json_t *value;
    json_object_foreach(lbh_json_iterable(dims), key, value)
    {
        char path[128], found[64];
        snprintf(path, sizeof path, "dims.%.64s", key);
        if (!json_is_integer(value) || json_integer_value(value) < 0)
            complain(reading, path, NULL, "expected=a number of elements, found=%s",
                     lbh_json_brief(value, found, sizeof found));
    }
}

static void read_allowance(struct job *job, const struct reading *reading, const char *id, const json_t *reason)
{
    char path[128], near[128];
    snprintf(path, sizeof path, "allow.%.80s", id);
    if (checks_find(id) == SIZE_MAX) {
        const char **ids = calloc(checks_count() + 1, sizeof *ids);
        for (size_t i = 0; ids && i < checks_count(); i++) ids[i] = checks_at(i)->id;
        complain(reading, path, ids ? lbh_nearest_text(id, ids, checks_count(), near, sizeof near) : NULL,
                 "there is no check \"%s\"", id);
        free(ids);
        return;
    }
    const char *text = json_string_value(reason);
    if (!text || strlen(text) < 10) {
        complain(reading, path, "say why this failure is right for this block, in a sentence",
                 "an allowance wants a reason: expected=a text");
        return;
    }
    job->allowances[job->allowance_count++] = (struct allowance){strdup(id), strdup(text), false};
}

static void read_allowances(struct job *job, const struct reading *reading)
{
    const char *id;
    json_t *reason;
    json_t *allow = json_object_get(job->profile, "allow");
    job->allowances = calloc(json_object_size(allow) + 1, sizeof *job->allowances);
    json_object_foreach(allow, id, reason)
    {
        if (job->allowances) read_allowance(job, reading, id, reason);
    }
}

static void check(struct job *job, const struct reading *reading)
{
    const char *key;
    json_t *value;
    if (!json_is_object(job->profile)) {
        complain(reading, "", NULL, "expected=an object, found=another value");
        return;
    }
    json_object_foreach(job->profile, key, value) check_member(reading, key, value);
    check_dims(reading, json_object_get(job->profile, "dims"));
    read_allowances(job, reading);
}

bool profile_read(struct job *job, const char *file)
{
    const char *of_file = job->file ? job->file : ".";
    char *text = NULL;
    struct reading reading = {.diag = lbh_diag_new()};
    char *folder = lbh_path_folder(of_file);
    char *beside = lbh_text("%s/%s.conform.json", folder ? folder : ".", job->stem ? job->stem : "");
    if (!file && beside && access(beside, F_OK) == 0) file = beside;
    free(folder);
    job->directory = lbh_path_folder(file ? file : of_file);
    if (file && lbh_file_read(file, &text, &reading.length, reading.diag) == LBH_OK) {
        reading.file = file;
        reading.text = text;
        if (lbh_json_parse(file, text, reading.length, &job->profile, reading.diag) == LBH_OK) check(job, &reading);
    }
    if (!job->profile) job->profile = json_object();
    const bool fine = lbh_diag_count(reading.diag) == 0 && job->directory && job->profile;
    report_errors(reading.diag, file ? file : "", NULL);
    lbh_diag_free(reading.diag);
    free(text);
    free(beside);
    return fine;
}

static json_t *member_of(struct job *job, const char *member, json_t *(*make)(void))
{
    json_t *object = json_object_get(job->profile, member);
    if (object) return object;
    object = make();
    json_object_set_new(job->profile, member, object);
    return object;
}

bool profile_set(struct job *job, const char *member, const char *key, size_t key_length, const char *text)
{
    json_t *value = NULL;
    char *name = strndup(key, key_length);
    const bool fine = name && lbh_json_parse_typed(text, &value, NULL) == LBH_OK &&
                      json_object_set_new(member_of(job, member, json_object), name, value) == 0;
    free(name);
    return fine;
}

/* The profile's paths are relative to its folder; an option's are not. */
static json_t *absolute(const char *file)
{
    char folder[PATH_MAX];
    if (*file == '/' || !getcwd(folder, sizeof folder)) return json_string(file);
    char *path = lbh_text("%s/%s", folder, file);
    json_t *json = json_string(path ? path : file);
    free(path);
    return json;
}

bool profile_set_file(struct job *job, const char *member, const char *file)
{
    return json_object_set_new(job->profile, member, absolute(file)) == 0;
}

bool profile_add_file(struct job *job, const char *member, const char *file)
{
    return json_array_append_new(member_of(job, member, json_array), absolute(file)) == 0;
}

const struct json_t *job_member(const struct job *job, const char *member, const char *key)
{
    const json_t *value = json_object_get(job->profile, member);
    return key ? json_object_get(value, key) : value;
}

const char *job_text(const struct job *job, const char *member, const char *fallback)
{
    const char *text = json_string_value(json_object_get(job->profile, member));
    return text ? text : fallback;
}
