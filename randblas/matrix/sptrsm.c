/*
 * Sparse triangular solve B = alpha op(T)^-1 B by substitution.
 *
 * A transpose is read off the arrays, so there are two algorithms: by rows, b_i = (b_i - sum_l t_il b_l) / t_ii, and by
 * columns, b_l = b_l / t_ll, then b_i -= t_il b_l.  Columns of B are independent: threads share them out in strips.
 * Cost: 2 nnz(T) nrhs flops, n scalars of workspace.  Backward stable: (T + E) x = b with |E| <= c u |T|, c the number
 * of nonzeros in a row.
 */
#include "apply_impl.h"
#include "linop_impl.h"

#define STRIP 16
#define WORTH 32768 /* products from which threads pay */

typedef struct triangle {
    const randblas_xlinop *A; /* CSR or CSC */
    bool conjugate, lower, unit;
    const scalar_t *diagonal; /* not of a unit triangle */
} triangle;

/* A strip of columns of B. */
typedef struct strip {
    randblas_xview B;
    int64_t width;
} strip;

static scalar_t value_at(const triangle *t, int64_t q)
{
    const scalar_t a = ((const scalar_t *)t->A->values)[q];
    return t->conjugate ? CONJ(a) : a;
}

static const int64_t *index_of(const randblas_xlinop *A)
{
    return A->kind == RANDBLAS_CSR ? A->colind : A->rowind;
}

/* b_i -= a b_l. */
static void eliminate(const strip *s, int64_t i, scalar_t a, int64_t l)
{
    const int64_t step = s->B.row_major ? 1 : s->B.ld;
    scalar_t *bi = view_at(s->B, i, 0);
    const scalar_t *bl = view_at(s->B, l, 0);
    for (int64_t c = 0; c < s->width; c++) bi[c * step] -= a * bl[c * step];
}

static void divide(const strip *s, int64_t i, scalar_t d)
{
    for (int64_t c = 0; c < s->width; c++) *view_at(s->B, i, c) /= d;
}

/* Whether entry (i, l) lies strictly within the triangle. */
static bool off_diagonal(const triangle *t, int64_t i, int64_t l)
{
    return t->lower ? l < i : l > i;
}

static void step_by_rows(const triangle *t, int64_t i, const strip *s)
{
    for (int64_t q = t->A->ptr[i]; q < t->A->ptr[i + 1]; q++)
        if (off_diagonal(t, i, t->A->colind[q])) eliminate(s, i, value_at(t, q), t->A->colind[q]);
    if (!t->unit) divide(s, i, t->diagonal[i]);
}

static void step_by_columns(const triangle *t, int64_t l, const strip *s)
{
    if (!t->unit) divide(s, l, t->diagonal[l]);
    for (int64_t q = t->A->ptr[l]; q < t->A->ptr[l + 1]; q++)
        if (off_diagonal(t, t->A->rowind[q], l)) eliminate(s, t->A->rowind[q], value_at(t, q), l);
}

static void solve_strip(const triangle *t, const strip *s)
{
    const int64_t n = t->A->rows;
    for (int64_t step = 0; step < n; step++) {
        const int64_t i = t->lower ? step : n - 1 - step;
        if (t->A->kind == RANDBLAS_CSR)
            step_by_rows(t, i, s);
        else
            step_by_columns(t, i, s);
    }
}

/* diagonal[i] = the sum of the entries at (i, i); whether all are nonzero. */
static bool sum_diagonal(const triangle *t, scalar_t *diagonal)
{
    bool regular = true;
    for (int64_t i = 0; i < t->A->rows; i++) {
        diagonal[i] = 0;
        for (int64_t q = t->A->ptr[i]; q < t->A->ptr[i + 1]; q++)
            if (index_of(t->A)[q] == i) diagonal[i] += value_at(t, q);
        regular = regular && diagonal[i] != (scalar_t)0;
    }
    return regular;
}

static int solve(triangle *t, int64_t nrhs, scalar_t alpha, randblas_xview B)
{
    const int64_t n = t->A->rows;
    randblas_arena arena = randblas_arena_open(NULL);
    scalar_t *diagonal = t->unit ? NULL : randblas_arena_get(&arena, n, sizeof *diagonal);
    int info = arena.info;
    if (!info && !t->unit && !sum_diagonal(t, diagonal)) info = RANDBLAS_RANK_DEFICIENT;
    if (!info) {
        t->diagonal = diagonal;
        randblas_xscale_view(n, nrhs, alpha, B);
#pragma omp parallel for schedule(dynamic, 1) if (nrhs > STRIP && t->A->ptr[n] * nrhs > WORTH)
        for (int64_t j = 0; j < nrhs; j += STRIP) {
            const strip s = {view_from(B, 0, j), min_i64(STRIP, nrhs - j)};
            solve_strip(t, &s);
        }
    }
    randblas_arena_close(&arena);
    return info;
}

int randblas_xsptrsm(randblas_layout layout, randblas_uplo uplo, randblas_op trans, randblas_diag diag, int64_t nrhs,
                     scalar_arg alpha, const randblas_xlinop *A, array_t *B, int64_t ldb)
{
    if (bad_layout(layout)) return -1;
    if (bad_uplo(uplo)) return -2;
    if (bad_op(trans)) return -3;
    if (diag != RANDBLAS_UNIT && diag != RANDBLAS_NON_UNIT) return -4;
    if (nrhs < 0) return -5;
    if (SCALAR_MISSING(alpha)) return -6;
    if (randblas_xlinop_malformed(A) || A->rows != A->cols) return -7;
    if (A->kind != RANDBLAS_CSR && A->kind != RANDBLAS_CSC) return -7;
    if (!B && A->rows > 0 && nrhs > 0) return -8;
    if (bad_ld(layout, A->rows, nrhs, ldb)) return -9;

    if (A->rows == 0 || nrhs == 0) return 0;
    randblas_xlinop T;
    triangle t = {.conjugate = linop_resolve(A, trans, &T), .unit = diag == RANDBLAS_UNIT};
    t.A = &T;
    t.lower = (uplo == RANDBLAS_LOWER) == (trans == RANDBLAS_NO_TRANS);
    return solve(&t, nrhs, SCALAR_VALUE(alpha), view_make(B, ldb, layout));
}
