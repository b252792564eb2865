/* SPDX-License-Identifier: MIT */
/* The embedding API of libloopblocks: open a manifest, set its inputs, check it, run it, read what it made. */
#ifndef LOOPBLOCKS_HOST_H
#define LOOPBLOCKS_HOST_H

#include <loopblocks/descriptor.h>
#include <loopblocks/tensor.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/*
 * The library has no global state, prints nothing and never exits. Every error is a value: a status, and texts in an lbh_diag,
 * which may be null wherever it is a parameter. Objects are used by one thread at a time, but for the functions that say
 * otherwise; different hosts and pipelines may be used on different threads.
 */
enum lbh_status {
    LBH_OK = 0,
    LBH_ERR_BLOCK,   /* a block or component reported a failure */
    LBH_ERR_USAGE,   /* a name or value given by the caller is wrong */
    LBH_ERR_INVALID, /* a manifest, a plugin or a file they name is wrong */
    LBH_ERR_IO,      /* a file could not be read or written */
    LBH_ERR_MEMORY,
    LBH_STOPPED /* lbh_pipeline_stop, or a listener, ended the run; what was computed is readable */
};

/* One error. All texts are borrowed from the lbh_diag, until it is cleared or freed. */
struct lbh_error {
    enum lbh_status status;
    const char *file; /* null: none */
    int line;         /* from 1; 0: not known */
    int column;
    const char *path; /* within the file: "blocks.denoise.use"; null: none */
    const char *text; /* what was expected and what was found */
    const char *mend; /* what to write instead; null: none */
};

/* A list of errors, in the order in which they were found. */
struct lbh_diag;
struct lbh_diag *lbh_diag_new(void);
void lbh_diag_free(struct lbh_diag *diag);
void lbh_diag_clear(struct lbh_diag *diag);
size_t lbh_diag_count(const struct lbh_diag *diag);
const struct lbh_error *lbh_diag_borrow_error(const struct lbh_diag *diag, size_t index);

/* Returns all errors as text, a line or two each: `FILE:LINE:COLUMN: PATH: TEXT`, then `    MEND`. Borrowed until the next use. */
const char *lbh_diag_text(struct lbh_diag *diag);

/* A host: where plugins are found, and which libraries and checkpoints are open. Free it after its pipelines. */
struct lbh_host;

/*
 * Makes a host. It searches the folders added, then those of the environment's LOOPBLOCKS_PATH (separated by colons), then the one
 * beside the library: plugins/ of a build tree, else the installed folder. Returns null when out of memory.
 */
struct lbh_host *lbh_host_new(void);
void lbh_host_free(struct lbh_host *host);

/* Adds a folder to search, after those added before. Fails if it is none. */
enum lbh_status lbh_host_add_folder(struct lbh_host *host, const char *folder, struct lbh_diag *diag);

/* Sets who hears what blocks say through lb_log. `path` is the block's; level is LB_LOG_... Null: nobody. */
typedef void (*lbh_log_function)(void *user, int32_t level, const char *path, const char *text);
void lbh_host_set_log(struct lbh_host *host, lbh_log_function function, void *user);

/*
 * Names a folder in which is kept what was found out of libraries: what lbh_host_list need not look into twice, and what crashed,
 * hung or exited as it was looked into, which is then refused wherever it is used. The folder is made when there is something to
 * keep. Null, as at first: nothing is kept. Fails only when out of memory: what cannot be read or written there is not kept.
 */
enum lbh_status lbh_host_set_cache(struct lbh_host *host, const char *folder, struct lbh_diag *diag);

/* Forgets what crashed, hung or exited: it is looked into again. */
enum lbh_status lbh_host_retry(struct lbh_host *host, struct lbh_diag *diag);

/*
 * Returns as JSON what was found in the folders searched: an array of objects {"kind": "block" | "loop" | "component", "name",
 * "version", "file", "description", "source"}, and for what cannot be used {"kind": "invalid" | "quarantined", "name", "file",
 * "error", "mend"?, "source"}. No library is loaded: "source" is "manifest" (beside the library), "probe" (a process of its own
 * has loaded it, see LOOPBLOCKS_SCAN) or "index" (the cache's). A "warning" says what is wrong with a manifest that was not
 * believed. The caller frees it. Null on failure.
 */
char *lbh_host_list(struct lbh_host *host, struct lbh_diag *diag);

