/* SPDX-License-Identifier: MIT */
/* Tests of write-png: the picture as libpng reads it, and what becomes of a file that cannot be written. */
#include <dirent.h>
#include <png.h>
#include <signal.h>
#include <sys/resource.h>

#include "fixture.h"
#include "unit/scratch.h"

#define GREY "'images': [[[[10], [20]]], [[[30], [40]]], [[[50], [60]]], [[[70], [80]]], [[[90], [99]]]]"
#define SAVE(config) "'blocks': {\n'save': {'use': 'write-png', 'config': {'path': 'picture.png'" config "}}}"

static void setup(void)
{
    scratch_setup();
    fixture_setup();
}

static void teardown(void)
{
    fixture_teardown();
    scratch_teardown();
}

/* A picture as it is in the file: grey, or red, green, blue. The caller frees its pixels. */
struct picture {
    int width, height, channels;
    unsigned char *pixels;
};

static struct picture read_picture(const char *path)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    ck_assert_msg(png_image_begin_read_from_file(&image, path), "%s: %s", path, image.message);
    ck_assert_uint_eq(image.format & (PNG_FORMAT_FLAG_ALPHA | PNG_FORMAT_FLAG_COLORMAP | PNG_FORMAT_FLAG_LINEAR), 0);
    image.format = image.format & PNG_FORMAT_FLAG_COLOR ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
    struct picture picture = {.width = (int)image.width,
                              .height = (int)image.height,
                              .channels = image.format == PNG_FORMAT_RGB ? 3 : 1,
                              .pixels = malloc(PNG_IMAGE_SIZE(image))};
    ck_assert_ptr_nonnull(picture.pixels);
    ck_assert_msg(png_image_finish_read(&image, NULL, picture.pixels, 0, NULL), "%s: %s", path, image.message);
    return picture;
}

static void assert_picture(int width, int height, int channels, const unsigned char *expected)
{
    const struct picture picture = read_picture("picture.png");
    ck_assert_int_eq(picture.width, width);
    ck_assert_int_eq(picture.height, height);
    ck_assert_int_eq(picture.channels, channels);
    for (int i = 0; i < width * height * channels; i++)
        ck_assert_msg(picture.pixels[i] == expected[i], "byte %d: expected %d, found %d", i, expected[i], picture.pixels[i]);
    free(picture.pixels);
}

static int count_files(const char *folder, const char *prefix)
{
    DIR *stream = opendir(folder);
    ck_assert_ptr_nonnull(stream);
    int count = 0;
    for (const struct dirent *entry; (entry = readdir(stream));)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
                 strncmp(entry->d_name, prefix, strlen(prefix)) == 0;
    closedir(stream);
    return count;
}

/* --- the picture --- */

START_TEST(images_stand_in_rows)
{
    static const unsigned char expected[] = {
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, /* */
        255, 10,  20,  255, 30,  40,  255, 50,  60,  255, /* */
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, /* */
        255, 70,  80,  255, 90,  99,  255, 255, 255, 255, /* */
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    };
    parse_and_run("'inputs': {" GREY "}, " SAVE(", 'columns': 3, 'padding': 1"));
    assert_picture(10, 5, 1, expected);
    ck_assert_int_eq(count_files(".", ""), 1);
}
END_TEST

START_TEST(the_background_may_be_black)
{
    static const unsigned char expected[] = {10, 20, 30, 40, 50, 60, 70, 80, 90, 99, 0, 0};
    parse_and_run("'inputs': {" GREY "}, " SAVE(", 'columns': 2, 'padding': 0, 'background': 'black'"));
    assert_picture(4, 3, 1, expected);
}
END_TEST

START_TEST(colours_are_red_green_and_blue)
{
    static const unsigned char expected[] = {
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  0,  0,  0, 0, 0, /* */
        0, 0, 0, 1, 2, 3, 0, 0, 0, 7,  8,  9,  0, 0, 0, /* */
        0, 0, 0, 4, 5, 6, 0, 0, 0, 10, 11, 12, 0, 0, 0, /* */
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  0,  0,  0, 0, 0,
    };
    parse_and_run("'inputs': {'images': [[[[1, 2, 3]], [[4, 5, 6]]], [[[7, 8, 9]], [[10, 11, 12]]]]}, " SAVE(
        ", 'columns': 2, 'padding': 1, 'background': 'black'"));
    assert_picture(5, 4, 3, expected);
}
END_TEST

/* Sets `count` images of one grey pixel. */
static void set_images(int64_t count)
{
    unsigned char *pixels = calloc((size_t)count, 1);
    const struct lb_tensor images = {.data = pixels,
                                     .device = {.type = 1},
                                     .ndim = 4,
                                     .dtype = {.code = LB_CODE_UINT, .bits = 8, .lanes = 1},
                                     .shape = (int64_t[]){count, 1, 1, 1},
                                     .strides = (int64_t[]){1, 1, 1, 1}};
    ck_assert_int_eq(lbh_pipeline_set_tensor(pipeline, "images", &images, diag), LBH_OK);
    free(pixels);
}

