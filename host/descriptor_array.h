/* SPDX-License-Identifier: MIT */
/* How a descriptor's lists are copied out of a library that may lie about them. */
#ifndef LBH_DESCRIPTOR_ARRAY_H
#define LBH_DESCRIPTOR_ARRAY_H

#include <loopblocks/descriptor.h>

#include "diag.h"
#include "dylib.h"

/* What a reading needs to know; `fine` turns false with the first fault, and the reading goes on to find the others. */
struct lbh_reading {
    struct lbh_dylib *library;
    struct lbh_diag *diag;
    bool fine;
};

/* A member of an item that is a text. */
struct lbh_text_field {
    const char *name;
    size_t offset;
    bool required;
};

/* Says "invalid descriptor: field=..., expected=..., found=..." and how to mend it. */
void lbh_reading_fault(struct lbh_reading *reading, const char *field, const char *expected, const char *mend,
                       const char *found_format, ...) LB_PRINTF(5, 6);

/* Checks that a text of the descriptor is one. Returns it, or null. */
const char *lbh_reading_text(struct lbh_reading *reading, const char *text, bool required, const char *field);

/* The size of a struct that ends with this member: what it had in the minor of which that member was the last. */
#define LBH_SIZE_UP_TO(structure, member) (offsetof(structure, member) + sizeof(((structure *)0)->member))

/* What the items of a list look like, in the library and in the host's copy, which begins with the library's struct. */
struct lbh_item_layout {
    size_t first_size;    /* of the first minor's struct: the least that an item may be */
    size_t declared_size; /* of this minor's: the most that is copied */
    size_t copy_size;
    const struct lbh_text_field *texts;
    size_t text_count;
};

/*
 * Copies a list into zero-filled memory of the host, checking every address before it is read. Returns the copies, or null where
 * the list is empty or faulty; *count says how many there are.
 */
void *lbh_reading_array(struct lbh_reading *reading, const struct lb_array *array, const char *name,
                        const struct lbh_item_layout *layout, size_t *count);

#endif