/* One of those objects. Texts are borrowed until the function that is told returns; null: it has no such member. */
struct lbh_listed {
    const char *kind;
    const char *name;
    const char *version;
    const char *file;
    const char *description;
    const char *error;
    const char *mend;
    const char *source;
    const char *warning;
};

/* Tells the same without JSON, one plugin after another. */
typedef void (*lbh_list_function)(void *user, const struct lbh_listed *listed);
enum lbh_status lbh_host_visit(struct lbh_host *host, lbh_list_function function, void *user, struct lbh_diag *diag);

/*
 * Return and write the manifest of a plugin, by its name or its file, which is loaded for it: see docs/describe.md. It is written
 * to `file`, whole or not at all; null: beside the library, where lbh_host_list finds it. The caller frees the text, and the name
 * of the file that was written. Null on failure.
 */
char *lbh_host_block_manifest(struct lbh_host *host, const char *what, struct lbh_diag *diag);
char *lbh_host_write_block_manifest(struct lbh_host *host, const char *what, const char *file, struct lbh_diag *diag);

/*
 * Describes a plugin, by its name or by its file (whatever has a / or ends in .so), or a manifest (whatever ends in .json), as
 * JSON: see docs/describe.md. The caller frees it. Null on failure.
 */
char *lbh_host_describe(struct lbh_host *host, const char *what, struct lbh_diag *diag);

/* A pipeline: a manifest, its loaded blocks and the state they share. */
struct lbh_pipeline;

/* Reads a manifest; loads nothing yet. Returns null, and all errors, if its form is wrong. The host must outlive it. */
struct lbh_pipeline *lbh_pipeline_open(struct lbh_host *host, const char *file, struct lbh_diag *diag);

/* The same from text; `file` is the name in messages, and its folder is what relative paths are relative to. */
struct lbh_pipeline *lbh_pipeline_parse(struct lbh_host *host, const char *file, const char *text, struct lbh_diag *diag);
void lbh_pipeline_free(struct lbh_pipeline *pipeline);

/*
 * Sets an input from text, as on a command line: JSON, or plain text for a str; a tensor as nested arrays or as
 * "@file.safetensors#name", relative to the working directory. A dotted name sets a config before the first check or run:
 * "guider.guidance_scale", "denoise.denoiser.KEY". What is wrong with it is reported by check or run, together with everything
 * else; here only what has no form at all.
 */
enum lbh_status lbh_pipeline_set(struct lbh_pipeline *pipeline, const char *name, const char *text, struct lbh_diag *diag);

/* Sets an input from a dense tensor in memory, which is copied. A scalar has ndim 0. */
enum lbh_status lbh_pipeline_set_tensor(struct lbh_pipeline *pipeline, const char *name, const struct lb_tensor *tensor,
                                        struct lbh_diag *diag);

/* Adds an output to those that the manifest names. */
enum lbh_status lbh_pipeline_add_output(struct lbh_pipeline *pipeline, const char *name, struct lbh_diag *diag);

/* Loads, creates and checks everything that can be known before the first step. Reports all errors. Done once; run does it. */
enum lbh_status lbh_pipeline_check(struct lbh_pipeline *pipeline, struct lbh_diag *diag);

/* Runs from the inputs to the end. May be called again: inputs and defaults are set anew, states of blocks persist. */
enum lbh_status lbh_pipeline_run(struct lbh_pipeline *pipeline, struct lbh_diag *diag);

/* Ends the run at the next boundary: between two iterations or two steps. From any thread, and from a signal handler. */
void lbh_pipeline_stop(struct lbh_pipeline *pipeline);

/* Asks for one LBH_EVENT_PROGRESS at the next boundary. From any thread, and from a signal handler. */
void lbh_pipeline_request_progress(struct lbh_pipeline *pipeline);

/*
 * Returns a value's slot: borrowed until the pipeline is freed, or a change takes the value out or gives it another type; its tensor
 * until the next run. Null, and an error with the nearest names, if there is no such value. After check. A listener may write what it points to.
 */
struct lb_slot *lbh_pipeline_slot(struct lbh_pipeline *pipeline, const char *name, struct lbh_diag *diag);

