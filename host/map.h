/* SPDX-License-Identifier: MIT */
/* A hash map from texts to numbers: how names are found while a pipeline is planned. Never used inside a loop. */
#ifndef LBH_MAP_H
#define LBH_MAP_H

#include <stdbool.h>
#include <stddef.h>

struct lbh_map_entry {
    const char *key; /* null: free */
    size_t hash;
    size_t value;
};

/* Zero-filled, it is an empty map. Keys are borrowed. */
struct lbh_map {
    struct lbh_map_entry *entries;
    size_t room; /* a power of two, or 0 */
    size_t count;
};

void lbh_map_fini(struct lbh_map *map);

/* Returns the value's place, or null where there is no such key. Borrowed until the next put. */
size_t *lbh_map_find(const struct lbh_map *map, const char *key);

/* Adds a key that is not there yet. Returns false when out of memory. */
bool lbh_map_put(struct lbh_map *map, const char *key, size_t value);

#endif
