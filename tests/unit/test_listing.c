/* SPDX-License-Identifier: MIT */
/* Plugins are listed from manifests, an index and a scanner, in this order, and none is loaded here. */
#include "listing_fixture.h"
#include "suite.h"

/* --- manifests --- */

START_TEST(a_plugin_with_a_manifest_is_not_loaded)
{
    make_block("quiet", AS_IT_IS_LOADED("fclose(fopen(\"was-loaded\", \"w\"));"));
    write_manifest("quiet");
    ck_assert_int_eq(access("was-loaded", F_OK), 0);
    ck_assert_int_eq(unlink("was-loaded"), 0);
    list();
    expect_row("quiet", "block", "manifest");
    ck_assert_str_eq(told("quiet", "version"), "1.2.3");
    ck_assert_str_eq(told("quiet", "description"), "Does nothing.");
    ck_assert_str_eq(told("quiet", "file"), "plugins/quiet.so");
    ck_assert_ptr_null(told("quiet", "warning"));
    ck_assert_uint_eq(scanners, 0);
    ck_assert_int_ne(access("was-loaded", F_OK), 0);
}
END_TEST

START_TEST(a_plugin_without_one_is_loaded_elsewhere)
{
    char code[200];
    snprintf(code, sizeof code, AS_IT_IS_LOADED("if (getpid() != %d) fclose(fopen(\"was-loaded\", \"w\"));"), (int)getpid());
    make_block("bare", code);
    list();
    expect_row("bare", "block", "probe");
    ck_assert_str_eq(told("bare", "version"), "1.2.3");
    ck_assert_uint_eq(scanners, 1);
    ck_assert_int_eq(access("was-loaded", F_OK), 0);
}
END_TEST

/* Makes a plugin with a manifest, which is then changed, and expects that the library is asked and what is said of the manifest. */
static void expect_unbelieved(const char *command, const char *warning)
{
    make_block("told", "");
    write_manifest("told");
    ck_assert(runs(command));
    list();
    expect_row("told", "block", "probe");
    assert_contains(told("told", "warning"), warning);
    assert_contains(told("told", "warning"), "plugins/told.block.json");
    /* It is not forgotten when nobody needs to look again. */
    list();
    expect_row("told", "block", "index");
    assert_contains(told("told", "warning"), warning);
}

#define MANIFEST "plugins/told.block.json"

START_TEST(a_truncated_manifest_is_told)
{
    expect_unbelieved("head -c 100 " MANIFEST " > x && cp x " MANIFEST, "manifest is not believed: not JSON");
}
END_TEST

START_TEST(an_empty_manifest_is_told)
{
    expect_unbelieved(": > " MANIFEST, "there is nothing in it");
}
END_TEST

START_TEST(a_manifest_that_is_a_list_is_told)
{
    expect_unbelieved("echo '[1]' > " MANIFEST, "member=\"loopblocks_block\", expected=1, the format, found=nothing");
}
END_TEST

START_TEST(a_manifest_of_another_format_is_told)
{
    expect_unbelieved(
        "sed -i 's/\"loopblocks_block\": 1/\"loopblocks_block\": 2/' " MANIFEST,
        ":2:3: the block's manifest is not believed: member=\"loopblocks_block\", expected=1, the format, found=2");
}
END_TEST

START_TEST(a_manifest_of_another_name_is_told)
{
    expect_unbelieved("sed -i 's/\"name\": \"told\"/\"name\": \"tell\"/' " MANIFEST, "member=\"name\", expected=\"told\"");
}
END_TEST

START_TEST(a_manifest_of_another_library_is_told)
{
    expect_unbelieved("sed -i 's/\"told.so\"/\"tell.so\"/' " MANIFEST, "member=\"library\", expected=\"told.so\"");
}
END_TEST

START_TEST(a_manifest_of_an_unknown_kind_is_told)
{
    expect_unbelieved("sed -i 's/\"kind\": \"block\"/\"kind\": \"brick\"/' " MANIFEST, "member=\"kind\"");
}
END_TEST

