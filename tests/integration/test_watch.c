/* SPDX-License-Identifier: MIT */
/* Tests of the watch over files: what runs follows its file however that is written, and only when it is written to the end. */
#include <unistd.h>

#include "cli/watch.h"
#include "cli/watch_file.h"
#include "live_fixture.h"

#define PATIENT_MS 20000
#define NOTHING_MS 600 /* in which nothing happens; a file is left alone for 200 ms before it is tried */

static struct watch *watch;
static unsigned char *bytes; /* of the block increase, with its tail */
static size_t size;

/* Makes another content of a block: what follows the sections is nobody's. */
static void renew(const char *tail)
{
    char path[BUILT_PATH_SIZE];
    free(bytes);
    bytes = read_bytes(GOOD_PLUGIN(path, "increase"), &size);
    bytes = realloc(bytes, size + strlen(tail));
    memcpy(bytes + size, tail, strlen(tail));
    size += strlen(tail);
}

/* Runs two blocks from one file, and one from another. */
static void open_pipeline(const char *file)
{
    char members[3 * 4096 + 400], folder[4096];
    ck_assert_ptr_nonnull(getcwd(folder, sizeof folder));
    snprintf(members, sizeof members,
             "'inputs': {'num_steps': 1000000000000, 'x': 0}, 'blocks': {'l': {'use': 'loop-for', 'blocks': {'a': {'use': "
             "'%s/%s'}, 'b': {'use': '%s/%s'}, 'c': {'use': '%s/other.so'}}}}",
             folder, file, folder, file, folder);
    live_open(members);
}

static void begin_watch(void)
{
    char problem[256] = "";
    watch = watch_open(&live_changer, problem, sizeof problem);
    ck_assert_msg(watch != NULL, "%s", problem);
    live_start();
}

/* Does both, and lets it look at all that runs: from then on, only what happens can move it. */
static void open_watch(const char *file)
{
    open_pipeline(file);
    begin_watch();
    sleep_ms(NOTHING_MS);
}

static void setup(void)
{
    live_setup();
    renew("of another");
    scratch_write("other.so", bytes, size);
    renew("");
    scratch_write("block.so", bytes, size);
    watch = NULL;
}

static void setup_watched(void)
{
    setup();
    open_watch("block.so");
}

static void teardown(void)
{
    live_stop();
    watch_close(watch);
    free(bytes);
    bytes = NULL;
    live_teardown();
}

/* Returns the generation of a block. */
static int64_t generation_of(const char *path)
{
    int64_t generation = 0;
    json_t *status = changer_status(&live_changer);
    size_t index;
    json_t *block;
    json_array_foreach(json_object_get(status, "blocks"), index, block)
    {
        if (strcmp(json_string_value(json_object_get(block, "path")), path) == 0)
            generation = json_integer_value(json_object_get(block, "generation"));
    }
    json_decref(status);
    return generation;
}

/* The n-th change that is tried, from 0, has this outcome, and no other one follows it. */
static void assert_tried(size_t n, const char *outcome)
{
    json_t *entry = live_logged(n, PATIENT_MS);
    char *text = entry ? json_dumps(entry, 0) : NULL;
    const char *found = json_string_value(json_object_get(entry, "outcome"));
    ck_assert_msg(found && strcmp(found, outcome) == 0, "expected %s, found %s", outcome, text ? text : "nothing");
    ck_assert_str_eq(json_string_value(json_object_get(entry, "by")), "watch");
    free(text);
    json_decref(entry);
}

static void assert_only_tried(size_t count)
{
    json_t *entry = live_logged(count, NOTHING_MS);
    char *text = entry ? json_dumps(entry, 0) : NULL;
    ck_assert_msg(!entry, "found %s", text);
    free(text);
}

/* --- how files are written --- */

START_TEST(a_file_renamed_over_the_old_one_is_tried)
{
    renew("2");
    scratch_write("new", bytes, size);
    ck_assert_int_eq(rename("new", "block.so"), 0);
    assert_tried(0, "done");
    assert_only_tried(1);
}
END_TEST

START_TEST(a_file_written_in_pieces_is_tried_once)
{
    renew("2");
    FILE *out = fopen("block.so", "wb");
    ck_assert_ptr_nonnull(out);
    setbuf(out, NULL);
    for (size_t done = 0; done < size;) {
        const size_t piece = size - done < size / 7 ? size - done : size / 7;
        ck_assert_uint_eq(fwrite(bytes + done, 1, piece, out), piece);
        done += piece;
        /* Sometimes longer than a file must be left alone: it is not whole yet. */
        sleep_ms(done < size / 2 ? 300 : 20);
    }
    fclose(out);
    assert_tried(0, "done");
    assert_only_tried(1);
}
END_TEST