START_TEST(the_grid_is_nearly_square)
{
    static const int counts[][3] = {{1, 1, 1}, {2, 2, 1}, {4, 2, 2}, {5, 5, 1}, {6, 3, 2}, {7, 3, 3}, {8, 4, 2}, {64, 8, 8}};
    parse(SAVE(", 'padding': 0"));
    for (size_t k = 0; k < sizeof counts / sizeof counts[0]; k++) {
        set_images(counts[k][0]);
        run();
        const struct picture picture = read_picture("picture.png");
        ck_assert_int_eq(picture.width, counts[k][1]);
        ck_assert_int_eq(picture.height, counts[k][2]);
        free(picture.pixels);
    }
}
END_TEST

START_TEST(a_grid_is_no_wider_than_its_images_and_has_lines_of_two)
{
    parse(SAVE(", 'columns': 8"));
    set_images(3);
    run();
    const struct picture picture = read_picture("picture.png");
    ck_assert_int_eq(picture.width, 2 + 3 * 3);
    ck_assert_int_eq(picture.height, 2 + 3);
    free(picture.pixels);
}
END_TEST

START_TEST(what_makes_no_picture_is_refused)
{
    static const struct {
        const char *inputs, *text;
    } cases[] = {
        {"'images': [[[[1, 2]]]]", "images have 2 channels; a picture has 1 or 3"},
        {"'images': []", "there is no pixel to write: images are u8[0,"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        char members[300];
        snprintf(members, sizeof members, "'inputs': {%s}, " SAVE(""), cases[k].inputs);
        parse(members);
        if (k == 1) set_images(0);
        RUN_FAILS(.status = LBH_ERR_BLOCK, .text = cases[k].text, .line = 3, .column = 1, .path = "blocks.save");
    }
    parse(SAVE(", 'columns': 1, 'padding': 1000"));
    set_images(1000);
    RUN_FAILS(.status = LBH_ERR_BLOCK, .text = "the picture would be 2001 by 1002000 pixels; at most 1000000 each are written",
              .line = 3, .column = 1, .path = "blocks.save");
    ck_assert_int_eq(count_files(".", ""), 0);
}
END_TEST

/* --- paths that are refused before anything runs --- */

static void check_refuses(const char *path, const char *problem)
{
    char members[500], text[500];
    snprintf(members, sizeof members,
             "'inputs': {" GREY "}, 'blocks': {\n'save': {'use': 'write-png', 'config': {'path': '%s'}}}", path);
    snprintf(text, sizeof text, "cannot write path=\"%s\": %s", path, problem);
    parse(members);
    lbh_diag_clear(diag);
    ck_assert_int_eq(lbh_pipeline_check(pipeline, diag), LBH_ERR_INVALID);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_INVALID,
                                                    .text = text,
                                                    .line = 3,
                                                    .column = 1,
                                                    .path = "blocks.save",
                                                    .file = "folder/test.json"});
}

START_TEST(a_path_that_cannot_be_is_refused)
{
    scratch_write_text("file", "");
    ck_assert_int_eq(mkdir("folder", 0777), 0);
    check_refuses("missing/picture.png", "its folder: No such file or directory");
    check_refuses("file/picture.png", "its folder: Not a directory");
    check_refuses("folder", "Is a directory");
    check_refuses("folder/", "Is a directory");
    check_refuses("", "the name is empty");
    ck_assert_int_eq(count_files(".", ""), 2);
    ck_assert_int_eq(count_files("folder", ""), 0);
}
END_TEST

START_TEST(a_path_without_permission_is_refused)
{
    const uid_t user = getuid();
    parse_and_run("'inputs': {" GREY "}, " SAVE("")); /* what root has loaded, nobody need find */
    lbh_pipeline_free(pipeline);
    pipeline = NULL;
    ck_assert_int_eq(mkdir("closed", 0555), 0);
    ck_assert_int_eq(chmod("picture.png", 0444), 0);
    ck_assert_int_eq(chmod(".", 0755), 0);
    if (user == 0 && setresuid(65534, 65534, 0)) return; /* root may write everything, and has no other user here */
    check_refuses("closed/picture.png", "its folder: Permission denied");
    check_refuses("picture.png", "Permission denied");
    ck_assert_int_eq(count_files("closed", ""), 0);
    if (user == 0) ck_assert_int_eq(setresuid(0, 0, 0), 0);
    ck_assert_int_eq(count_files(".", ""), 2);
}
END_TEST

START_TEST(a_check_writes_nothing)
{
    parse("'inputs': {" GREY "}, " SAVE(""));
    ck_assert_int_eq(lbh_pipeline_check(pipeline, diag), LBH_OK);
    ck_assert_int_eq(count_files(".", ""), 0);
}
END_TEST

/* --- files that cannot be written to the end --- */

