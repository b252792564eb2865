/* SPDX-License-Identifier: MIT */
/* Pictures on disk: it knows how images are laid out in a grid and handed to libpng, row by row. */
#include "output_file.h"

#include <png.h>

#include <inttypes.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#define MAX_EXTENT 1000000 /* pixels in a row or column of the picture; libpng's own limit */

enum { IMAGES };
enum { PATH, COLUMNS, PADDING, BACKGROUND };

static const struct lb_input inputs[] = {
    {.slot = IMAGES,
     .name = "images",
     .type = "u8[B,H,W,C]",
     .required = 1,
     .description = "The images, of 1 (grey) or 3 (red, green, blue) channels."},
};
static const struct lb_config configs[] = {
    {.slot = PATH,
     .flags = LB_CONFIG_REQUIRED | LB_CONFIG_OUTPUT_PATH,
     .name = "path",
     .type = "str",
     .description = "The file to write. An older one is replaced only when the new one is complete."},
    {.slot = COLUMNS,
     .name = "columns",
     .type = "i64",
     .description =
         "How many images stand side by side; not set: as many as make the grid nearly square, and full if it can be.",
     .range = "[1, 1000000]"},
    {.slot = PADDING,
     .name = "padding",
     .type = "i64",
     .description = "The width of the lines between and around the images.",
     .default_value = "2",
     .range = "[0, 1000]",
     .unit = "pixels"},
    {.slot = BACKGROUND,
     .name = "background",
     .type = "str",
     .description = "The colour of these lines and of places left empty.",
     .default_value = "\"white\"",
     .choices = "[\"white\", \"black\"]"},
};

/* Where everything stands in the picture; extents in pixels. */
struct grid {
    int64_t image_count, image_height, image_width, channel_count;
    int64_t columns, rows, padding;
    int64_t height, width;
};

/* The smallest number of columns, from the square root up to twice that, that leaves no place empty; else the square root. */
static int64_t choose_columns(int64_t image_count)
{
    int64_t root = 1;
    while (root * root < image_count) root++;
    for (int64_t columns = root; columns <= 2 * root; columns++)
        if (image_count % columns == 0) return columns;
    return root;
}

static lb_status lay_out(struct lb_state *state, struct grid *grid)
{
    const int64_t *shape = lb_tensor_of(state, IMAGES)->shape;
    *grid = (struct grid){.image_count = shape[0],
                          .image_height = shape[1],
                          .image_width = shape[2],
                          .channel_count = shape[3],
                          .padding = *lb_i64(state->configs, PADDING)};
    if (grid->channel_count != 1 && grid->channel_count != 3)
        return lb_fail(state, "images have %" PRId64 " channels; a picture has 1 or 3", grid->channel_count);
    if (grid->image_count < 1 || grid->image_height < 1 || grid->image_width < 1)
        return lb_fail(state, "there is no pixel to write: images are u8[%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 "]",
                       shape[0], shape[1], shape[2], shape[3]);
    if (grid->image_count > MAX_EXTENT || grid->image_height > MAX_EXTENT || grid->image_width > MAX_EXTENT)
        return lb_fail(state, "more than %d images, rows or columns are too many for one picture", MAX_EXTENT);
    grid->columns = lb_is_set(state->configs, COLUMNS) ? *lb_i64(state->configs, COLUMNS) : choose_columns(grid->image_count);
    if (grid->columns > grid->image_count) grid->columns = grid->image_count;
    grid->rows = (grid->image_count + grid->columns - 1) / grid->columns;
    grid->height = grid->padding + grid->rows * (grid->image_height + grid->padding);
    grid->width = grid->padding + grid->columns * (grid->image_width + grid->padding);
    if (grid->height > MAX_EXTENT || grid->width > MAX_EXTENT)
        return lb_fail(state, "the picture would be %" PRId64 " by %" PRId64 " pixels; at most %d each are written",
                       grid->width, grid->height, MAX_EXTENT);
    return LB_OK;
}

