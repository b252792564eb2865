/* SPDX-License-Identifier: MIT */
/* Open addressing with linear probing, at most half full; the hash is FNV-1a. */
#include "map.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static size_t hash_text(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *text; text++) hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return (size_t)(hash ^ hash >> 32);
}

/* Returns the entry that holds the key, or the free one where it belongs. */
static struct lbh_map_entry *probe(struct lbh_map_entry *entries, size_t room, const char *key, size_t hash)
{
    for (size_t i = hash & (room - 1);; i = (i + 1) & (room - 1)) {
        struct lbh_map_entry *entry = &entries[i];
        if (!entry->key || (entry->hash == hash && strcmp(entry->key, key) == 0)) return entry;
    }
}

static bool grow(struct lbh_map *map)
{
    const size_t room = map->room ? 2 * map->room : 16;
    struct lbh_map_entry *entries = calloc(room, sizeof *entries);
    if (!entries) return false;
    for (size_t i = 0; i < map->room; i++)
        if (map->entries[i].key) *probe(entries, room, map->entries[i].key, map->entries[i].hash) = map->entries[i];
    free(map->entries);
    map->entries = entries;
    map->room = room;
    return true;
}

void lbh_map_fini(struct lbh_map *map)
{
    free(map->entries);
    *map = (struct lbh_map){0};
}

size_t *lbh_map_find(const struct lbh_map *map, const char *key)
{
    if (map->count == 0) return NULL;
    struct lbh_map_entry *entry = probe(map->entries, map->room, key, hash_text(key));
    return entry->key ? &entry->value : NULL;
}

bool lbh_map_put(struct lbh_map *map, const char *key, size_t value)
{
    if (2 * (map->count + 1) > map->room && !grow(map)) return false;
    const size_t hash = hash_text(key);
    *probe(map->entries, map->room, key, hash) = (struct lbh_map_entry){key, hash, value};
    map->count++;
    return true;
}
