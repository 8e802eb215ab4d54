#include "arena_impl.h"

#include <stdlib.h>

#define ALIGNMENT 64

typedef struct block {
    struct block *next;
} block;

randblas_arena randblas_arena_open(const randblas_control *control)
{
    return (randblas_arena){.control = control};
}

static void *fail(randblas_arena *arena, int info)
{
    if (!arena->info) arena->info = info;
    return NULL;
}

void *randblas_arena_get(randblas_arena *arena, int64_t count, size_t size)
{
    const size_t overhead = sizeof(block) + ALIGNMENT;
    const randblas_control *c = arena->control;
    if (arena->info) return NULL;
    if (count < 0 || (uint64_t)count > (INT64_MAX - overhead) / size) return fail(arena, RANDBLAS_TOO_LARGE);
    const size_t bytes = (size_t)count * size + overhead;
    if (c && c->memory_limit > 0 && (int64_t)bytes > c->memory_limit - arena->used)
        return fail(arena, RANDBLAS_MEMORY_LIMIT);
    block *b = c && c->allocate ? c->allocate(c->allocator_context, bytes) : malloc(bytes);
    if (!b) return fail(arena, RANDBLAS_OUT_OF_MEMORY);
    b->next = arena->blocks;
    arena->blocks = b;
    arena->used += (int64_t)bytes;
    const uintptr_t first = (uintptr_t)(b + 1);
    return (char *)(b + 1) + (ALIGNMENT - first % ALIGNMENT) % ALIGNMENT;
}

void randblas_arena_close(randblas_arena *arena)
{
    const randblas_control *c = arena->control;
    for (block *b = arena->blocks, *next; b; b = next) {
        next = b->next;
        if (c && c->release)
            c->release(c->allocator_context, b);
        else
            free(b);
    }
    arena->blocks = NULL;
}
