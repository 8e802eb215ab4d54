/*
 * Truncated SVD by a randomised range finder @cite halko2011, l = k + oversampling:
 *
 *     Y = A S^T, S a sketch of l rows;   Q = orth(Y)
 *     repeat:  Z = orth(A^T Q);   Q = orth(A Z)                            (subspace iteration)
 *     A^T Q = Z T,   T = U' diag(s) V'^T,   A ~ (Q V') diag(s) (Z U')^T
 *
 * Every basis is orthonormalised by Householder QR before the next product, so that singular values below
 * eps^{1/(2q+1)} s_1 are not lost to rounding.  ||A - U S V^T||_F^2 = ||A||_F^2 - sum s_i^2, because U S V^T is the
 * projection of A on the columns of U.
 */
#include "frobenius_impl.h"
#include "lapack_impl.h"
#include "options_impl.h"
#include "progress_impl.h"

#include "blas_impl.h"
#include "randlapack.h"

#include <math.h>

#define DEFAULT_OVERSAMPLING 10
#define DEFAULT_PASSES 2

typedef struct rsvd {
    const randblas_xlinop *A;
    randlapack_rsvd_options options;
    randlapack_rsvd_report *report;
    randblas_arena arena;
    int64_t k, l;
    int32_t passes;
    scalar_t *Q, *Z;                     /* m x l, n x l */
    scalar_t *T, *left, *right, *values; /* l x l and l: the small SVD, T = left diag(values) right */
    scalar_t *tau, *work;
    int64_t *iwork;
} rsvd;

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int open_workspace(rsvd *r)
{
    const int64_t m = r->A->rows, n = r->A->cols, l = r->l;
    const int64_t qr = RANDLAPACK_QR_WORK(l), svd = RANDLAPACK_SVD_WORK(l);
    randblas_arena *arena = &r->arena;
    r->Q = randblas_arena_get(arena, m * l, sizeof *r->Q);
    r->Z = randblas_arena_get(arena, n * l, sizeof *r->Z);
    r->T = randblas_arena_get(arena, l * l, sizeof *r->T);
    r->left = randblas_arena_get(arena, l * l, sizeof *r->left);
    r->right = randblas_arena_get(arena, l * l, sizeof *r->right);
    r->values = randblas_arena_get(arena, l, sizeof *r->values);
    r->tau = randblas_arena_get(arena, l, sizeof *r->tau);
    r->work = randblas_arena_get(arena, qr > svd ? qr : svd, sizeof *r->work);
    r->iwork = randblas_arena_get(arena, 8 * l, sizeof *r->iwork);
    return arena->info;
}

static bool all_finite(int64_t count, const scalar_t *x)
{
    bool finite = true;
    for (int64_t i = 0; i < count; i++) finite = finite && isfinite(x[i]);
    return finite;
}

/* Y (rows x l) = its orthonormal basis; T, unless NULL, its triangular factor. */
static int orthonormalise(rsvd *r, int64_t rows, scalar_t *Y, scalar_t *T)
{
    const int64_t l = r->l;
    if (!all_finite(rows * l, Y)) return RANDBLAS_NOT_FINITE;
    int info = randlapack_xgeqrf(rows, l, Y, rows, r->tau, r->work);
    if (info) return info;
    for (int64_t j = 0; j < l && T; j++)
        for (int64_t i = 0; i < l; i++) T[i + j * l] = i <= j ? Y[i + j * rows] : 0;
    return randlapack_xorgqr(rows, l, Y, rows, r->tau, r->work);
}

/* Y = orth(op(A) X). */
static int multiply(rsvd *r, randblas_op op, const scalar_t *X, scalar_t *Y, scalar_t *T)
{
    const bool plain = op == RANDBLAS_NO_TRANS;
    const int64_t rows = plain ? r->A->rows : r->A->cols, cols = plain ? r->A->cols : r->A->rows;
    const int info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, op, r->l, 1, r->A, X, cols, 0, Y, rows);
    return info ? info : orthonormalise(r, rows, Y, T);
}

/* Q = orth(A S^T). */
static int sample_range(rsvd *r)
{
    const int64_t m = r->A->rows, n = r->A->cols;
    randblas_dist dist = randblas_gaussian(r->l, n);
    randblas_sketch *S = NULL;
    if (r->options.family) dist.family = r->options.family;
    int info = randblas_sketch_create(&dist, &r->options.state, &S, NULL);
    if (info == -1) info = -8; /* the options do not describe an operator */
    if (!info)
        info = randblas_xskop(RANDBLAS_COL_MAJOR, RANDBLAS_RIGHT, RANDBLAS_TRANS, RANDBLAS_NO_TRANS, m, r->l, n, 1, S,
                              0, 0, r->A, 0, r->Q, m);
    randblas_sketch_destroy(S);
    return info ? info : orthonormalise(r, m, r->Q, NULL);
}

/* A^T Q = Z T after subspace iteration on Q. */
static int find_range(rsvd *r)
{
    const double products = 2 * (double)r->passes + 2;
    int info = randlapack_progress(&r->options.control, "range", 0);
    if (!info) info = sample_range(r);
    for (int32_t pass = 0; pass <= r->passes && !info; pass++) {
        info = randlapack_progress(&r->options.control, "range", (2 * (double)pass + 1) / products);
        if (!info) info = multiply(r, RANDBLAS_TRANS, r->Q, r->Z, pass == r->passes ? r->T : NULL);
        if (info || pass == r->passes) break;
        info = randlapack_progress(&r->options.control, "range", (2 * (double)pass + 2) / products);
        if (!info) info = multiply(r, RANDBLAS_NO_TRANS, r->Z, r->Q, NULL);
    }
    return info;
}