/* Read a scalar, converted. Fails where it is not set, no scalar, or does not fit. */
enum lbh_status lbh_pipeline_get_i64(struct lbh_pipeline *pipeline, const char *name, int64_t *value, struct lbh_diag *diag);
enum lbh_status lbh_pipeline_get_f64(struct lbh_pipeline *pipeline, const char *name, double *value, struct lbh_diag *diag);

/* Returns a value as JSON text if whole; else as a short text to show, a long tensor as its type and shape. The caller frees it. */
char *lbh_pipeline_get_json(struct lbh_pipeline *pipeline, const char *name, int whole, struct lbh_diag *diag);

/* The outputs: those of the manifest, then those added. */
size_t lbh_pipeline_output_count(const struct lbh_pipeline *pipeline);
const char *lbh_pipeline_output_name(const struct lbh_pipeline *pipeline, size_t index);

/* Writes every output that is set to a safetensors file; scalars have shape []. A str cannot be saved, and is left out. */
enum lbh_status lbh_pipeline_save(struct lbh_pipeline *pipeline, const char *file, struct lbh_diag *diag);

/*
 * Returns a component, by its manifest name and an interface's id, for direct use between runs. Borrowed until the component
 * is replaced. Null if there is none.
 */
const struct lb_component_ref *lbh_pipeline_component(struct lbh_pipeline *pipeline, const char *name, const char *interface_id,
                                                      struct lbh_diag *diag);

/* What listeners are told. Loops and blocks within blocks nest; an iteration is one lb_loop_step of a wrapper. */
#define LBH_EVENT_RUN_BEGIN 1u
#define LBH_EVENT_RUN_END 2u
#define LBH_EVENT_LOOP_BEGIN 4u
#define LBH_EVENT_LOOP_END 8u
#define LBH_EVENT_ITERATION_BEGIN 16u
#define LBH_EVENT_ITERATION_END 32u /* at the boundary: any slot may be written */
#define LBH_EVENT_BLOCK_BEGIN 64u
#define LBH_EVENT_BLOCK_END 128u
#define LBH_EVENT_PROGRESS 256u /* asked for by lbh_pipeline_request_progress */

/* A loop argument, at its present value. */
struct lbh_loop_argument {
    const char *name;
    uint32_t type; /* LB_TYPE_... */
    uint32_t reserved;
    const void *value;
};

/* Where a loop stands. */
struct lbh_loop_position {
    const char *path;
    int64_t iterations; /* completed since it began */
    int64_t done;       /* what the wrapper reports through lb_loop_progress; 0 of 0 where it reports nothing */
    int64_t total;
    const struct lbh_loop_argument *arguments;
    size_t argument_count;
};

/* Borrowed for the length of the callback. */
struct lbh_event {
    uint32_t kind;
    lb_status status;                      /* of what ended */
    const char *path;                      /* of the loop or block; "" for the run */
    const struct lbh_loop_position *loops; /* all that are running, outermost first */
    size_t loop_count;
};

/* Called on the loop's thread. Returns 0 to go on; anything else stops the run at the next boundary. */
typedef int (*lbh_listener)(void *user, struct lbh_pipeline *pipeline, const struct lbh_event *event);

/* Adds a listener for the kinds in `events`, before a run. Kinds nobody listens to cost nothing. */
enum lbh_status lbh_pipeline_listen(struct lbh_pipeline *pipeline, uint32_t events, lbh_listener listener, void *user,
                                    struct lbh_diag *diag);

/* Returns the loops that were running when the latest run ended or was stopped, outermost first. Borrowed until the next run. */
const struct lbh_loop_position *lbh_pipeline_where(const struct lbh_pipeline *pipeline, size_t *count);

/* Where a block's time went, in all runs since profiling was turned on. Of a loop: with all that it runs. */
struct lbh_profile {
    const char *path;   /* "denoise.denoiser" */
    const char *plugin; /* "denoise" */
    int64_t calls;
    int64_t call_ns;
    int64_t prepares;
    int64_t prepare_ns;
};

/*
 * Takes the time of every call from now on, at the cost of two readings of the clock each; checks the pipeline first. A pipeline
 * that is not profiled pays nothing.
 */
enum lbh_status lbh_pipeline_set_profiling(struct lbh_pipeline *pipeline, struct lbh_diag *diag);