START_TEST(a_file_that_was_written_while_it_was_loaded_is_tried)
{
    open_pipeline("block.so");
    renew("2");
    scratch_write("block.so", bytes, size);
    begin_watch();
    assert_tried(0, "done");
    assert_only_tried(1);
}
END_TEST

START_TEST(a_file_removed_and_made_again_is_tried)
{
    renew("2");
    ck_assert_int_eq(unlink("block.so"), 0);
    sleep_ms(400);
    scratch_write("block.so", bytes, size);
    assert_tried(0, "done");
    assert_only_tried(1);
}
END_TEST

START_TEST(a_file_that_does_not_come_to_rest_is_waited_for)
{
    for (int k = 0; k < 10; k++) {
        char tail[32];
        snprintf(tail, sizeof tail, "version %d", k);
        renew(tail);
        scratch_write("block.so", bytes, size);
        sleep_ms(50);
    }
    assert_tried(0, "done");
    assert_only_tried(1);
}
END_TEST

/* Runs from a link to a file, in a folder beside which there is another one. */
static void open_linked(void)
{
    ck_assert_int_eq(mkdir("one", 0700), 0);
    ck_assert_int_eq(mkdir("two", 0700), 0);
    scratch_write("one/block.so", bytes, size);
    ck_assert_int_eq(symlink("one/block.so", "link.so"), 0);
    open_watch("link.so");
}

START_TEST(what_a_link_leads_to_is_followed)
{
    open_linked();
    renew("2");
    scratch_write("one/block.so", bytes, size);
    assert_tried(0, "done");
    renew("3");
    scratch_write("one/new", bytes, size);
    ck_assert_int_eq(rename("one/new", "one/block.so"), 0);
    assert_tried(1, "done");
    assert_only_tried(2);
}
END_TEST

START_TEST(a_link_that_leads_elsewhere_is_followed)
{
    open_linked();
    renew("2");
    scratch_write("two/block.so", bytes, size);
    ck_assert_int_eq(symlink("two/block.so", "new"), 0);
    ck_assert_int_eq(rename("new", "link.so"), 0);
    assert_tried(0, "done");
    renew("3");
    scratch_write("two/block.so", bytes, size);
    assert_tried(1, "done");
    assert_only_tried(2);
}
END_TEST

START_TEST(a_folder_made_again_is_followed)
{
    ck_assert_int_eq(mkdir("build", 0700), 0);
    scratch_write("build/block.so", bytes, size);
    open_watch("build/block.so");
    renew("2");
    ck_assert_int_eq(unlink("build/block.so"), 0);
    ck_assert_int_eq(rmdir("build"), 0);
    sleep_ms(100);
    ck_assert_int_eq(mkdir("build", 0700), 0);
    scratch_write("build/block.so", bytes, size);
    assert_tried(0, "done");
    renew("3");
    scratch_write("build/block.so", bytes, size);
    assert_tried(1, "done");
    assert_only_tried(2);
}
END_TEST

START_TEST(files_of_one_content_are_told_apart)
{
    scratch_write("other.so", bytes, size);
    open_watch("block.so");
    renew("2");
    scratch_write("other.so", bytes, size);
    assert_tried(0, "done");
    json_t *entry = live_logged(0, 0);
    const json_t *edits = json_object_get(entry, "edits");
    ck_assert_uint_eq(json_array_size(edits), 1);
    ck_assert_str_eq(json_string_value(json_object_get(json_array_get(edits, 0), "path")), "l.c");
    json_decref(entry);
}
END_TEST

/* --- what is done about them --- */

START_TEST(all_that_runs_from_a_file_changes_at_once)
{
    const int64_t before = generation_of("l.a"), other = generation_of("l.c");
    renew("2");
    scratch_write("block.so", bytes, size);
    assert_tried(0, "done");
    json_t *entry = live_logged(0, 0);
    ck_assert_uint_eq(json_array_size(json_object_get(entry, "edits")), 2);
    json_decref(entry);
    ck_assert_int_gt(generation_of("l.a"), before);
    ck_assert_int_eq(generation_of("l.a"), generation_of("l.b"));
    ck_assert_int_eq(generation_of("l.c"), other);
}
END_TEST

START_TEST(the_same_content_is_not_tried)
{
    scratch_write("new", bytes, size);
    ck_assert_int_eq(rename("new", "block.so"), 0);
    assert_only_tried(0);
    scratch_write("block.so", bytes, size);
    assert_only_tried(0);
}
END_TEST

START_TEST(another_file_in_the_folder_is_nothing)
{
    renew("2");
    scratch_write("block.so~", bytes, size);
    scratch_write("block.sox", bytes, size);
    assert_only_tried(0);
}
END_TEST

START_TEST(what_is_not_whole_is_not_tried)
{
    renew("2");
    scratch_write("block.so", bytes, size / 2);
    assert_only_tried(0);
    scratch_write_text("block.so", "ld: out of disk space");
    assert_only_tried(0);
    scratch_write_text("block.so", "");
    assert_only_tried(0);
    ck_assert_int_eq(unlink("block.so"), 0);
    assert_only_tried(0);
    scratch_write("block.so", bytes, size);
    assert_tried(0, "done");
}
END_TEST

