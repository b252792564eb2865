/* SPDX-License-Identifier: MIT */
/* Two tables: by path, and by the names of values. */
#include "revision.h"

#include <stdlib.h>

bool lbh_revision_add(struct lbh_revision *revision, struct lbh_revision_item item)
{
    struct lbh_revision_item *grown = realloc(revision->items, (revision->item_count + 1) * sizeof *grown);
    if (!grown) return false;
    revision->items = grown;
    grown[revision->item_count] = item;
    return lbh_map_put(&revision->paths, item.path, revision->item_count++);
}

bool lbh_revision_add_value(struct lbh_revision *revision, struct lbh_revision_value value)
{
    struct lbh_revision_value *grown = realloc(revision->values, (revision->value_count + 1) * sizeof *grown);
    if (!grown) return false;
    revision->values = grown;
    grown[revision->value_count] = value;
    return lbh_map_put(&revision->names, value.name, revision->value_count++);
}

void lbh_revision_fini(struct lbh_revision *revision)
{
    free(revision->items);
    free(revision->values);
    lbh_map_fini(&revision->paths);
    lbh_map_fini(&revision->names);
    *revision = (struct lbh_revision){0};
}

struct lbh_revision_item *lbh_revision_find(const struct lbh_revision *revision, const char *path)
{
    const size_t *index = revision ? lbh_map_find(&revision->paths, path) : NULL;
    return index ? &revision->items[*index] : NULL;
}

const struct lbh_revision_value *lbh_revision_value(const struct lbh_revision *revision, const char *name)
{
    const size_t *index = revision ? lbh_map_find(&revision->names, name) : NULL;
    return index ? &revision->values[*index] : NULL;
}