/* Fills one row of pixels. */
static void draw_row(const struct grid *grid, const uint8_t *images, uint8_t background, int64_t y, uint8_t *row)
{
    memset(row, background, (size_t)(grid->width * grid->channel_count));
    const int64_t cell_height = grid->image_height + grid->padding;
    const int64_t y_in_cell = y % cell_height - grid->padding;
    if (y_in_cell < 0) return;
    const size_t row_bytes = (size_t)(grid->image_width * grid->channel_count);
    for (int64_t column = 0; column < grid->columns; column++) {
        const int64_t image = y / cell_height * grid->columns + column;
        if (image >= grid->image_count) return;
        const int64_t x = grid->padding + column * (grid->image_width + grid->padding);
        memcpy(row + x * grid->channel_count, images + (size_t)(image * grid->image_height + y_in_cell) * row_bytes, row_bytes);
    }
}

/* What libpng's callbacks reach. */
struct writer {
    struct lb_state *state;
    struct output_file *file;
    const char *error; /* libpng's own complaint; null where writing failed */
    char text[128];
};

static void write_bytes(png_structp png, png_bytep bytes, size_t size)
{
    struct writer *writer = png_get_io_ptr(png);
    if (output_file_write(writer->file, bytes, size)) png_error(png, NULL);
}

static void flush_bytes(png_structp png)
{
    (void)png;
}

static void on_error(png_structp png, png_const_charp text)
{
    struct writer *writer = png_get_error_ptr(png);
    if (text) {
        strncpy(writer->text, text, sizeof(writer->text) - 1);
        writer->error = writer->text;
    }
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp text)
{
    struct writer *writer = png_get_error_ptr(png);
    lb_log(writer->state, LB_LOG_WARNING, "libpng: %s", text);
}

/* Encodes the picture. libpng's jumps end here: nothing that is changed after setjmp is read after it. */
static int encode(png_structp png, png_infop info, const struct grid *grid, const uint8_t *images, uint8_t background,
                  uint8_t *row)
{
    if (setjmp(png_jmpbuf(png))) return -1;
    png_set_IHDR(png, info, (png_uint_32)grid->width, (png_uint_32)grid->height, 8,
                 grid->channel_count == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (int64_t y = 0; y < grid->height; y++) {
        draw_row(grid, images, background, y, row);
        png_write_row(png, row);
    }
    png_write_end(png, info);
    return 0;
}

static lb_status create(const struct lb_info *info, void **self)
{
    *self = NULL;
    char problem[OUTPUT_PROBLEM_SIZE];
    const char *path = lb_str(info->configs, PATH);
    if (output_file_check(path, problem)) return lb_fail(info, "cannot write path=\"%s\": %s", path, problem);
    return LB_OK;
}

static lb_status prepare(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    struct grid grid;
    return lay_out(state, &grid);
}

static lb_status call(void *self, const struct lb_components *components, struct lb_state *state)
{
    (void)self, (void)components;
    struct grid grid;
    const lb_status status = lay_out(state, &grid);
    if (status != LB_OK) return status;
    const char *path = lb_str(state->configs, PATH);
    const uint8_t background = strcmp(lb_str(state->configs, BACKGROUND), "black") ? 255 : 0;

    struct output_file file;
    struct writer writer = {.state = state, .file = &file};
    char problem[OUTPUT_PROBLEM_SIZE];
    if (output_file_open(&file, path, problem)) return lb_fail(state, "cannot write path=\"%s\": %s", path, problem);
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &writer, on_error, on_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    uint8_t *row = malloc((size_t)(grid.width * grid.channel_count));
    int failed = !info || !row;
    if (failed) {
        writer.error = "out of memory";
    } else {
        png_set_write_fn(png, &writer, write_bytes, flush_bytes);
        failed = encode(png, info, &grid, lb_u8(state, IMAGES), background, row);
    }
    png_destroy_write_struct(&png, &info);
    free(row);
    if (failed) {
        output_file_discard(&file, problem);
    } else {
        failed = output_file_finish(&file, problem);
    }
    return failed ? lb_fail(state, "cannot write path=\"%s\": %s", path, writer.error ? writer.error : problem) : LB_OK;
}

LB_EXPORT const struct lb_block lb_block = {
    LB_BLOCK_HEADER,
    .flags = LB_FLAG_EXTERNAL_EFFECTS | LB_FLAG_ALLOCATES,
    .name = "write-png",
    .version = "1.0.0",
    .licence = "MIT",
    .description = "Writes images into one PNG file, as a grid.",
    .inputs = LB_ARRAY(inputs),
    .configs = LB_ARRAY(configs),
    .create = create,
    .prepare = prepare,
    .call = LB_CALL(call),
};
