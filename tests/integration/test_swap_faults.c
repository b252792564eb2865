/* SPDX-License-Identifier: MIT */
/* Tests of one fault at each step of a change: the step is named, and the running block has made every step of the run. */
#include <sys/stat.h>

#include "swapping.h"
#include "unit/mounted.h"
#include "unit/scratch.h"

#define COUNTING                                                                                                               \
    "'inputs': {'num_steps': 10, 'x': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {'t': {'use': 'tally'}}}}, "           \
    "'outputs': ['x', 'total']"

static char file[BUILT_PATH_SIZE + 64];

static void setup(void)
{
    scratch_setup();
    swapping_setup();
}

static void teardown(void)
{
    swapping_teardown();
    scratch_teardown();
}

/* With the rehearsal. */
static void to_file(void)
{
    lbh_diag_clear(swap_diag);
    swap_status = lbh_pipeline_replace(pipeline, "l.t", file, &result, swap_diag);
}

/* Swaps in mid-run. Ten steps by ones: nothing of the new block is left, and the old one missed nothing. */
static void refuse(enum lbh_change_step step, const char *words)
{
    parse(COUNTING);
    at(&(struct at_iteration){4, to_file});
    run();
    assert_refused(step, words);
    ck_assert_int_eq(value_of("x"), 10);
    ck_assert_int_eq(value_of("total"), 10);
}

static void refuse_fault(const char *fault, enum lbh_change_step step, const char *words)
{
    setenv("LOOPBLOCKS_TEST_FAULT", fault, 1);
    snprintf(file, sizeof file, "%s", version_of("tally-faulty"));
    refuse(step, words);
}

static void use_built(const char *folder, const char *name)
{
    char path[BUILT_PATH_SIZE];
    snprintf(file, sizeof file, "%s/%s.so", built(path, folder), name);
}

START_TEST(a_file_that_is_not_there_is_refused)
{
    snprintf(file, sizeof file, "./nowhere.so");
    refuse(LBH_STEP_COPY, "nowhere.so");
}
END_TEST

START_TEST(a_file_that_is_no_library_is_refused)
{
    scratch_write_text("text.so", "This is no library, and was never meant to be one.");
    snprintf(file, sizeof file, "./text.so");
    refuse(LBH_STEP_CHECK, "text.so");
}
END_TEST

START_TEST(a_block_of_another_abi_is_refused)
{
    use_built("tests/faulty/.libs", "future-major");
    refuse(LBH_STEP_CHECK, "abi_major");
}
END_TEST

START_TEST(a_block_that_needs_a_value_that_nobody_makes_is_refused)
{
    use_built("tests/plugins/.libs", "echo");
    refuse(LBH_STEP_CHECK, "is required, and nobody gives it");
}
END_TEST

START_TEST(a_block_that_needs_a_component_that_is_not_there_is_refused)
{
    use_built("tests/plugins/.libs", "with-counter");
    refuse(LBH_STEP_CHECK, "missing component");
    /* Where the running manifest has it, not where it stands in the changed one. */
    const struct lbh_error *error = lbh_diag_borrow_error(swap_diag, 0);
    ck_assert_str_eq(error->file, "folder/test.json");
    ck_assert_str_eq(error->path, "blocks.l.blocks.t");
    ck_assert_int_eq(error->line, 2);
}
END_TEST

START_TEST(a_copy_that_finds_no_room_is_refused)
{
    ck_assert_int_eq(mkdir("small", 0700), 0);
    if (!mount_memory("small", 0, "size=8k")) return;
    setenv("TMPDIR", "small", 1);
    snprintf(file, sizeof file, "%s", version_of("tally-2"));
    refuse(LBH_STEP_COPY, "No space left on device");
    unsetenv("TMPDIR");
}
END_TEST

START_TEST(a_rehearsal_that_cannot_begin_is_refused)
{
    const char *program = getenv("LOOPBLOCKS_REHEARSE");
    char *kept = program ? strdup(program) : NULL;
    setenv("LOOPBLOCKS_REHEARSE", "/nowhere/loopblocks-rehearse", 1);
    snprintf(file, sizeof file, "%s", version_of("tally-2"));
    refuse(LBH_STEP_REHEARSAL, "/nowhere/loopblocks-rehearse");
    if (kept) setenv("LOOPBLOCKS_REHEARSE", kept, 1);
    free(kept);
}
END_TEST

START_TEST(a_create_that_fails_here_is_refused)
{
    refuse_fault("create fail outside", LBH_STEP_CREATE, "it was told to fail in create");
}
END_TEST

START_TEST(a_prepare_that_fails_here_is_refused)
{
    refuse_fault("prepare fail outside", LBH_STEP_PREPARE, "it was told to fail in prepare");
}
END_TEST

START_TEST(a_migration_that_fails_here_is_refused)
{
    /* Only what has run has something to migrate: the swap is in mid-run. */
    refuse_fault("migrate fail outside", LBH_STEP_MIGRATE, "it was told to fail in migrate");
}
END_TEST

SUITE("swap faults")
{
    PROMISE_WITH(suite, "a fault at any step changes nothing", setup, teardown, a_file_that_is_not_there_is_refused,
                 a_file_that_is_no_library_is_refused, a_block_of_another_abi_is_refused,
                 a_block_that_needs_a_value_that_nobody_makes_is_refused,
                 a_block_that_needs_a_component_that_is_not_there_is_refused, a_copy_that_finds_no_room_is_refused,
                 a_rehearsal_that_cannot_begin_is_refused, a_create_that_fails_here_is_refused,
                 a_prepare_that_fails_here_is_refused, a_migration_that_fails_here_is_refused);
}
