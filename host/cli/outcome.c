/* SPDX-License-Identifier: MIT */
/* How the end of a run is put into text and into JSON. */
#include "outcome.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include "cli.h"
#include "profile.h"
#include "report.h"

const char *outcome_where(const struct lbh_pipeline *pipeline, bool at_boundary, char *buffer, size_t size)
{
    size_t count = 0, used = 0;
    const struct lbh_loop_position *loops = lbh_pipeline_where(pipeline, &count);
    snprintf(buffer, size, at_boundary ? "between two steps" : "");
    for (size_t k = count; k > 0 && used < size; k--) {
        const struct lbh_loop_position *loop = &loops[k - 1];
        /* Only the innermost loop can stand at a boundary; those around it are in the midst of an iteration. */
        const bool after = at_boundary && k == count && loop->iterations > 0;
        char of[64] = "";
        if (loop->total > 0)
            snprintf(of, sizeof of, " (%" PRId64 " of %" PRId64 "%s)", loop->done, loop->total, after ? "" : " done");
        const int written =
            snprintf(buffer + used, size - used, "%s%s iteration %" PRId64 " of loop \"%s\"%s", k < count ? ", " : "",
                     after ? "after" : "in", loop->iterations + (after ? 0 : 1), loop->path, of);
        if (written < 0) break;
        used += (size_t)written;
    }
    return buffer;
}

/* Returns whether an output has a value. */
static bool is_set(struct job *job, const char *name)
{
    const struct lb_slot *slot = lbh_pipeline_slot(job->pipeline, name, NULL);
    return slot && (slot->flags & LB_SLOT_SET);
}

enum lbh_status outcome_print(struct job *job)
{
    enum lbh_status status = LBH_OK;
    for (size_t k = 0; k < lbh_pipeline_output_count(job->pipeline); k++) {
        const char *name = lbh_pipeline_output_name(job->pipeline, k);
        if (!is_set(job, name)) {
            report("output \"%s\" has no value", name);
            continue;
        }
        char *value = lbh_pipeline_get_json(job->pipeline, name, 0, job->diag);
        if (value)
            printf("%s = %s\n", name, value);
        else
            status = LBH_ERR_MEMORY;
        free(value);
    }
    return status;
}

static json_t *argument_as_json(const struct lbh_loop_argument *argument)
{
    switch (argument->type) {
    case LB_TYPE_I8: return json_integer(*(const int8_t *)argument->value);
    case LB_TYPE_I16: return json_integer(*(const int16_t *)argument->value);
    case LB_TYPE_I32: return json_integer(*(const int32_t *)argument->value);
    case LB_TYPE_I64: return json_integer(*(const int64_t *)argument->value);
    case LB_TYPE_U8: return json_integer(*(const uint8_t *)argument->value);
    case LB_TYPE_U16: return json_integer(*(const uint16_t *)argument->value);
    case LB_TYPE_U32: return json_integer(*(const uint32_t *)argument->value);
    case LB_TYPE_U64: return json_integer((json_int_t) * (const uint64_t *)argument->value);
    case LB_TYPE_F32: return json_real(*(const float *)argument->value); /* null where it is not finite */
    case LB_TYPE_F64: return json_real(*(const double *)argument->value);
    case LB_TYPE_BOOL: return json_boolean(*(const uint8_t *)argument->value);
    default: return NULL;
    }
}

static json_t *loops_as_json(const struct lbh_pipeline *pipeline)
{
    json_t *array = json_array();
    size_t count = 0;
    const struct lbh_loop_position *loops = lbh_pipeline_where(pipeline, &count);
    for (size_t k = 0; k < count; k++) {
        json_t *arguments = json_object();
        for (size_t a = 0; a < loops[k].argument_count; a++) {
            json_t *value = argument_as_json(&loops[k].arguments[a]);
            json_object_set_new(arguments, loops[k].arguments[a].name, value ? value : json_null());
        }
        json_array_append_new(array, json_pack("{s:s, s:I, s:I, s:I, s:o}", "path", loops[k].path, "iterations",
                                               (json_int_t)loops[k].iterations, "done", (json_int_t)loops[k].done, "total",
                                               (json_int_t)loops[k].total, "arguments", arguments));
    }
    return array;
}

static const char *code_word(int code)
{
    switch (code) {
    case EXIT_CODE_DONE: return "done";
    case EXIT_CODE_STOPPED: return "stopped";
    case EXIT_CODE_FAILED: return "failed";
    default: return "invalid";
    }
}

/* Prints "key": value, and takes the value. */
static void print_member(const char *key, json_t *value)
{
    printf(",\n  \"%s\": ", key);
    if (value)
        json_dumpf(value, stdout, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    else
        fputs("null", stdout);
    json_decref(value);
}

enum lbh_status outcome_print_json(struct job *job, int code, double seconds, const char *problem)
{
    enum lbh_status status = LBH_OK;
    printf("{\n  \"status\": \"%s\",\n  \"outputs\": {", code_word(code));
    const bool has_outputs = job->pipeline && (code == EXIT_CODE_DONE || code == EXIT_CODE_STOPPED);
    for (size_t k = 0; has_outputs && k < lbh_pipeline_output_count(job->pipeline); k++) {
        const char *name = lbh_pipeline_output_name(job->pipeline, k);
        printf("%s\n    \"%s\": ", k > 0 ? "," : "", name);
        /* A whole tensor's text is passed on as it is: it may be long. */
        const bool set = is_set(job, name);
        char *value = set ? lbh_pipeline_get_json(job->pipeline, name, 1, job->diag) : NULL;
        if (set && !value) status = LBH_ERR_MEMORY;
        fputs(value ? value : "null", stdout);
        free(value);
    }
    fputs(has_outputs && lbh_pipeline_output_count(job->pipeline) > 0 ? "\n  }" : "}", stdout);
    print_member("seconds", json_real(seconds));
    print_member("loops", job->pipeline ? loops_as_json(job->pipeline) : json_array());
    json_t *profile = job->pipeline ? profile_as_json(job->pipeline) : NULL;
    if (profile) print_member("profile", profile);
    json_t *errors = errors_as_json(job->diag);
    if (*problem) json_array_append_new(errors, json_pack("{s:s, s:o}", "status", "io", "text", json_from_text(problem)));
    print_member("errors", errors);
    fputs("\n}\n", stdout);
    return status;
}