/*
 * Turns guard mode on, before the first check: each value lies on pages of its own, and while a block is at work all are closed to it
 * but those that it declared. What strays is an error of that block, with the line of source where its library has debug
 * information; it is found by a signal, so that the caller must install a handler for SIGSEGV and SIGBUS which calls lbh_guard_fault.
 * Without one, what strays is a crash. docs/blocks.md says what is found, what is not, and what it costs.
 */
enum lbh_status lbh_pipeline_set_guard(struct lbh_pipeline *pipeline, struct lbh_diag *diag);

/*
 * For a signal handler with SA_SIGINFO, whose arguments it takes (a siginfo_t and an ucontext_t). Where this thread's block has
 * strayed it does not return: the call ends, with an error, and what the handler blocks is open again. Else it returns 0, and the
 * signal is whoever's it was before.
 */
int lbh_guard_fault(int signal_number, void *siginfo, void *context);

/*
 * Writes one line about a crash that lbh_guard_fault did not take: which block of the pipeline was at work, and where, as far as is
 * known. Returns 0 where none was, or guard mode is off. It allocates memory, and may never return if the crash was in malloc: call it
 * in a child process, made in the handler by _Fork, with the handler's arguments.
 */
int lbh_pipeline_describe_crash(const struct lbh_pipeline *pipeline, int signal_number, const void *siginfo,
                                const void *context, char *text, size_t size);

/* Returns what was taken, a block each, in run order; none where profiling is off. Borrowed until the pipeline is freed. */
const struct lbh_profile *lbh_pipeline_borrow_profile(const struct lbh_pipeline *pipeline, size_t *count);

/*
 * Changes of a pipeline while it runs: a block or component is replaced, a block inserted, removed or moved, a config set. From any
 * thread, and from a listener, but not from one of LBH_EVENT_BLOCK_... or LBH_EVENT_LOOP_...: those come in the midst of work. In an
 * inner loop's iterations a listener cannot change the loops around it. Several edits are one change: all of them take place between
 * two iterations, or none does. Changes of one pipeline take turns.
 *
 * A change goes through steps, in this order, and the result names the one that decided. Until it is published nothing of it
 * touches the running blocks; the loop never waits for a library to be loaded.
 */
enum lbh_change_step {
    LBH_STEP_EDIT,      /* the edits themselves: paths, names, the form of what is inserted */
    LBH_STEP_COPY,      /* the new file is copied to a private one: never the author's own file is mapped */
    LBH_STEP_CHECK,     /* everything that lbh_pipeline_check checks, on the pipeline as it would be */
    LBH_STEP_REHEARSAL, /* in a process of its own: load, create, prepare, migrate, one call, on a copy of the state */
    LBH_STEP_LOAD,      /* in this process, from here on */
    LBH_STEP_CREATE,
    LBH_STEP_PREPARE,
    LBH_STEP_MIGRATE, /* between two iterations: the states of the old blocks become those of the new ones */
    LBH_STEP_PUBLISH,
    LBH_STEP_TRIAL, /* the first calls, each of which the old blocks make again if it fails */
    LBH_STEP_DONE
};

enum lbh_outcome {
    LBH_OUTCOME_DONE,
    LBH_OUTCOME_REFUSED,     /* nothing was changed; all reasons are in the diag */
    LBH_OUTCOME_ROLLED_BACK, /* the old blocks go on, as if the change had never been; why is in the diag */
    LBH_OUTCOME_ON_TRIAL     /* published; the trial is still to end: for who would wait for himself, or for a paused loop */
};

/* What became of a change. */
struct lbh_result {
    enum lbh_outcome outcome;
    enum lbh_change_step step; /* the one that decided */
    char loop[128];            /* the loop at whose boundary it was published; "": none was running */
    int64_t iteration;         /* iterations that this loop had completed then; -1: no loop was running */
    int64_t trial_calls;       /* calls made on trial */
    char note[160];            /* what is worth knowing beside it: why there was no trial, say; "": nothing */
};

/* Returns "edit", "copy", ...; "done", "refused", "rolled back", "on trial". */
const char *lbh_change_step_name(enum lbh_change_step step);
const char *lbh_outcome_name(enum lbh_outcome outcome);

/* A change that is being put together. For one thread; made for one lbh_change_apply. */
struct lbh_change;
struct lbh_change *lbh_change_new(struct lbh_pipeline *pipeline);
void lbh_change_free(struct lbh_change *change);