START_TEST(a_bad_file_is_tried_once_and_a_good_one_follows)
{
    char path[BUILT_PATH_SIZE];
    size_t bad_size = 0;
    const int64_t before = generation_of("l.a");
    unsigned char *bad = read_bytes(FAULTY_PLUGIN(path, "no-descriptor"), &bad_size);
    scratch_write("block.so", bad, bad_size);
    free(bad);
    assert_tried(0, "refused");
    assert_only_tried(1);
    ck_assert_int_eq(chmod("block.so", 0600), 0);
    assert_only_tried(1);
    ck_assert_int_eq(generation_of("l.a"), before);
    renew("2");
    scratch_write("block.so", bytes, size);
    assert_tried(1, "done");
    ck_assert_int_gt(generation_of("l.a"), before);
}
END_TEST

START_TEST(the_old_content_after_a_bad_one_is_not_tried)
{
    char path[BUILT_PATH_SIZE];
    size_t bad_size = 0;
    unsigned char *bad = read_bytes(FAULTY_PLUGIN(path, "no-descriptor"), &bad_size);
    scratch_write("block.so", bad, bad_size);
    free(bad);
    assert_tried(0, "refused");
    scratch_write("block.so", bytes, size);
    assert_only_tried(1);
}
END_TEST

START_TEST(what_a_change_brings_is_followed)
{
    renew("2");
    ck_assert_int_eq(mkdir("elsewhere", 0700), 0);
    scratch_write("elsewhere/new.so", bytes, size);
    json_t *edits = json_pack("[{s:s, s:s, s:s}]", "do", "swap", "path", "l.c", "file", "elsewhere/new.so");
    json_t *answer = changer_apply(&live_changer, "control", edits);
    ck_assert(json_is_true(json_object_get(answer, "ok")));
    json_decref(answer);
    json_decref(edits);
    sleep_ms(NOTHING_MS);
    renew("3");
    scratch_write("elsewhere/new.so", bytes, size);
    assert_tried(1, "done");
    ck_assert_int_gt(generation_of("l.c"), generation_of("l.a"));
    /* What it ran from before is nobody's any more. */
    renew("4");
    scratch_write("other.so", bytes, size);
    assert_only_tried(2);
}
END_TEST

/* --- what is whole --- */

START_TEST(a_part_of_a_library_is_never_whole)
{
    char why[128];
    for (size_t part = 0; part < size; part += part < 200 ? 1 : 97) {
        scratch_write("part.so", bytes, part);
        ck_assert_msg(!file_is_whole("part.so", why, sizeof why), "%zu of %zu bytes", part, size);
    }
    scratch_write("part.so", bytes, size);
    ck_assert(file_is_whole("part.so", why, sizeof why));
    ck_assert(!file_is_whole("none.so", why, sizeof why));
    ck_assert_str_eq(why, "it cannot be read");
}
END_TEST

START_TEST(contents_are_compared_to_the_end)
{
    scratch_write("same.so", bytes, size);
    ck_assert(file_same_content("same.so", "block.so"));
    scratch_write("same.so", bytes, size - 1);
    ck_assert(!file_same_content("same.so", "block.so"));
    bytes[size - 1] ^= 1;
    scratch_write("same.so", bytes, size);
    ck_assert(!file_same_content("same.so", "block.so"));
    ck_assert(!file_same_content("none.so", "none.so"));
}
END_TEST

SUITE("watch")
{
    PROMISE_WITH(suite, "a file is followed however it is written", setup_watched, teardown,
                 a_file_renamed_over_the_old_one_is_tried, a_file_written_in_pieces_is_tried_once,
                 a_file_removed_and_made_again_is_tried, a_file_that_does_not_come_to_rest_is_waited_for);
    PROMISE_WITH(suite, "a file is followed wherever it is", setup, teardown, what_a_link_leads_to_is_followed,
                 a_link_that_leads_elsewhere_is_followed, a_folder_made_again_is_followed,
                 a_file_that_was_written_while_it_was_loaded_is_tried, files_of_one_content_are_told_apart);
    PROMISE_WITH(suite, "what is new is tried, and nothing else", setup_watched, teardown,
                 all_that_runs_from_a_file_changes_at_once, the_same_content_is_not_tried,
                 another_file_in_the_folder_is_nothing, what_is_not_whole_is_not_tried,
                 a_bad_file_is_tried_once_and_a_good_one_follows, the_old_content_after_a_bad_one_is_not_tried,
                 what_a_change_brings_is_followed);
    PROMISE_WITH(suite, "wholeness is seen", setup, teardown, a_part_of_a_library_is_never_whole,
                 contents_are_compared_to_the_end);
}