START_TEST(a_manifest_without_a_member_is_told)
{
    expect_unbelieved("sed -i '/\"version\"/d' " MANIFEST, "member=\"version\", expected=a text, found=nothing");
}
END_TEST

START_TEST(a_manifest_without_a_list_is_told)
{
    expect_unbelieved("sed -i '/\"states\"/d' " MANIFEST, "member=\"states\", expected=a list, found=nothing");
}
END_TEST

START_TEST(a_manifest_with_a_hash_that_is_none_is_told)
{
    expect_unbelieved("sed -i 's/\"sha256\": \"..../\"sha256\": \"/' " MANIFEST,
                      "member=\"sha256\", expected=64 hexadecimal digits");
}
END_TEST

START_TEST(a_manifest_of_another_size_is_told)
{
    expect_unbelieved("printf x >> plugins/told.so", "member=\"size\"");
}
END_TEST

START_TEST(a_manifest_older_than_another_library_is_told)
{
    /* The size stays, the content does not. */
    expect_unbelieved("sed -i 's/Does nothing/Does nothign/' plugins/told.so && touch -d '1 hour ago' " MANIFEST,
                      "member=\"sha256\", expected=that of the library, which is younger");
    ck_assert_str_eq(told("told", "description"), "Does nothign.");
}
END_TEST

START_TEST(a_folder_in_its_place_is_told)
{
    expect_unbelieved("rm " MANIFEST " && mkdir " MANIFEST, "expected=a file, found=a folder");
}
END_TEST

START_TEST(a_pipe_in_its_place_is_not_waited_for)
{
    expect_unbelieved("rm " MANIFEST " && mkfifo " MANIFEST, "expected=a file, found=a device");
}
END_TEST

START_TEST(an_older_manifest_of_the_same_library_is_believed)
{
    make_block("told", "");
    write_manifest("told");
    ck_assert(runs("touch -d '1 hour ago' " MANIFEST));
    list();
    expect_row("told", "block", "manifest");
    ck_assert_ptr_null(told("told", "warning"));
}
END_TEST

START_TEST(a_manifest_for_a_later_host_leaves_the_refusal_to_the_library)
{
    make_block("told", "");
    write_manifest("told");
    edit(MANIFEST, "\"abi\": \"1.[0-9]*\"", "\"abi\": \"1.999\"");
    list();
    expect_row("told", "block", "probe");
    ck_assert_ptr_null(told("told", "warning"));
}
END_TEST

/* --- what is no plugin --- */

START_TEST(what_is_no_library_is_refused)
{
    scratch_write_text("plugins/text.so", "no library\n");
    scratch_write_text("plugins/empty.so", "");
    ck_assert(runs("mkdir plugins/folder.so && mkfifo plugins/pipe.so && ln -s nowhere plugins/lost.so"));
    make_block("sound", "");
    list();
    expect_row("text", "invalid", "probe");
    assert_contains(told("text", "error"), "expected=an ELF shared object, found=another kind of file");
    assert_contains(told("empty", "error"), "found=an empty file");
    assert_contains(told("folder", "error"), "found=a folder");
    assert_contains(told("pipe", "error"), "found=a device");
    assert_contains(told("lost", "error"), "No such file");
    expect_row("sound", "block", "probe");
    ck_assert_uint_eq(scanners, 1);
}
END_TEST

START_TEST(a_refusal_is_not_kept)
{
    compile("plugins/plain.so", "int f(void) { return 1; }", "-shared");
    list();
    expect_row("plain", "invalid", "probe");
    list();
    expect_row("plain", "invalid", "probe");
    ck_assert_uint_eq(scanners, 1);
}
END_TEST

