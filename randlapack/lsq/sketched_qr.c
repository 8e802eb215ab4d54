/*
 * S A = Q R with S a sketch of d rows.
 *
 * The size d = c n balances the factorisation, 2 d n^2 flops, against the LSQR steps: an error contracts by about
 * sqrt(n/d) a step, so that 2 L / ln c steps, L = -ln eps, reach working precision, each reading A once.  With w the
 * time to read an entry of A in units of the time of a flop of the factorisation,
 *
 *     2 c n^3 + 2 L w entries(A) / ln c   is least where   c (ln c)^2 = L w entries(A) / n^3.
 *
 * If A is hardly taller than the sketch would be, S is the identity: then R is that of A, and LSQR only refines.
 */
#include "sketched_qr_impl.h"

#include "lapack_impl.h"

#include <math.h>

#define READING 14.0  /* w: about 12 GB/s against 25 Gflop/s in double, and the same ratio in float */
#define LEAST_RATIO 3 /* c */
#define LARGEST_RATIO 16
#define EXTRA_ROWS 32 /* what the asymptotics leave out when n is small */
#define IDENTITY_COLUMNS 64

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static bool is_sparse(const randblas_xlinop *A)
{
    return A->kind == RANDBLAS_CSR || A->kind == RANDBLAS_CSC || A->kind == RANDBLAS_COO;
}

/* The balance above; the sum is flat around its minimum, so halves do for c. */
static double balanced_ratio(const randblas_xlinop *A)
{
    const double m = (double)A->rows, n = (double)A->cols, entries = is_sparse(A) ? (double)A->nnz : m * n;
    const double wanted = -log((double)REAL_EPS) * READING * entries / (n * n * n);
    double c = LEAST_RATIO;
    while (c < LARGEST_RATIO && c * log(c) * log(c) < wanted) c += 0.5;
    return c;
}

static int64_t choose_rows(const randblas_xlinop *A, int64_t asked)
{
    const int64_t m = A->rows, n = A->cols, most = m - m / 4;
    if (asked) return min_i64(asked, m);
    if (n == 0 || most / LEAST_RATIO < n || most < LEAST_RATIO * n + EXTRA_ROWS) return m;
    return min_i64((int64_t)(balanced_ratio(A) * (double)n) + EXTRA_ROWS, most);
}

/* The operator, if there is to be one; the options are checked in any case. */
static int draw(const randblas_xlinop *A, const randlapack_lsq_options *options, randlapack_xsketched_qr *f)
{
    randblas_dist dist = randblas_sparse_sign(f->rows, A->rows, options->sketch_nnz);
    randblas_state ignored;
    if (options->family) dist.family = options->family;
    if (randblas_state_next(&dist, &options->state, &ignored)) return -7;
    return f->rows < A->rows ? randblas_sketch_create(&dist, &options->state, &f->S, NULL) : 0;
}

int randlapack_xsketched_qr_open(randblas_arena *arena, const randblas_xlinop *A, int64_t nrhs,
                                 const randlapack_lsq_options *options, randlapack_xsketched_qr *f)
{
    const int64_t n = A->cols, d = choose_rows(A, options->sketch_rows);
    *f = (randlapack_xsketched_qr){.A = A, .rows = d};
    const int info = draw(A, options, f);
    if (info) return info;
    f->QR = n == 0 || d <= INT64_MAX / n ? randblas_arena_get(arena, d * n, sizeof *f->QR) : NULL;
    f->tau = randblas_arena_get(arena, n, sizeof *f->tau);
    f->work = randblas_arena_get(arena, RANDLAPACK_QR_WORK(n > nrhs ? n : nrhs), sizeof *f->work);
    if (arena->info) return arena->info;
    if (!f->QR) return RANDBLAS_TOO_LARGE;
    return 0;
}

/* QR = A, by products with columns of the identity. */
static int expand(randblas_arena *arena, randlapack_xsketched_qr *f)
{
    const int64_t m = f->A->rows, n = f->A->cols, block = min_i64(IDENTITY_COLUMNS, n);
    scalar_t *identity = randblas_arena_get(arena, n * block, sizeof *identity);
    int info = arena->info;
    for (int64_t j = 0; j < n && !info; j += block) {
        const int64_t count = min_i64(block, n - j);
        for (int64_t k = 0; k < count; k++)
            for (int64_t i = 0; i < n; i++) identity[i + k * n] = i == j + k;
        info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, count, 1, f->A, identity, n, 0,
                                     f->QR + j * m, m);
    }
    return info;
}

static void copy_dense(const randblas_xlinop *A, scalar_t *out)
{
    const randblas_xview view = view_make(A->values, A->ld, A->layout);
    for (int64_t j = 0; j < A->cols; j++)
        for (int64_t i = 0; i < A->rows; i++) out[i + j * A->rows] = *view_at(view, i, j);
}

int randlapack_xsketched_qr_sketch(randblas_arena *arena, randlapack_xsketched_qr *f)
{
    const int64_t d = f->rows, m = f->A->rows, n = f->A->cols;
    if (m == 0 || n == 0) return 0;
    if (f->S)
        return randblas_xskop(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, d, n, m, 1, f->S,
                              0, 0, f->A, 0, f->QR, d);
    if (f->A->kind != RANDBLAS_DENSE) return expand(arena, f);
    copy_dense(f->A, f->QR);
    return 0;
}

int randlapack_xsketched_qr_factor(randlapack_xsketched_qr *f)
{
    if (f->A->cols == 0) return 0;
    return randlapack_xgeqrf(f->rows, f->A->cols, f->QR, f->rows, f->tau, f->work);
}

int randlapack_xsketched_qr_project(const randlapack_xsketched_qr *f, int64_t nrhs, const scalar_t *B, scalar_t *C)
{
    const int64_t d = f->rows, m = f->A->rows, n = f->A->cols;
    int info = 0;
    if (f->S)
        info = randblas_xskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, d, nrhs, m, 1,
                              f->S, 0, 0, B, m, 0, C, d);
    else
        for (int64_t k = 0; k < m * nrhs; k++) C[k] = B[k];
    return info ? info : randlapack_xormqr(d, nrhs, n, f->QR, d, f->tau, C, d, f->work);
}