/*
 * The edits, applied in their order. `path` is that of a block, "denoise.after_denoiser", or, for replace and configure, a
 * component's name. `use` is a plugin's name or a file (whatever has a / or ends in .so, relative to the working directory). A
 * block's config, map and place stay as they are. They fail only when out of memory: what is wrong is told by apply, all at once.
 */
enum lbh_status lbh_change_replace(struct lbh_change *change, const char *path, const char *use, struct lbh_diag *diag);

/*
 * Inserts a block (or a sequence, a loop, a select) as `path`, before its sibling `before`, or last where that is null. `node` is
 * JSON as in a manifest, {"use": "clip-latents", "config": {...}}, or a plugin's name or file alone.
 */
enum lbh_status lbh_change_insert(struct lbh_change *change, const char *path, const char *before, const char *node,
                                  struct lbh_diag *diag);
enum lbh_status lbh_change_remove(struct lbh_change *change, const char *path, struct lbh_diag *diag);

/* Moves a block within what holds it: before its sibling `before`, or to the end where that is null. */
enum lbh_status lbh_change_move(struct lbh_change *change, const char *path, const char *before, struct lbh_diag *diag);

/* Sets a config; `text` as in lbh_pipeline_set. */
enum lbh_status lbh_change_configure(struct lbh_change *change, const char *owner, const char *key, const char *text,
                                     struct lbh_diag *diag);

/* How many calls are on trial (3), and how long the rehearsal may take (10,000 ms); 0: none, and no rehearsal. */
void lbh_change_set_trial_calls(struct lbh_change *change, int64_t calls);
void lbh_change_set_timeout(struct lbh_change *change, int64_t timeout_ms);

/*
 * Does it, and waits until it is decided, which takes some iterations of the running loop. Where nothing runs, or what it is about
 * is not running, it is applied at once and without a trial. Returns LBH_OK when it is done or on trial, LBH_ERR_BLOCK when it was
 * rolled back, and else why it was refused. `result` is filled in any case. Once only.
 */
enum lbh_status lbh_change_apply(struct lbh_change *change, struct lbh_result *result, struct lbh_diag *diag);

/* The same for changes of one edit. `result` may be null. */
enum lbh_status lbh_pipeline_replace(struct lbh_pipeline *pipeline, const char *path, const char *use,
                                     struct lbh_result *result, struct lbh_diag *diag);
enum lbh_status lbh_pipeline_insert(struct lbh_pipeline *pipeline, const char *path, const char *before, const char *node,
                                    struct lbh_result *result, struct lbh_diag *diag);
enum lbh_status lbh_pipeline_remove(struct lbh_pipeline *pipeline, const char *path, struct lbh_result *result,
                                    struct lbh_diag *diag);
enum lbh_status lbh_pipeline_move(struct lbh_pipeline *pipeline, const char *path, const char *before,
                                  struct lbh_result *result, struct lbh_diag *diag);
enum lbh_status lbh_pipeline_configure(struct lbh_pipeline *pipeline, const char *owner, const char *key, const char *text,
                                       struct lbh_result *result, struct lbh_diag *diag);

/* Holds the run at its next boundary until it is resumed or stopped. From any thread. */
void lbh_pipeline_pause(struct lbh_pipeline *pipeline);
void lbh_pipeline_resume(struct lbh_pipeline *pipeline);

/*
 * Returns as JSON what runs and what ran: {"state": "idle" | "running" | "paused", "loops": [{"path", "iterations", "done",
 * "total"}], "components": [...], "blocks": [...], "retired": [...]}, each of these {"path", "plugin", "version", "file",
 * "source", "sha256", "generation"}: `file` is what is mapped, `source` what it was copied from; retired ones also have "size"
 * (bytes), "reason" and "iteration". From any thread; `loops` is left out if the loop reaches no boundary within a second. The
 * caller frees it.
 */
char *lbh_pipeline_status(struct lbh_pipeline *pipeline, struct lbh_diag *diag);

/*
 * Has every plugin loaded from a private copy from now on, so that its file may be overwritten while it runs. Needed for a block
 * that may be replaced by its own file, rebuilt. Before the first pipeline is checked.
 */
enum lbh_status lbh_host_copy_plugins(struct lbh_host *host, struct lbh_diag *diag);

/* Returns the library's version, "0.1.0". */
const char *lbh_version(void);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
