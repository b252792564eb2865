/* SPDX-License-Identifier: MIT */
/* Where something stands in a JSON text: the line and column of an offset or of a path. */
#ifndef LBH_PLACE_H
#define LBH_PLACE_H

#include <stddef.h>

/* A place that people are shown. Both count from 1; columns count characters, not bytes. */
struct lbh_place {
    int line;
    int column;
};

struct lbh_place lbh_place_at(const char *text, size_t length, size_t offset);

/*
 * Returns the place of a path such as "blocks.denoise.use" or "outputs[1]" in a text that is JSON: of a member's key, of an
 * element's value. Where the text has no such path, that of the longest part of it that there is.
 */
struct lbh_place lbh_place_find(const char *text, size_t length, const char *path);

#endif
