/* Materialise structured operators: blocks of entries in double, rounded into place. */
#include "apply_impl.h"
#include "entries_impl.h"

#define PANEL (2 * 1024 * 1024 / (int64_t)sizeof(double))
#define MAX_ROWS 4096

static void round_block(int64_t r, int64_t c, const double *block, randblas_xview out)
{
#pragma omp parallel for if (r * c > 65536)
    for (int64_t j = 0; j < c; j++)
        for (int64_t i = 0; i < r; i++) *view_at(out, i, j) = (scalar_t)block[i + j * r];
}

int randblas_xfill_structured(const randblas_sketch *S, int64_t ro, int64_t co, int64_t r, int64_t c,
                              randblas_xview out)
{
    const int64_t rb = min_i64(r, MAX_ROWS), cb = min_i64(c, PANEL / rb);
    randblas_arena arena = randblas_arena_open(NULL);
    double *block = randblas_arena_get(&arena, randblas_size_product(rb, cb), sizeof *block);
    int info = arena.info;
    for (int64_t j = 0; !info && j < c; j += cb)
        for (int64_t i = 0; !info && i < r; i += rb) {
            const int64_t nr = min_i64(rb, r - i), nc = min_i64(cb, c - j);
            info = randblas_structured_entries(S, ro + i, co + j, nr, nc, block);
            if (!info) round_block(nr, nc, block, view_from(out, i, j));
        }
    randblas_arena_close(&arena);
    return info;
}
