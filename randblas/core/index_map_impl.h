/** A map from indices to indices: open addressing, capacity known beforehand. */
#ifndef RANDBLAS_INDEX_MAP_IMPL_H
#define RANDBLAS_INDEX_MAP_IMPL_H

#include "arena_impl.h"

#include <string.h>

typedef struct randblas_index_map {
    int64_t (*slot)[2]; /* key (-1: free), value */
    int shift;          /* 2^(64 - shift) slots */
} randblas_index_map;

/* Room for the given number of keys; slot is NULL when the arena fails. */
static inline randblas_index_map index_map_open(int64_t keys, randblas_arena *arena)
{
    randblas_index_map map = {NULL, 61};
    while (map.shift > 2 && (int64_t)1 << (64 - map.shift) < 2 * keys) map.shift--;
    map.slot = randblas_arena_get(arena, (int64_t)1 << (64 - map.shift), sizeof *map.slot);
    return map;
}

static inline void index_map_clear(const randblas_index_map *map)
{
    memset(map->slot, 0xff, sizeof *map->slot << (64 - map->shift));
}

/* The value of a key >= 0; of a new one it is -1. */
static inline int64_t *index_map_at(const randblas_index_map *map, int64_t key)
{
    const uint64_t mask = UINT64_MAX >> map->shift;
    uint64_t h = ((uint64_t)key * 0x9e3779b97f4a7c15u) >> map->shift; /* Fibonacci hashing */
    while (map->slot[h][0] >= 0 && map->slot[h][0] != key) h = (h + 1) & mask;
    map->slot[h][0] = key;
    return &map->slot[h][1];
}

#endif
