/* SPDX-License-Identifier: MIT */
/* Results as JSON: docs/conformance.md has the contract. */
#include "results.h"

#include <string.h>

#include "cli/report.h"

static json_t *describe_check(const struct results *results, const struct told *told)
{
    static const char *const names[] = {"not-run", "passed", "failed", "allowed", "skipped"};
    const struct verdict *verdict = told->verdict;
    json_t *json = json_object();
    json_object_set_new(json, "id", json_string(told->check->id));
    json_object_set_new(json, "level", json_integer(told->check->level));
    json_object_set_new(json, "promise", json_string(told->check->promise));
    json_object_set_new(json, "result", json_string(names[told->result]));
    json_object_set_new(json, "seconds", json_real((double)verdict->time_ns * 1e-9));
    if (told->result == RESULT_PASSED) return json;
    json_object_set_new(json, "reason", json_from_text(verdict->reason));
    if (*verdict->mend) json_object_set_new(json, "mend", json_from_text(verdict->mend));
    if (*verdict->trace) json_object_set_new(json, "at", json_from_text(verdict->trace));
    if (told->result == RESULT_ALLOWED)
        json_object_set_new(json, "allowance", json_string(result_allowance(results->job, told->check)));
    return json;
}

bool json_write(FILE *file, const struct results *results)
{
    char sdk[32];
    const struct findings *findings = results->findings;
    const size_t *counts = results->tally->counts;
    json_t *json = json_object(), *checks = json_array();
    snprintf(sdk, sizeof sdk, "%d.%d", LB_ABI_MAJOR, LB_ABI_MINOR);
    json_object_set_new(json, "file", json_from_text(results->job->file));
    json_object_set_new(json, "name", json_from_text(findings->name));
    json_object_set_new(json, "version", json_from_text(findings->version));
    json_object_set_new(json, "sha256", json_string(findings->sha256));
    json_object_set_new(json, "sdk", json_string(sdk));
    json_object_set_new(json, "seed", json_integer((json_int_t)results->job->seed));
    json_object_set_new(json, "level", json_integer(results->tally->level));
    json_object_set_new(json, "passed", json_integer((json_int_t)counts[RESULT_PASSED]));
    json_object_set_new(json, "failed", json_integer((json_int_t)counts[RESULT_FAILED]));
    json_object_set_new(json, "allowed", json_integer((json_int_t)counts[RESULT_ALLOWED]));
    json_object_set_new(json, "skipped", json_integer((json_int_t)counts[RESULT_SKIPPED]));
    for (size_t i = 0; i < results->count; i++) json_array_append_new(checks, describe_check(results, &results->items[i]));
    json_object_set_new(json, "checks", checks);
    const bool fine = json_dumpf(json, file, JSON_INDENT(2)) == 0 && fputc('\n', file) != EOF;
    json_decref(json);
    return fine;
}