/* By a link: were it replaced instead of written through, only the link would go. */
START_TEST(a_full_disk_is_told)
{
    struct stat about;
    if (stat("/dev/full", &about) || !S_ISCHR(about.st_mode)) return;
    ck_assert_int_eq(symlink("/dev/full", "picture.png"), 0);
    parse("'inputs': {" GREY "}, " SAVE(""));
    ck_assert_int_eq(lbh_pipeline_check(pipeline, diag), LBH_OK);
    RUN_FAILS(.status = LBH_ERR_BLOCK,
              .text = "block \"save\" (write-png): cannot write path=\"picture.png\": No space left on device", .line = 3,
              .column = 1, .path = "blocks.save");
    ck_assert_int_eq(count_files(".", ""), 1);
    ck_assert_int_eq(lstat("picture.png", &about), 0);
    ck_assert_int_eq(S_ISLNK(about.st_mode), 1);
}
END_TEST

START_TEST(a_pipe_is_written_and_stays_a_pipe)
{
    unsigned char bytes[8];
    struct stat about;
    ck_assert_int_eq(mkfifo("picture.png", 0600), 0);
    const int reader = open("picture.png", O_RDWR | O_NONBLOCK);
    ck_assert_int_ge(reader, 0);
    parse_and_run("'inputs': {" GREY "}, " SAVE(""));
    ck_assert_int_eq(read(reader, bytes, sizeof bytes), sizeof bytes);
    ck_assert_int_eq(png_sig_cmp(bytes, 0, sizeof bytes), 0);
    close(reader);
    ck_assert_int_eq(lstat("picture.png", &about), 0);
    ck_assert_int_eq(S_ISFIFO(about.st_mode), 1);
    ck_assert_int_eq(count_files(".", ""), 1);
}
END_TEST

START_TEST(an_older_picture_stays_whole_when_the_new_one_fails)
{
    static const unsigned char expected[] = {10, 20, 30, 40, 50, 60, 70, 80, 90, 99};
    parse_and_run("'inputs': {" GREY "}, " SAVE(", 'padding': 0"));
    struct rlimit usual;
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &usual), 0);
    const struct rlimit limit = {.rlim_cur = 50, .rlim_max = usual.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    lbh_diag_clear(diag);
    const enum lbh_status status = lbh_pipeline_run(pipeline, diag);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &usual), 0);
    signal(SIGXFSZ, SIG_DFL);
    ck_assert_int_eq(status, LBH_ERR_BLOCK);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_BLOCK,
                                                    .text = "cannot write path=\"picture.png\": File too large",
                                                    .line = 3,
                                                    .column = 1,
                                                    .path = "blocks.save",
                                                    .file = "folder/test.json"});
    assert_picture(10, 1, 1, expected);
    ck_assert_int_eq(count_files(".", ""), 1);
}
END_TEST

START_TEST(an_older_picture_is_replaced_and_its_permissions_stay)
{
    static const unsigned char expected[] = {10, 20, 30, 40, 50, 60, 70, 80, 90, 99};
    struct stat about;
    scratch_write_text("picture.png",
                       "something older, and longer than what is to come; something older, and longer than that; "
                       "something older, and longer than what is to come; something older, and longer");
    ck_assert_int_eq(chmod("picture.png", 0640), 0);
    parse_and_run("'inputs': {" GREY "}, " SAVE(", 'padding': 0"));
    assert_picture(10, 1, 1, expected);
    ck_assert_int_eq(stat("picture.png", &about), 0);
    ck_assert_int_eq(about.st_mode & 0777, 0640);
    ck_assert_int_eq(count_files(".", ""), 1);
}
END_TEST

START_TEST(a_folder_that_has_gone_is_told)
{
    ck_assert_int_eq(mkdir("folder", 0777), 0);
    parse("'inputs': {" GREY "}, 'blocks': {\n'save': {'use': 'write-png', 'config': {'path': 'folder/picture.png'}}}");
    ck_assert_int_eq(lbh_pipeline_check(pipeline, diag), LBH_OK);
    ck_assert_int_eq(rmdir("folder"), 0);
    RUN_FAILS(.status = LBH_ERR_BLOCK, .text = "cannot write path=\"folder/picture.png\": No such file or directory", .line = 3,
              .column = 1, .path = "blocks.save");
    ck_assert_int_eq(mkdir("folder", 0777), 0);
    lbh_diag_clear(diag);
    run();
    ck_assert_int_eq(count_files("folder", "picture.png"), 1);
}
END_TEST

SUITE("write-png")
{
    PROMISE_WITH(suite, "images make a picture", setup, teardown, images_stand_in_rows, the_background_may_be_black,
                 colours_are_red_green_and_blue, the_grid_is_nearly_square,
                 a_grid_is_no_wider_than_its_images_and_has_lines_of_two, what_makes_no_picture_is_refused);
    PROMISE_WITH(suite, "a path is tried before anything runs", setup, teardown, a_path_that_cannot_be_is_refused,
                 a_path_without_permission_is_refused, a_check_writes_nothing);
    PROMISE_WITH(suite, "a file is complete or as it was", setup, teardown, a_full_disk_is_told,
                 a_pipe_is_written_and_stays_a_pipe, an_older_picture_stays_whole_when_the_new_one_fails,
                 an_older_picture_is_replaced_and_its_permissions_stay, a_folder_that_has_gone_is_told);
}
