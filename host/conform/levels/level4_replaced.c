/* SPDX-License-Identifier: MIT */
/* Level 4: replaced while the loop goes on, by itself, and by its next version and back. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conform/checks.h"
#include "conform/rig/rig.h"
#include "json.h"
#include "level4.h"
#include "pipeline.h"
#include "text.h"

enum { MOST_ITERATIONS = 12 };

/* What is put in the subject's place, in turn, and how that goes. */
struct swaps {
    struct rig *rig;
    const char *files[2];
    size_t file_count;
    int64_t asked;
    uint64_t flags; /* of the subject */
    bool is_loop;
    char reason[512]; /* why one was refused; "": none was */
};

static const char *path_of(const struct rig *rig)
{
    return rig->descriptor->is_component || rig->descriptor->kind == LB_KIND_LOOP ? "subject" : "loop.subject";
}

static void swap(struct swaps *swaps)
{
    struct lbh_result result;
    struct lbh_diag *diag = lbh_diag_new();
    const char *file = swaps->files[(size_t)swaps->asked % swaps->file_count];
    struct lbh_change *change = lbh_change_new(swaps->rig->pipeline);
    if (!diag || !change || lbh_change_replace(change, path_of(swaps->rig), file, diag) != LBH_OK)
        conform_fail(swaps->rig->c, NULL, "cannot try it: out of memory");
    lbh_change_set_timeout(change, 0); /* a rehearsal is a process of its own */
    lbh_change_set_trial_calls(change, 1);
    conform_step(swaps->rig->c, "replace it by %s before iteration %lld", file, (long long)swaps->asked);
    swaps->asked++;
    swaps->rig->swapping = true;
    const enum lbh_status status = lbh_change_apply(change, &result, diag);
    swaps->rig->swapping = false;
    const struct lbh_error *error = status != LBH_OK ? lbh_diag_borrow_error(diag, 0) : NULL;
    if (error && error->text && strstr(error->text, "still on trial")) {
        swaps->asked--; /* a wrapper's takes longer: with the next iteration, then */
    } else if (status != LBH_OK) {
        snprintf(swaps->reason, sizeof swaps->reason, "%s in the step \"%s\": %s", lbh_outcome_name(result.outcome),
                 lbh_change_step_name(result.step), error ? error->text : "");
    }
    lbh_change_free(change);
    lbh_diag_free(diag);
}

/* A loop that goes on for longer than is needed is ended. */
static int between_iterations(void *user, struct lbh_pipeline *pipeline, const struct lbh_event *event)
{
    struct swaps *swaps = user;
    (void)pipeline;
    if (event->loops[event->loop_count - 1].iterations == 0) return 0; /* there is nothing behind it yet */
    if (*swaps->reason == '\0' && swaps->file_count) swap(swaps);
    return 0;
}

/* Ends a subject's loop that would go on. */
static lb_status end_late(struct rig *rig, const void *loop_args)
{
    (void)loop_args;
    return rig->probed >= MOST_ITERATIONS ? LB_STOP : LB_OK;
}

/* What was rolled back, says why. Returns false where nothing was. */
static bool find_rollback(struct rig *rig, char *reason, size_t size)
{
    json_t *status = NULL, *retired;
    size_t index;
    bool found = false;
    char *text = lbh_pipeline_status(rig->pipeline, NULL);
    if (text && lbh_json_parse(NULL, text, strlen(text), &status, NULL) == LBH_OK)
        json_array_foreach(json_object_get(status, "retired"), index, retired)
        {
            const char *why = json_string_value(json_object_get(retired, "reason"));
            if (!why || strcmp(why, "replaced") == 0 || strcmp(why, "made anew with what it uses") == 0) continue;
            snprintf(reason, size, "rolled back: %s", why);
            found = true;
        }
    json_decref(status);
    free(text);
    return found;
}