/* out (rows x k) = basis (rows x l) times the first k columns of small (l x l). */
static void rotate(const rsvd *r, int64_t rows, scalar_t *basis, randblas_xview small, scalar_t *out, int64_t ldout)
{
    const randblas_xview from = {basis, rows, false}, to = {out, ldout, false};
    randblas_xscale_view(rows, r->k, 0, to);
    randblas_xgemm(rows, r->k, r->l, 1, from, small, to);
}

/* ||A||_F^2 - sum s_i^2 cancels below eps ||A||_F^2: never report less than the square root of that. */
static double frobenius_error(double norm, int64_t k, const scalar_t *s)
{
    if (norm <= 0) return norm;
    double rest = 1;
    for (int64_t i = 0; i < k; i++) rest -= ((double)s[i] / norm) * ((double)s[i] / norm);
    return norm * sqrt(fmax(rest, (double)REAL_EPS));
}

static int decompose(rsvd *r, scalar_t *U, int64_t ldu, scalar_t *s, scalar_t *V, int64_t ldv)
{
    const int64_t l = r->l;
    int info = randlapack_progress(&r->options.control, "svd", 0);
    if (!info) info = randlapack_xgesdd(l, r->T, l, r->values, r->left, l, r->right, l, r->work, r->iwork);
    if (info) return info;
    for (int64_t i = 0; i < r->k; i++) s[i] = r->values[i];
    rotate(r, r->A->rows, r->Q, (randblas_xview){r->right, l, true}, U, ldu); /* `right` is transposed */
    rotate(r, r->A->cols, r->Z, (randblas_xview){r->left, l, false}, V, ldv);
    return 0;
}

static int solve(rsvd *r, scalar_t *U, int64_t ldu, scalar_t *s, scalar_t *V, int64_t ldv)
{
    double norm = -1;
    const double begin = randlapack_seconds();
    int info = randlapack_xfrobenius(&r->arena, r->A, &norm);
    if (!info && !isfinite(norm)) info = RANDBLAS_NOT_FINITE;
    if (!info && r->k > 0) info = open_workspace(r);
    if (!info && r->k > 0) info = find_range(r);
    const double middle = randlapack_seconds();
    r->report->seconds_range = middle - begin;
    if (!info && r->k > 0) info = decompose(r, U, ldu, s, V, ldv);
    if (!info) r->report->frobenius_error = frobenius_error(norm, r->k, s);
    r->report->seconds_svd = randlapack_seconds() - middle;
    return info;
}

/* Outputs of an input that is not finite. */
static void fill_nan(const rsvd *r, scalar_t *U, int64_t ldu, scalar_t *s, scalar_t *V, int64_t ldv)
{
    for (int64_t j = 0; j < r->k; j++) {
        for (int64_t i = 0; i < r->A->rows; i++) U[i + j * ldu] = (scalar_t)NAN;
        for (int64_t i = 0; i < r->A->cols; i++) V[i + j * ldv] = (scalar_t)NAN;
        s[j] = (scalar_t)NAN;
    }
}

static bool read_options(rsvd *r, const randlapack_rsvd_options *options)
{
    randlapack_rsvd_options *o = &r->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (o->control.memory_limit < 0 || !o->control.allocate != !o->control.release) return false;
    const int64_t smaller = min_i64(r->A->rows, r->A->cols);
    const int64_t over = o->oversampling < 0 ? 0 : o->oversampling ? o->oversampling : DEFAULT_OVERSAMPLING;
    r->l = r->k + min_i64(over, smaller - r->k);
    r->passes = o->power_passes < 0 ? 0 : o->power_passes ? o->power_passes : DEFAULT_PASSES;
    return true;
}

int randlapack_xrsvd(const randblas_xlinop *A, int64_t k, scalar_t *U, int64_t ldu, scalar_t *s, scalar_t *V,
                     int64_t ldv, const randlapack_rsvd_options *options, randlapack_rsvd_report *report)
{
    randlapack_rsvd_report ignored;
    rsvd r = {.A = A, .k = k, .report = report ? report : &ignored};
    *r.report = (randlapack_rsvd_report){.frobenius_error = -1};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (k < 0 || k > min_i64(A->rows, A->cols)) return -2;
    if (!U && k > 0) return -3;
    if (ldu < (A->rows > 1 ? A->rows : 1)) return -4;
    if (!s && k > 0) return -5;
    if (!V && k > 0) return -6;
    if (ldv < (A->cols > 1 ? A->cols : 1)) return -7;
    if (!read_options(&r, options)) return -8;

    r.report->sketch_cols = k > 0 ? r.l : 0;
    r.arena = randblas_arena_open(&r.options.control);
    info = solve(&r, U, ldu, s, V, ldv);
    randblas_arena_close(&r.arena);
    if (info == RANDBLAS_NOT_FINITE) fill_nan(&r, U, ldu, s, V, ldv);
    return info;
}