START_TEST(a_plugin_of_another_name_is_warned_of)
{
    make_block("named", "");
    ck_assert(runs("mv plugins/named.so plugins/renamed.so"));
    list();
    expect_row("named", "block", "probe");
    assert_contains(told("named", "warning"), "plugins/renamed.so: a plugin's file has its name: rename it to named.so");
}
END_TEST

/* --- the index --- */

START_TEST(what_was_found_out_is_not_found_out_again)
{
    make_block("bare", AS_IT_IS_LOADED("FILE *f = fopen(\"loads\", \"a\"); fputc('x', f); fclose(f);"));
    make_block("told", "");
    write_manifest("told");
    for (int i = 0; i < 3; i++) {
        list();
        expect_row("bare", "block", i == 0 ? "probe" : "index");
        expect_row("told", "block", i == 0 ? "manifest" : "index");
        ck_assert_uint_eq(scanners, i == 0);
        ck_assert_str_eq(told("bare", "version"), "1.2.3");
        ck_assert_str_eq(told("bare", "file"), "plugins/bare.so");
    }
    size_t size = 0;
    free(read_bytes("loads", &size));
    ck_assert_uint_eq(size, 1);
}
END_TEST

START_TEST(moved_content_is_not_probed_again)
{
    make_block("bare", "");
    list();
    ck_assert(runs("mkdir elsewhere && mv plugins/bare.so elsewhere"));
    list();
    ck_assert_uint_eq(json_array_size(rows), 0);
    ck_assert_int_eq(lbh_catalog_add_folder(catalog, "elsewhere", diag), LBH_OK);
    list();
    expect_row("bare", "block", "index");
    ck_assert_str_eq(told("bare", "file"), "elsewhere/bare.so");
    ck_assert_uint_eq(scanners, 0);
}
END_TEST

START_TEST(a_library_that_changed_is_probed_again)
{
    make_block("bare", "");
    list();
    /* Of the same size, and of the same time. */
    ck_assert(runs("touch -r plugins/bare.so time && sed -i 's/Does nothing/Does nothign/' plugins/bare.so &&"
                   "touch -r time plugins/bare.so"));
    list();
    expect_row("bare", "block", "probe");
    ck_assert_str_eq(told("bare", "description"), "Does nothign.");
}
END_TEST

START_TEST(a_manifest_that_comes_later_is_read)
{
    make_block("told", "");
    list();
    expect_row("told", "block", "probe");
    write_manifest("told");
    list();
    expect_row("told", "block", "manifest");
    ck_assert_int_eq(unlink(MANIFEST), 0);
    list();
    expect_row("told", "block", "index");
    ck_assert_uint_eq(scanners, 0);
}
END_TEST

/* Lists with this in the index's place, and expects that it is made anew. */
static void expect_rebuilt(const char *command)
{
    make_block("bare", "");
    list();
    ck_assert(runs(command));
    list();
    expect_row("bare", "block", "probe");
    list();
    expect_row("bare", "block", "index");
}

#define INDEX "cache/of-ours/index.json"

START_TEST(a_broken_index_is_made_anew)
{
    expect_rebuilt("head -c 60 " INDEX " > x && cp x " INDEX);
}
END_TEST

START_TEST(an_empty_index_is_made_anew)
{
    expect_rebuilt(": > " INDEX);
}
END_TEST

START_TEST(an_index_of_another_format_is_made_anew)
{
    expect_rebuilt("sed -i 's/\"loopblocks_index\":1/\"loopblocks_index\":9/' " INDEX);
}
END_TEST

START_TEST(an_index_of_another_version_is_made_anew)
{
    expect_rebuilt("sed -i 's/\"host\":\"/\"host\":\"9/' " INDEX);
}
END_TEST

START_TEST(an_index_with_other_members_is_made_anew)
{
    expect_rebuilt("sed -i -e 's/\"files\":{/\"files\":{\"x\":7,\"y\":[],\"z\":{\"a\":1},/' "
                   "-e 's/\\(\\[\"[0-9a-f ]*\"\\),\"[0-9a-f]*\",null/\\1,5,6/' "
                   "-e 's/\"contents\":.*/\"contents\":{\"00\":1}}/' " INDEX " && grep -q ',5,6,null' " INDEX);
}
END_TEST

