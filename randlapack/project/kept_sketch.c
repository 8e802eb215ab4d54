/*
 * Y = S X for a few columns of X, again and again.  Drawing the nonzeros of a sparse S takes as long as using them for
 * some twenty columns, so they are drawn once: 4 bytes each, where a column of the basis that they are for takes 8 a
 * row and there are hundreds.  S is sparse sign or SparseStack, whose entries are +-scale; others are applied by their
 * own routines.
 *
 * Four columns are taken together, since a row of their sums is then a vector in a register; each entry of Y is summed
 * in the order of the rows of X, so that threads change no bit.
 */
#include "kept_sketch_impl.h"

#include "sparse_impl.h"

#define WIDTH 4
#define BATCH 512     /* columns of S drawn together */
#define WORTH 1000000 /* nonzeros from which two threads pay */

static int draw_all(randlapack_xkept_sketch *k)
{
    randblas_arena arena = randblas_arena_open(NULL);
    const randblas_drawer g = randblas_drawer_open(k->S, &arena);
    int64_t *index = randblas_arena_get(&arena, BATCH * k->nnz, sizeof *index);
    double *value = randblas_arena_get(&arena, BATCH * k->nnz, sizeof *value);
    for (int64_t l = 0; l < k->n && !arena.info; l += BATCH) {
        const int64_t count = k->n - l < BATCH ? k->n - l : BATCH;
        int32_t *code = k->code + l * k->nnz;
        randblas_draw(&g, l, count, index, value);
        for (int64_t t = 0; t < count * k->nnz; t++) code[t] = (int32_t)(2 * index[t] + (value[t] < 0));
    }
    const int info = arena.info;
    randblas_arena_close(&arena);
    return info;
}

int randlapack_xkept_sketch_open(randblas_arena *arena, const randblas_sketch *S, int64_t d, int64_t n,
                                 randlapack_xkept_sketch *kept)
{
    *kept = (randlapack_xkept_sketch){.S = S, .d = d, .n = n};
    if (!S || !sparse_by_column(S) || d > INT32_MAX / 2) return 0;
    kept->nnz = sparse_vector_nnz(S);
    kept->code = randblas_arena_get(arena, randblas_size_product(n, kept->nnz), sizeof *kept->code);
    kept->rows = randblas_arena_get(arena, 2 * WIDTH * d, sizeof *kept->rows);
    return arena->info ? arena->info : draw_all(kept);
}

/* Columns 0 .. count of X, at most four. */
static void apply_four(const randlapack_xkept_sketch *k, int64_t count, const scalar_t *X, scalar_t *rows, scalar_t *Y)
{
    const scalar_t sign[] = {1, -1}, scale = (scalar_t)k->S->scale;
    const scalar_t *x[WIDTH];
    for (int64_t c = 0; c < WIDTH; c++) x[c] = X + (c < count ? c : 0) * k->n;
    for (int64_t i = 0; i < WIDTH * k->d; i++) rows[i] = 0;
    for (int64_t l = 0; l < k->n; l++) {
        const scalar_t x0 = x[0][l], x1 = x[1][l], x2 = x[2][l], x3 = x[3][l];
        for (int64_t t = l * k->nnz; t < (l + 1) * k->nnz; t++) {
            const int32_t code = k->code[t];
            const scalar_t s = sign[code & 1];
            scalar_t *y = rows + (int64_t)(code >> 1) * WIDTH;
            y[0] += s * x0, y[1] += s * x1, y[2] += s * x2, y[3] += s * x3;
        }
    }
    for (int64_t c = 0; c < count; c++)
        for (int64_t i = 0; i < k->d; i++) Y[i + c * k->d] = scale * rows[WIDTH * i + c];
}

int randlapack_xkept_sketch_apply(const randlapack_xkept_sketch *k, int64_t columns, const scalar_t *X, scalar_t *Y)
{
    if (k->nnz == 0)
        return randblas_xskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, k->d, columns,
                              k->n, 1, k->S, 0, 0, X, k->n, 0, Y, k->d);
    for (int64_t j = 0; j < columns; j += 2 * WIDTH) {
        const int64_t left = columns - j, halves = left > WIDTH ? 2 : 1;
#pragma omp parallel for schedule(static) if (halves > 1 && (double)k->n * (double)k->nnz > WORTH)
        for (int64_t half = 0; half < halves; half++) {
            const int64_t from = j + half * WIDTH, rest = columns - from;
            apply_four(k, rest < WIDTH ? rest : WIDTH, X + from * k->n, k->rows + half * WIDTH * k->d, Y + from * k->d);
        }
    }
    return 0;
}
