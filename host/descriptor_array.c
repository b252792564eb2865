/* SPDX-License-Identifier: MIT */
/* Bounds, strides and texts of a descriptor's lists. */
#include "descriptor_array.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More declarations than any block has; it bounds what a lying count can make the host do. */
#define MAX_ITEMS 4096
#define ITEM_ALIGNMENT 8

void lbh_reading_fault(struct lbh_reading *reading, const char *field, const char *expected, const char *mend,
                       const char *found_format, ...)
{
    char found[160];
    va_list arguments;
    va_start(arguments, found_format);
    vsnprintf(found, sizeof found, found_format, arguments);
    va_end(arguments);
    reading->fine = false;
    lbh_diag_add(reading->diag, LBH_ERR_INVALID, "invalid descriptor: field=%s, expected=%s, found=%s", field, expected, found);
    if (mend) lbh_diag_mend(reading->diag, "%s", mend);
}

const char *lbh_reading_text(struct lbh_reading *reading, const char *text, bool required, const char *field)
{
    if (!text) {
        if (required) lbh_reading_fault(reading, field, "a text", "give it a text: a string constant", "null");
        return NULL;
    }
    if (lbh_dylib_holds_text(reading->library, text)) return text;
    lbh_reading_fault(reading, field, "a text in the library's own constants", "give it a string constant", "another address");
    return NULL;
}

/* Checks the list as a whole: is all that it claims to hold there? */
static bool array_is_sound(struct lbh_reading *reading, const struct lb_array *array, const char *name,
                           const struct lbh_item_layout *layout)
{
    const char *mend = "declare a static const array and write LB_ARRAY(array)";
    if (array->count > MAX_ITEMS) {
        lbh_reading_fault(reading, name, "at most 4096 items", mend, "%u items", array->count);
        return false;
    }
    if (array->stride < layout->first_size || array->stride % ITEM_ALIGNMENT != 0) {
        char expected[64];
        snprintf(expected, sizeof expected, "a stride of at least %zu, a multiple of %d", layout->first_size, ITEM_ALIGNMENT);
        lbh_reading_fault(reading, name, expected, mend, "%u", array->stride);
        return false;
    }
    if ((uintptr_t)array->items % ITEM_ALIGNMENT != 0 ||
        !lbh_dylib_holds(reading->library, array->items, (size_t)array->count * array->stride)) {
        lbh_reading_fault(reading, name, "items in the library's own data", mend, "%s",
                          array->items ? "another address" : "null");
        return false;
    }
    return true;
}

void *lbh_reading_array(struct lbh_reading *reading, const struct lb_array *array, const char *name,
                        const struct lbh_item_layout *layout, size_t *count)
{
    *count = 0;
    if (array->count == 0 || !array_is_sound(reading, array, name, layout)) return NULL;
    char *copies = calloc(array->count, layout->copy_size);
    if (!copies) {
        lbh_reading_fault(reading, name, "memory for it", NULL, "none");
        return NULL;
    }
    const size_t known = array->stride < layout->declared_size ? array->stride : layout->declared_size;
    for (size_t i = 0; i < array->count; i++) {
        char *copy = copies + i * layout->copy_size;
        memcpy(copy, (const char *)array->items + i * array->stride, known);
        for (size_t k = 0; k < layout->text_count; k++) {
            char field[96];
            const char *text;
            memcpy(&text, copy + layout->texts[k].offset, sizeof text);
            snprintf(field, sizeof field, "%s[%zu].%s", name, i, layout->texts[k].name);
            text = lbh_reading_text(reading, text, layout->texts[k].required, field);
            memcpy(copy + layout->texts[k].offset, &text, sizeof text);
        }
    }
    *count = array->count;
    return copies;
}