START_TEST(a_cache_that_is_a_file_is_no_error)
{
    make_block("bare", "");
    scratch_write_text("cache", "");
    for (int i = 0; i < 2; i++) {
        list();
        expect_row("bare", "block", "probe");
    }
    ck_assert_uint_eq(lbh_diag_count(diag), 0);
}
END_TEST

START_TEST(an_index_that_is_a_folder_is_no_error)
{
    make_block("bare", "");
    ck_assert(runs("mkdir -p " INDEX));
    for (int i = 0; i < 2; i++) {
        list();
        expect_row("bare", "block", "probe");
    }
    ck_assert_uint_eq(lbh_diag_count(diag), 0);
}
END_TEST

START_TEST(without_a_cache_nothing_is_written)
{
    make_block("bare", "");
    ck_assert_int_eq(lbh_catalog_set_cache(catalog, NULL, diag), LBH_OK);
    for (int i = 0; i < 2; i++) {
        list();
        expect_row("bare", "block", "probe");
    }
    ck_assert_int_ne(access("cache", F_OK), 0);
}
END_TEST

START_TEST(what_is_gone_is_forgotten)
{
    make_block("one", "");
    make_block("two", "");
    list();
    ck_assert(runs("grep -q 'plugins/one.so' " INDEX));
    ck_assert(runs("mv plugins/one.so plugins/three.so"));
    list();
    ck_assert(!runs("grep -q 'plugins/one.so' " INDEX));
    ck_assert(runs("grep -q 'plugins/two.so' " INDEX));
    ck_assert(!runs("ls cache/of-ours | grep -v '^index.json$'"));
}
END_TEST

SUITE("listing")
{
    PROMISE_WITH(suite, "a manifest is believed", listing_setup, listing_teardown, a_plugin_with_a_manifest_is_not_loaded,
                 a_plugin_without_one_is_loaded_elsewhere, an_older_manifest_of_the_same_library_is_believed,
                 a_manifest_for_a_later_host_leaves_the_refusal_to_the_library);
    PROMISE_WITH(
        suite, "or told why not", listing_setup, listing_teardown, a_truncated_manifest_is_told, an_empty_manifest_is_told,
        a_manifest_that_is_a_list_is_told, a_manifest_of_another_format_is_told, a_manifest_of_another_name_is_told,
        a_manifest_of_another_library_is_told, a_manifest_of_an_unknown_kind_is_told, a_manifest_without_a_member_is_told,
        a_manifest_without_a_list_is_told, a_manifest_with_a_hash_that_is_none_is_told, a_manifest_of_another_size_is_told,
        a_manifest_older_than_another_library_is_told, a_folder_in_its_place_is_told, a_pipe_in_its_place_is_not_waited_for);
    PROMISE_WITH(suite, "what is no plugin is listed as such", listing_setup, listing_teardown, what_is_no_library_is_refused,
                 a_refusal_is_not_kept, a_plugin_of_another_name_is_warned_of);
    PROMISE_WITH(suite, "nothing is looked into twice", listing_setup, listing_teardown,
                 what_was_found_out_is_not_found_out_again, moved_content_is_not_probed_again,
                 a_library_that_changed_is_probed_again, a_manifest_that_comes_later_is_read, what_is_gone_is_forgotten);
    PROMISE_WITH(suite, "the cache is never in the way", listing_setup, listing_teardown, a_broken_index_is_made_anew,
                 an_empty_index_is_made_anew, an_index_of_another_format_is_made_anew, an_index_of_another_version_is_made_anew,
                 an_index_with_other_members_is_made_anew, a_cache_that_is_a_file_is_no_error,
                 an_index_that_is_a_folder_is_no_error, without_a_cache_nothing_is_written);
}
