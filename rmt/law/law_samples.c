/* Samples of a law, and how far a sample is from it. */
#include "arena_impl.h"
#include "lapack_impl.h"
#include "law_models_impl.h"

#include <stdlib.h>
#include <string.h>

int rmt_law_sample(const rmt_law *law, int64_t n, const randblas_state *state, double *x, randblas_state *next)
{
    if (!law) return -1;
    if (n < 0) return -2;
    if (!state) return -3;
    if (!x && n > 0) return -4;
    const randblas_state start = *state;
    for (int64_t i = 0; i < n; i++) x[i] = rmt_uniform(&start, i);
    if (next) *next = rmt_advance(&start, (uint64_t)(n + 1) / 2);
    return rmt_law_quantile(law, n, x, x);
}

/* T.d = its eigenvalues, ascending. */
static int eigenvalues(rmt_tridiagonal *T, randblas_arena *arena)
{
    const int64_t n = T->order;
    if (!T->bidiagonal) return randlapack_xsterf(n, T->d, T->e);
    double *work = randblas_arena_get(arena, randblas_size_product(4, n), sizeof *work);
    const int info = arena->info ? arena->info : randlapack_xbdsqr(n, T->d, T->e, work);
    for (int64_t i = 0; i <= (n - 1) / 2 && !info; i++) {
        const double large = T->d[i];
        T->d[i] = T->d[n - 1 - i] * T->d[n - 1 - i];
        T->d[n - 1 - i] = large * large;
    }
    return info;
}

int rmt_law_eigenvalues(const rmt_law *law, int64_t n, const randblas_state *state, double *values,
                        randblas_state *next)
{
    if (!law || !law->class->tridiagonal) return -1;
    if (n < 0 || n > RANDBLAS_LARGEST) return -2;
    if (!state) return -3;
    if (!values && n > 0) return -4;
    const randblas_state start = *state;
    randblas_arena arena = randblas_arena_open(NULL);
    rmt_tridiagonal T = {.order = n, .factor = 1};
    T.d = randblas_arena_get(&arena, n + 1, sizeof *T.d);
    T.e = randblas_arena_get(&arena, n + 1, sizeof *T.e);
    int info = arena.info;
    if (!info && n > 0) info = law->class->tridiagonal(law, &start, &T);
    if (!info && n > 0) info = eigenvalues(&T, &arena);
    if (!info && n > 0) {
        for (int64_t i = 0; i < n; i++) {
            const double t = i < T.low ? 0 : i < T.low + T.order ? T.d[i - T.low] : 1;
            values[i] = T.factor * (t - T.shift);
        }
        if (next) *next = rmt_advance(&start, RMT_VARIATE_BLOCKS);
    }
    randblas_arena_close(&arena);
    return info;
}

int rmt_law_matrix(const rmt_law *law, int64_t n, const randblas_state *state, double *A, int64_t lda,
                   randblas_state *next)
{
    if (!law) return -1;
    if (n < 0 || n > RANDBLAS_LARGEST) return -2;
    if (!state) return -3;
    if (!A && n > 0) return -4;
    if (lda < (n > 1 ? n : 1) || randblas_beyond_memory(n, lda)) return -5;
    if (n == 0) return 0;
    const randblas_state start = *state;
    /* Matrices that are drawn: two for MANOVA, a few for sums of orthogonal ones. */
    const double pairs = law->class->family == RMT_KESTEN_MCKAY ? ceil(law->parameters[0] / 2) : 2;
    const int info =
        law->class->matrix ? law->class->matrix(law, n, &start, A, lda) : rmt_haar_quantiles(n, &start, law, A, lda);
    for (int64_t j = 0; j < n && !info; j++)
        for (int64_t i = 0; i < j; i++) A[j + i * lda] = A[i + j * lda];
    if (next && !info) *next = rmt_advance(&start, (uint64_t)fmin(pairs, 1e6) << RMT_MATRIX_SHIFT);
    return info;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* sup |F_n - F| over sorted values: just below and at each of them. */
static int distance_of(const rmt_law *law, int64_t n, const double *x, double *f, double *worst)
{
    int64_t atoms = 0;
    law->class->atoms(law, 0, NULL, NULL, &atoms);
    randblas_arena arena = randblas_arena_open(NULL);
    double *place = randblas_arena_get(&arena, atoms, sizeof *place);
    double *weight = randblas_arena_get(&arena, atoms, sizeof *weight);
    const int info = arena.info;
    if (!info) law->class->atoms(law, atoms, place, weight, &atoms);
    double sup = 0;
    for (int64_t i = 0, j = 0, a = 0; i < n && !info; i = j) {
        for (j = i + 1; j < n && x[j] == x[i]; j++) {
        }
        while (a < atoms && place[a] < x[i]) a++;
        const double jump = a < atoms && place[a] == x[i] ? weight[a] : 0;
        sup = fmax(sup, fabs((double)j / (double)n - f[i]));
        sup = fmax(sup, fabs((double)i / (double)n - (f[i] - jump)));
    }
    /* Atoms between values of the sample. */
    for (int64_t a = 0, i = 0; a < atoms && !info; a++) {
        while (i < n && x[i] <= place[a]) i++;
        const double at = rmt_law_one(law->class->cdf, law, place[a]), step = (double)i / (double)n;
        const bool met = i > 0 && x[i - 1] == place[a];
        sup = fmax(sup, fabs(step - at));
        if (!met) sup = fmax(sup, fabs(step - (at - weight[a])));
    }
    *worst = sup;
    randblas_arena_close(&arena);
    return info;
}

int rmt_law_ks(const rmt_law *law, int64_t n, const double *x, double *distance)
{
    if (!law) return -1;
    if (n < 1) return -2;
    if (!x) return -3;
    if (!distance) return -4;
    randblas_arena arena = randblas_arena_open(NULL);
    double *sorted = randblas_arena_get(&arena, n, sizeof *sorted);
    double *f = randblas_arena_get(&arena, n, sizeof *f);
    int info = arena.info;
    for (int64_t i = 0; i < n && !info; i++) {
        if (isnan(x[i])) info = RANDBLAS_NOT_FINITE;
        sorted[i] = x[i];
    }
    if (!info) {
        qsort(sorted, (size_t)n, sizeof *sorted, ascending);
        info = rmt_law_cdf(law, n, sorted, f);
    }
    if (!info) info = distance_of(law, n, sorted, f, distance);
    randblas_arena_close(&arena);
    return info;
}
