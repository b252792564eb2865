/* SPDX-License-Identifier: MIT */
/* Tests that a loop is changed thousands of times while it runs: nothing is lost, and what it costs is what was foreseen. */
#include <dirent.h>
#include <malloc.h>
#include <unistd.h>

#include "integration/compiled.h"
#include "pipeline.h"
#include "swapping.h"

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define SWAPS 300
#define VERSIONS 40
#define MEASURES_MALLOC false
#else
#define SWAPS 10000
#define VERSIONS 1000
#define MEASURES_MALLOC true
#endif

#define COUNTING                                                                                                               \
    "'inputs': {'num_steps': 1000000000000, 'x': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {"                          \
    "'t': {'use': 'tally'}, 'c': {'use': 'count-calls'}}}}"

/* What the process holds. */
struct held {
    size_t mappings;
    size_t descriptors;
    size_t threads;
    size_t malloced;
    size_t arena;
};

static size_t count_entries(const char *path)
{
    size_t count = 0;
    DIR *folder = opendir(path);
    ck_assert_ptr_nonnull(folder);
    while (readdir(folder)) count++;
    closedir(folder);
    return count;
}

static size_t count_mappings(void)
{
    size_t lines = 0;
    FILE *in = fopen("/proc/self/maps", "re");
    ck_assert_ptr_nonnull(in);
    for (int c; (c = fgetc(in)) != EOF;) lines += c == '\n';
    fclose(in);
    return lines;
}

static struct held take_stock(void)
{
    return (struct held){.mappings = count_mappings(),
                         .descriptors = count_entries("/proc/self/fd"),
                         .threads = count_entries("/proc/self/task"),
                         .malloced = MEASURES_MALLOC ? mallinfo2().uordblks : 0,
                         .arena = lbh_arena_used(pipeline->plan.arena)};
}

/* What x must come to: how many iterations were made by which step. */
static struct {
    int64_t x;
    int64_t iteration;
    int64_t step;
} expected;

static void expect_swap(int64_t next_step)
{
    assert_swapped(LBH_OUTCOME_DONE, "l", -2);
    ck_assert_int_ge(result.iteration, expected.iteration);
    expected.x += (result.iteration - expected.iteration) * expected.step;
    expected.iteration = result.iteration;
    expected.step = next_step;
}

static void begin(void)
{
    swapping_setup();
    scratch_setup();
    expected.x = expected.iteration = 0;
    expected.step = 1;
    parse(COUNTING);
    start_run();
}

static void end(void)
{
    stop_run();
    ck_assert_int_eq(value_of("x"), expected.x + (value_of("calls") - expected.iteration) * expected.step);
    ck_assert_int_eq(value_of("total"), value_of("x"));
    swapping_teardown();
    scratch_teardown();
}

static void alternate(int count)
{
    for (int i = 0; i < count; i++) {
        swap("l.t", i % 2 ? "tally" : "tally-2");
        expect_swap(i % 2 ? 1 : 10);
    }
}

START_TEST(two_versions_alternate_for_nothing)
{
    alternate(SWAPS / 10);
    const struct held before = take_stock();
    alternate(SWAPS);
    const struct held after = take_stock();
    ck_assert_uint_eq(after.descriptors, before.descriptors);
    ck_assert_uint_eq(after.threads, before.threads);
    ck_assert_uint_eq(after.arena, before.arena);
    ck_assert_uint_le(after.mappings, before.mappings + 4); /* malloc's */
    ck_assert_uint_le(after.malloced, before.malloced + (64 << 10));
}
END_TEST

/* A version like no other: its content, in a file of its own. */
static const char *make_version(int number)
{
    static const char mark[] = "mark of this version: ";
    static char file[64];
    static char *bytes;
    static size_t size;
    if (!bytes) {
        char text[BUILT_PATH_SIZE + 256];
        snprintf(text, sizeof text,
                 "#define TALLY_VERSION \"9.0.0\"\n#define STEP 1\n#include \"%s/tests/swap/tally.h\"\n"
                 "__attribute__((used)) static const char mark[] = \"%s00000000\";\n",
                 getenv("LOOPBLOCKS_SRCDIR"), mark);
        compile_library("first.so", text);
        FILE *in = fopen("first.so", "rb");
        ck_assert_ptr_nonnull(in);
        bytes = malloc(1 << 20);
        size = fread(bytes, 1, 1 << 20, in);
        fclose(in);
    }
    char *place = memmem(bytes, size, mark, sizeof mark - 1);
    ck_assert_ptr_nonnull(place);
    char digits[16];
    snprintf(digits, sizeof digits, "%08d", number);
    memcpy(place + sizeof mark - 1, digits, 8);
    snprintf(file, sizeof file, "./version-%d.so", number);
    scratch_write(file, bytes, size);
    return file;
}

static void swap_to(int number)
{
    const char *file = make_version(number);
    begin_change();
    ck_assert_int_eq(lbh_change_replace(edits, "l.t", file, swap_diag), LBH_OK);
    apply_change();
    ck_assert_int_eq(unlink(file), 0);
}

START_TEST(a_thousand_versions_follow_each_other_at_their_price)
{
    for (int i = 0; i < 10; i++) {
        swap_to(i);
        expect_swap(1);
    }
    const struct held before = take_stock();
    for (int i = 10; i < 10 + VERSIONS; i++) {
        swap_to(i);
        expect_swap(1);
    }
    const struct held after = take_stock();
    ck_assert_uint_eq(after.descriptors, before.descriptors);
    ck_assert_uint_eq(after.threads, before.threads);
    ck_assert_uint_eq(after.arena, before.arena);
    ck_assert_uint_ge(after.mappings, before.mappings + 4 * VERSIONS);
    ck_assert_uint_le(after.mappings, before.mappings + 6 * VERSIONS + 4);
    ck_assert_msg(after.malloced <= before.malloced + (size_t)VERSIONS * (18 << 10), "%zu bytes a version",
                  (after.malloced - before.malloced) / VERSIONS);
}
END_TEST

START_TEST(when_mappings_run_out_the_old_version_goes_on)
{
    alternate(2);
    lbh_catalog_limit_mappings(host->catalog, count_mappings() + 1000 + 40);
    int made = 0;
    for (swap_to(made); swap_status == LBH_OK && made < 40; swap_to(++made)) expect_swap(1);
    ck_assert_int_ge(made, 3);
    assert_refused(LBH_STEP_LOAD, "mappings that a process may have");
    ck_assert_int_eq(swap_status, LBH_ERR_MEMORY);
    assert_contains(lbh_diag_text(swap_diag), "sysctl vm.max_map_count");
    assert_status_contains("\"version\": \"9.0.0\"");
    swap("l.t", "tally-2"); /* what is mapped already needs none */
    expect_swap(10);
    lbh_catalog_limit_mappings(host->catalog, 0);
    swap_to(made);
    expect_swap(1);
}
END_TEST

SUITE("swap_volume")
{
    PROMISE_WITH(suite, "thousands of changes lose nothing", begin, end, two_versions_alternate_for_nothing,
                 a_thousand_versions_follow_each_other_at_their_price, when_mappings_run_out_the_old_version_goes_on);
}
