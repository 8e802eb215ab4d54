/*
 * Entries of a composition S_1 S_2 ... S_t: a block of columns of S_t is multiplied by the factors before it,
 *
 *     T_t = S_t[:, J],   T_s = S_s T_(s+1).
 *
 * Not by GEMM: the order in which BLAS adds depends on the shapes, and the bits of an entry may depend on nothing but
 * its place.  Here each sum runs over ascending indices, and zeros are passed over, so sparse factors are cheap.
 * Cost: 2 k nnz(T) flops a factor with k rows; memory: a panel, and two columns of T at least.
 */
#include "arena_impl.h"
#include "entries_impl.h"

#include <string.h>

#define PANEL (4 * 1024 * 1024 / (int64_t)sizeof(double))

static int64_t min(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t max(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Y (m x n) += P (m x k) X, X and Y column major with leading dimensions ldx and m. */
static void accumulate(int64_t m, int64_t n, int64_t k, const double *P, const double *X, int64_t ldx, double *Y)
{
#pragma omp parallel for if ((double)m * (double)n * (double)k > 65536)
    for (int64_t j = 0; j < n; j++)
        for (int64_t l = 0; l < k; l++) {
            const double x = X[l + j * ldx];
            if (x == 0) continue;
            for (int64_t i = 0; i < m; i++) Y[i + j * m] += P[i + l * m] * x;
        }
}

/* Y (r x n) = S[ro : ro + r, :] X, X with S->cols rows, by panels of S of at most PANEL entries. */
static int multiply(const randblas_sketch *S, int64_t ro, int64_t r, int64_t n, const double *X, double *P, double *Y)
{
    int info = 0;
    const int64_t k = S->cols, kb = max(1, PANEL / max(1, r));
    memset(Y, 0, (size_t)(r * n) * sizeof *Y);
    for (int64_t l = 0; !info && l < k; l += kb) {
        const int64_t nk = min(kb, k - l);
        info = randblas_dfill(RANDBLAS_COL_MAJOR, r, nk, S, ro, l, P, max(1, r));
        if (!info) accumulate(r, n, nk, P, X + l, k, Y);
    }
    return info;
}

/* Columns co .. co + c, few enough; X and Y hold the largest T each. */
static int columns(randblas_sketch *const *factors, int64_t t, int64_t ro, int64_t co, int64_t r, int64_t c, double *P,
                   double *X, double *Y, double *out)
{
    const int64_t k = factors[t - 1]->rows;
    int info = randblas_dfill(RANDBLAS_COL_MAJOR, k, c, factors[t - 1], 0, co, X, max(1, k));
    for (int64_t s = t - 2; !info && s > 0; s--) {
        info = multiply(factors[s], 0, factors[s]->rows, c, X, P, Y);
        double *swap = X;
        X = Y;
        Y = swap;
    }
    return info ? info : multiply(factors[0], ro, r, c, X, P, out);
}

int randblas_composition_entries(randblas_sketch *const *factors, int64_t t, int64_t ro, int64_t co, int64_t r,
                                 int64_t c, double *out)
{
    if (t == 1) return randblas_dfill(RANDBLAS_COL_MAJOR, r, c, factors[0], ro, co, out, max(1, r));
    int64_t inner = 1, tallest = r;
    for (int64_t s = 1; s < t; s++) inner = max(inner, factors[s]->rows);
    if (t > 2) tallest = max(tallest, inner);
    const int64_t cb = min(c, max(1, PANEL / inner)), panel = max(PANEL, tallest);
    randblas_arena arena = randblas_arena_open(NULL);
    double *P = randblas_arena_get(&arena, panel, sizeof *P);
    double *X = randblas_arena_get(&arena, randblas_size_product(inner, cb), sizeof *X);
    double *Y = t > 2 ? randblas_arena_get(&arena, randblas_size_product(inner, cb), sizeof *Y) : NULL;
    int info = arena.info;
    for (int64_t j = 0; !info && j < c; j += cb)
        info = columns(factors, t, ro, co + j, r, min(cb, c - j), P, X, Y, out + j * r);
    randblas_arena_close(&arena);
    return info;
}
