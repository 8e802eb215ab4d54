/*
 * Eigenvalues of a block of a symmetric operator: a principal one, or Q^T A Q, Q the first columns of a Haar matrix, of
 * which A sees bunches.
 */
#include "decompress_impl.h"
#include "law_models_impl.h"

#include "blas_impl.h"
#include "lapack_impl.h"
#include "orthonormal_impl.h"
#include "progress_impl.h"

#include <string.h>

enum { BUNCH = 64 };

typedef struct block {
    const randblas_dlinop *A;
    int64_t n, m;
    const randblas_control *control;
    int64_t *index;   /* of a principal block */
    double *Q, *Y;    /* of a rotated one: n x m; n x BUNCH */
    double *S, *work; /* m x m; of its eigenvalues */
    int64_t *iwork;
} block;

static int draw(block *b, bool rotated, const randblas_state *state, randblas_arena *arena, randblas_state *next)
{
    if (!rotated) return rmt_decompress_choose(b->n, b->m, state, b->index, next);
    randlapack_xorthonormal o;
    randlapack_xorthonormal_open(&o, arena, b->m);
    if (arena->info) return arena->info;
    int info = rmt_gaussian_matrix(b->n, b->m, state, 0, b->Q, b->n);
    if (!info) info = randlapack_xorthonormalise(&o, RANDLAPACK_ORTHONORMAL, b->n, b->m, b->Q, b->n, NULL);
    if (!info && next) *next = rmt_advance(state, UINT64_C(1) << RMT_MATRIX_SHIFT);
    return info;
}

/* Columns start .. start + count - 1 of Q^T A Q. */
static int columns(block *b, int64_t start, int64_t count)
{
    const double *X = b->Q + b->n * start;
    const int info =
        randblas_dlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, count, 1, b->A, X, b->n, 0, b->Y, b->n);
    if (info) return info;
    double *const S = b->S + b->m * start;
    const randblas_xview Q = {b->Q, b->n, true}, Y = {b->Y, b->n, false}, out = {S, b->m, false};
    memset(S, 0, (size_t)(b->m * count) * sizeof *S);
    randblas_xgemm(b->m, count, b->n, 1, Q, Y, out);
    return 0;
}

static int eigenvalues(block *b, double *values)
{
    int info = b->Q ? 0 : rmt_decompress_principal(b->A, b->m, b->index, b->control, b->S, b->m);
    for (int64_t start = 0; start < b->m && !info && b->Q; start += BUNCH) {
        info = columns(b, start, b->m - start < BUNCH ? b->m - start : BUNCH);
        if (!info) info = randlapack_progress(b->control, "block", (double)start / (double)b->m);
    }
    if (!info) info = randlapack_progress(b->control, "block", 1);
    double largest = 0;
    for (int64_t k = 0; k < b->m * b->m && !info; k++) {
        if (!isfinite(b->S[k])) info = RANDBLAS_NOT_FINITE;
        largest = fmax(largest, fabs(b->S[k]));
    }
    for (int64_t j = 0; j < b->m && !info; j++)
        for (int64_t i = 0; i < j; i++) b->S[i + b->m * j] = b->S[i + b->m * j] / 2 + b->S[j + b->m * i] / 2;
    return info ? info : randlapack_xsymmetric_values(b->m, b->S, b->m, values, b->work, b->iwork);
}

int rmt_decompress_block(const randblas_dlinop *A, int64_t m, int rotated, const randblas_state *state,
                         const randblas_control *control, double *values, randblas_state *next)
{
    const randblas_control none = {0};
    const int checked = A ? randblas_dlinop_check(A) : -1;
    if (checked) return checked;
    if (A->rows != A->cols || A->rows < 1) return -1;
    if (m < 1 || m > A->rows) return -2;
    if (rotated != 0 && rotated != 1) return -3;
    if (!state) return -4;
    if (control && !randblas_control_is_legal(control)) return -5;
    if (!values) return -6;
    const randblas_state start = *state;
    const int64_t n = A->rows;
    block b = {.A = A, .n = n, .m = m, .control = control ? control : &none};
    randblas_arena arena = randblas_arena_open(control);
    b.index = randblas_arena_get(&arena, m, sizeof *b.index);
    if (rotated) {
        b.Q = randblas_arena_get(&arena, randblas_size_product(n, m), sizeof *b.Q);
        b.Y = randblas_arena_get(&arena, randblas_size_product(n, BUNCH), sizeof *b.Y);
    }
    b.S = randblas_arena_get(&arena, randblas_size_product(m, m), sizeof *b.S);
    b.work = randblas_arena_get(&arena, RANDLAPACK_VALUES_WORK(m), sizeof *b.work);
    b.iwork = randblas_arena_get(&arena, 1, sizeof *b.iwork);
    int info = arena.info;
    if (!info) info = randlapack_progress(b.control, "block", 0);
    if (!info) info = draw(&b, rotated, &start, &arena, next);
    if (!info) info = eigenvalues(&b, values);
    randblas_arena_close(&arena);
    return info;
}