/* Runs it with these replacements. Returns the digest; fails the case if the run or a replacement does not succeed. */
static uint64_t run(struct conform_case *c, struct swaps *swaps, const char *mend)
{
    const int64_t usual = rig_usual_iterations(&(struct rig){.c = c});
    struct rig *rig = rig_new(c, &(struct rig_setup){.iterations = usual < MOST_ITERATIONS ? usual : MOST_ITERATIONS});
    swaps->rig = rig;
    rig->probe = end_late;
    swaps->flags = rig->descriptor->flags;
    swaps->is_loop = rig->descriptor->kind == LB_KIND_LOOP;
    if (lbh_pipeline_listen(rig->pipeline, LBH_EVENT_ITERATION_BEGIN, between_iterations, swaps, rig->diag) != LBH_OK)
        conform_fail(c, NULL, "cannot try it: %s", rig_reason(rig));
    if (swaps->file_count && (swaps->flags & LB_FLAG_ONE_INSTANCE))
        conform_skip(c, "it says that there is one instance of it at a time (LB_FLAG_ONE_INSTANCE)");
    const enum lbh_status status = rig_run(rig);
    if (*swaps->reason == '\0') find_rollback(rig, swaps->reason, sizeof swaps->reason);
    if (*swaps->reason)
        conform_fail(c, mend, "expected=each replacement between two iterations is done, found=number %lld of them was %s",
                     (long long)swaps->asked, swaps->reason);
    if (status != LBH_OK)
        conform_fail(c, mend, "expected=it runs to its end, found=after %lld replacements: %s", (long long)swaps->asked,
                     rig_reason(rig));
    const uint64_t digest = swaps->file_count < 2 ? rig_digest(rig) : 0; /* another version may be there, with other values */
    conform_step(c, "destroy, after %lld replacements", (long long)swaps->asked);
    rig_end(rig);
    return digest;
}

static const char *file_of(struct conform_case *c)
{
    static char file[PATH_MAX];
    if (!realpath(c->job->file, file)) conform_fail(c, NULL, "cannot try it: the file is gone");
    return file;
}

static void replaced_at_every_iteration(struct conform_case *c)
{
    static const char mend[] =
        "let two instances live side by side: create and destroy touch nothing that they share, prepare asks for the "
        "shapes that it has asked for before";
    struct swaps none = {.file_count = 0}, swaps = {.files = {file_of(c)}, .file_count = 1};
    const uint64_t undisturbed = run(c, &none, mend);
    const uint64_t replaced = run(c, &swaps, mend);
    if (swaps.asked == 0) conform_skip(c, "it makes no iteration after which it could be replaced");
    if (replaced == undisturbed || (swaps.flags & LB_FLAG_NOT_DETERMINISTIC)) return;
    /* What states do not carry is another promise; but a wrapper's are not tried there in the midst of its loop. */
    if (!swaps.is_loop && level4_find_loss(c).call >= 0) return;
    conform_fail(
        c,
        swaps.is_loop
            ? "begin at lb_loop_first; keep what goes from iteration to iteration in states, and do it before lb_loop_step: "
              "LB_HANDOVER is to be returned at once"
            : mend,
        "expected=the same results as without replacements, found=others, after %lld of them", (long long)swaps.asked);
}

static void replaced_by_next_and_back(struct conform_case *c)
{
    static const char mend[] =
        "keep names and types of inputs, outputs and states from version to version, or offer lb.migrate/1 with "
        "forward and backward";
    const char *next = job_text(c->job, "next", NULL);
    if (!next) conform_skip(c, "name its next version with --next or in the profile");
    char *file = *next == '/' ? strdup(next) : lbh_text("%s/%s", c->job->directory, next);
    struct swaps swaps = {.files = {file, file_of(c)}, .file_count = 2};
    run(c, &swaps, mend);
    if (swaps.asked < 2) conform_skip(c, "it makes no two iterations, after which it could be replaced");
    free(file);
}

static const struct check checks[] = {
    {"replaced-at-every-iteration", 4, OF_ANY, WANTS_LIBRARY | WANTS_RUN,
     "can be replaced by a new instance of itself after every iteration of a running loop", replaced_at_every_iteration, 30},
    {"replaced-by-next-and-back", 4, OF_ANY, WANTS_LIBRARY | WANTS_RUN,
     "can be replaced by its next version, and that by itself, after every iteration", replaced_by_next_and_back, 30},
};
const struct check_list level4_replaced = CHECK_LIST(checks);
