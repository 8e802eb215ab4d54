/*
 * Truncated SVD by a randomised range finder @cite halko2011, l = k + oversampling, of A or, where A is wide, of A^T:
 *
 *     Q = orth [(A A^T)^(q-1) A G, (A A^T)^q A G];   A^T Q = Z T,   T = U' diag(s) V'^T,   A ~ (Q V') diag(s) (Z U')^T
 *
 * The span of two iterates costs no product more than the last alone, A^T times the first being known from the way to
 * the second.  Of the polynomials in A A^T that come with it one is better than (A A^T)^q @cite musco2015, and there
 * are twice as many dimensions as are wanted; the first block has all l columns, so that equal singular values are not
 * missed.
 *
 * The singular values below eps^{1/(2q+1)} s_1 are not lost to rounding, because every product is followed by a change
 * of basis (range_core.c).  ||A - U S V^T||_F^2 = ||A||_F^2 - sum s_i^2, because U S V^T is the projection of A on the
 * columns of U.
 *
 * With a tolerance, Q comes from QB (qb_core.c), at first more accurate than needed and of higher rank; the rank is
 * then the least r with ||A - Q Q^T A||_F^2 + sum_{i > r} s_i^2 <= (tolerance ||A||_F)^2.
 * Block Krylov (krylov_core.c) differs by where Q comes from alone.
 */
#include "lapack_impl.h"
#include "options_impl.h"
#include "progress_impl.h"
#include "qb_core_impl.h"

#include "blas_impl.h"
#include "randlapack.h"

#include <math.h>

#define DEFAULT_OVERSAMPLING 10
#define LEAST_OVERSAMPLING 4 /* of two iterates, which double the dimension anyway; then up to a multiple of */
#define COLUMNS 16           /* which products of matrices like: two threads take eight each */
#define DEFAULT_PASSES 1
#define TOLERANCE_PASSES 2 /* with a tolerance */
#define DEFAULT_BLOCK 32
#define DEFAULT_EXCESS (IS_SINGLE ? 1e-5 : 1e-9)
#define KRYLOV_BELOW 1e-3 /* excess from which the driver for any accuracy turns to Krylov */

/* Where a basis goes after it has been rotated. */
typedef struct target {
    scalar_t *p;
    int64_t ld;
} target;

typedef struct rsvd {
    randlapack_xrange_core core;
    randlapack_rsvd_options options;
    randlapack_rsvd_report *report;
    randblas_arena arena;
    int64_t k, l; /* singular values wanted, columns of Q */
    int32_t passes;
    double norm, rest;       /* with a tolerance: ||A||_F and ||A - Q Q^T A||_F, divided by 2^exponent */
    bool blocked, converged; /* whether norm and rest are known */
    randlapack_svd_method method;
    double excess;
    scalar_t *Q, *Z;                     /* rows x l, cols x l of the core */
    scalar_t *T, *left, *right, *values; /* l x l and l: the small SVD, T = left diag(values) right */
    scalar_t *work;
    int64_t *iwork;
} rsvd;

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* For l columns, Q and Z excepted. */
static int open_workspace(rsvd *r)
{
    const int64_t l = r->l;
    randblas_arena *arena = &r->arena;
    r->T = randblas_arena_get(arena, randblas_size_product(l, l), sizeof *r->T);
    r->left = randblas_arena_get(arena, randblas_size_product(l, l), sizeof *r->left);
    r->right = randblas_arena_get(arena, randblas_size_product(l, l), sizeof *r->right);
    r->values = randblas_arena_get(arena, l, sizeof *r->values);
    r->work = randblas_arena_get(arena, RANDLAPACK_SVD_WORK(l), sizeof *r->work);
    r->iwork = randblas_arena_get(arena, randblas_size_product(8, l), sizeof *r->iwork);
    randlapack_xorthonormal_open(&r->core.orthonormal, arena, l);
    return arena->info;
}

/* Z = Q^T A, transposed, becomes Z T. */
static int factor_triangle(rsvd *r)
{
    const randlapack_xrange_core *core = &r->core;
    return randlapack_xorthonormalise(&core->orthonormal, RANDLAPACK_ORTHONORMAL, core->cols, r->l, r->Z, core->cols,
                                      r->T);
}

/* Q = orth(A G), A^T Q = Z T. */
static int find_range(rsvd *r)
{
    randlapack_xrange_core *core = &r->core;
    r->Q = randblas_arena_get(&r->arena, randblas_size_product(core->rows, r->l), sizeof *r->Q);
    r->Z = randblas_arena_get(&r->arena, randblas_size_product(core->cols, r->l), sizeof *r->Z);
    if (open_workspace(r)) return r->arena.info;
    int info = randlapack_xrange_find(core, r->l, 0, r->Q, r->Z);
    if (!info) info = randlapack_progress(&r->options.control, "range", 0.5);
    if (!info) info = randlapack_xrange_multiply(core, true, r->l, r->Q, r->Z);
    return info ? info : factor_triangle(r);
}

/* Q and the triangle of A^T Q from blocks. */
static int take_over(rsvd *r, const randlapack_xqb_core *qb)
{
    r->l = qb->rank;
    r->report->sketch_cols = r->l;
    r->Q = qb->Q;
    r->Z = qb->W;
    r->blocked = true;
    r->norm = ldexp(qb->norm, -r->core.exponent);
    r->rest = ldexp(qb->error, -r->core.exponent);
    r->converged = qb->reached;
    if (r->l == 0) return 0;
    return open_workspace(r) ? r->arena.info : factor_triangle(r);
}

/* Q spans (A A^T)^(q-1) A G and, as far as there are dimensions, (A A^T)^q A G. */
static int find_two_iterates(rsvd *r)
{
    const int64_t smaller = min_i64(r->core.rows, r->core.cols), l = r->l;
    randlapack_xqb_core qb = {
        .range = &r->core, .krylov = true, .passes = r->passes - 1, .block = l, .most = l + min_i64(l, smaller - l)};
    int info = randlapack_xqb_open(&qb);
    if (!info) info = randlapack_xqb_grow(&qb);
    qb.passes = 0;
    if (!info && qb.rank < qb.most) info = randlapack_xqb_grow(&qb);
    if (!info) info = randlapack_xrange_residual(&r->core, qb.rank, qb.Q, qb.W, qb.captured, &qb.error);
    return info ? info : take_over(r, &qb);
}

/* Q by blocks until the tolerance is met, in at most l columns. */
static int find_range_adaptively(rsvd *r)
{
    randlapack_xqb_core qb = {.range = &r->core, .most = r->l, .passes = r->passes, .tolerance = r->options.tolerance};
    const int64_t block = r->options.block ? r->options.block : DEFAULT_BLOCK;
    qb.block = min_i64(block, qb.most);
    const int info = randlapack_xqb_run(&qb);
    if (info) return info;
    return take_over(r, &qb);
}

/* The same in a Krylov space that grows until the approximation of rank k is nearly the best. */
static int find_krylov_space(rsvd *r)
{
    randlapack_xqb_core qb = {.range = &r->core};
    const int64_t smaller = min_i64(r->core.rows, r->core.cols);
    const int64_t most = r->options.max_columns ? r->options.max_columns : 4 * r->k + 256;
    qb.most = min_i64(smaller, most > r->k ? most : r->k);
    qb.block = min_i64(qb.most, r->options.block           ? r->options.block
                                : r->k < DEFAULT_BLOCK / 2 ? DEFAULT_BLOCK / 2
                                                           : DEFAULT_BLOCK);
    const int info = randlapack_xkrylov_run(&qb, r->k, r->excess, &r->report->excess);
    return info ? info : take_over(r, &qb);
}

/* out (rows x k) = basis (rows x l) times the first k columns of small (l x l). */
static void rotate(const rsvd *r, int64_t rows, const scalar_t *basis, randblas_xview small, target out)
{
    const randblas_xview from = view_make(basis, rows, RANDBLAS_COL_MAJOR), to = {out.p, out.ld, false};
    randblas_xscale_view(rows, r->k, 0, to);
    if (r->report->rank > 0) randblas_xgemm(rows, r->report->rank, r->l, 1, from, small, to);
}

/* Without a tolerance the rank is k, less what is rounding error; rank and error with one. */
static void choose_rank(rsvd *r)
{
    const double bound = r->options.tolerance * r->norm;
    int64_t k = r->l;
    double error = r->rest;
    const bool adaptive = r->options.tolerance > 0;
    if (r->blocked) {
        while (k > 0 && (k > r->k || (adaptive && hypot(error, (double)r->values[k - 1]) <= bound)))
            error = hypot(error, (double)r->values[--k]);
        r->report->frobenius_error = ldexp(error, r->core.exponent);
        r->converged = r->converged && (!adaptive || error <= bound);
    } else
        k = r->k;
    r->report->rank = k;
}

/* Columns that hold singular values above rounding. */
static int64_t numerical_rank(const rsvd *r)
{
    const double least = (double)r->core.rows * (double)REAL_EPS * (r->l > 0 ? (double)r->values[0] : 0);
    int64_t rank = 0;
    while (rank < r->report->rank && (double)r->values[rank] > least) rank++;
    return rank;
}

/* The error; Z is overwritten by V diag(s). */
static int measure(rsvd *r, target U, target V)
{
    randlapack_xrange_core *core = &r->core;
    double captured = 0;
    for (int64_t j = 0; j < r->k; j++) {
        captured += (double)r->values[j] * (double)r->values[j];
        for (int64_t i = 0; i < core->cols; i++) r->Z[i + j * core->cols] = V.p[i + j * V.ld] * r->values[j];
        for (int64_t i = 0; i < core->rows; i++) r->Q[i + j * core->rows] = U.p[i + j * U.ld];
    }
    return randlapack_xrange_residual(core, r->k, r->Q, r->Z, captured, &r->report->frobenius_error);
}

/* U and V as the core sees them. */
static int decompose(rsvd *r, target U, scalar_t *s, target V)
{
    const int64_t l = r->l;
    int info = randlapack_progress(&r->options.control, "svd", 0);
    if (!info && l > 0) info = randlapack_xgesdd(l, r->T, l, r->values, r->left, l, r->right, l, r->work, r->iwork);
    if (info) return info;
    choose_rank(r);
    for (int64_t i = 0; i < r->k; i++)
        s[i] = i < r->report->rank ? (scalar_t)ldexp((double)r->values[i], r->core.exponent) : 0;
    rotate(r, r->core.rows, r->Q, (randblas_xview){r->right, l, true}, U); /* `right` is transposed */
    rotate(r, r->core.cols, r->Z, (randblas_xview){r->left, l, false}, V);
    if (!r->blocked) info = measure(r, U, V);
    r->report->rank = numerical_rank(r);
    return info;
}

static int solve(rsvd *r, target U, scalar_t *s, target V)
{
    const double begin = randlapack_seconds();
    int info = randlapack_xrange_open(&r->core);
    if (!info && r->k > 0)
        info = r->method == RANDLAPACK_SVD_KRYLOV ? find_krylov_space(r)
               : r->options.tolerance > 0         ? find_range_adaptively(r)
               : r->passes > 0                    ? find_two_iterates(r)
                                                  : find_range(r);
    const double middle = randlapack_seconds();
    r->report->seconds_range = middle - begin;
    r->report->products = r->core.products;
    if (info) return info == -1 ? -8 : info; /* the options do not describe an operator */
    if (r->k > 0)
        info = r->core.transposed ? decompose(r, V, s, U) : decompose(r, U, s, V);
    else
        r->report->frobenius_error = r->core.norm; /* unknown, -1, of a callback */
    r->report->seconds_svd = randlapack_seconds() - middle;
    r->report->products = r->core.products;
    return !info && !r->converged ? RANDBLAS_NOT_CONVERGED : info;
}

/* Outputs of an input that is not finite. */
static void fill_nan(const rsvd *r, target U, scalar_t *s, target V)
{
    for (int64_t j = 0; j < r->k; j++) {
        for (int64_t i = 0; i < r->core.A->rows; i++) U.p[i + j * U.ld] = (scalar_t)NAN;
        for (int64_t i = 0; i < r->core.A->cols; i++) V.p[i + j * V.ld] = (scalar_t)NAN;
        s[j] = (scalar_t)NAN;
    }
}

static int64_t default_oversampling(const rsvd *r)
{
    if (r->passes == 0 || r->options.tolerance > 0) return DEFAULT_OVERSAMPLING;
    return LEAST_OVERSAMPLING + (COLUMNS - (r->k % COLUMNS + LEAST_OVERSAMPLING) % COLUMNS) % COLUMNS;
}

static bool read_options(rsvd *r, const randlapack_rsvd_options *options)
{
    randlapack_rsvd_options *o = &r->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!(o->tolerance >= 0) || !(o->excess >= 0) || o->block < 0 || o->max_columns < 0) return false;
    if ((int)o->method < RANDLAPACK_SVD_AUTO || (int)o->method > RANDLAPACK_SVD_KRYLOV) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    const int64_t smaller = min_i64(r->core.A->rows, r->core.A->cols);
    r->passes = o->power_passes < 0 ? 0
                : o->power_passes   ? o->power_passes
                : o->tolerance > 0  ? TOLERANCE_PASSES
                                    : DEFAULT_PASSES;
    const int64_t over = o->oversampling < 0 ? 0 : o->oversampling ? o->oversampling : default_oversampling(r);
    r->l = r->k + min_i64(over, smaller - r->k);
    if (r->method == RANDLAPACK_SVD_AUTO) r->method = o->method;
    if (r->method == RANDLAPACK_SVD_AUTO)
        r->method = o->excess > 0 && o->excess < KRYLOV_BELOW ? RANDLAPACK_SVD_KRYLOV : RANDLAPACK_SVD_SUBSPACE;
    r->excess = o->excess > 0 ? o->excess : DEFAULT_EXCESS;
    return true;
}

/* By a method, or by that of the options. */
static int run(randlapack_svd_method method, const randblas_xlinop *A, int64_t k, scalar_t *U, int64_t ldu, scalar_t *s,
               scalar_t *V, int64_t ldv, const randlapack_rsvd_options *options, randlapack_rsvd_report *report)
{
    randlapack_rsvd_report ignored;
    rsvd r = {.core = {.A = A}, .k = k, .converged = true, .method = method, .report = report ? report : &ignored};
    *r.report = (randlapack_rsvd_report){.frobenius_error = -1, .excess = -1};
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
    r.report->method = r.method;
    r.arena = randblas_arena_open(&r.options.control);
    r.core.control = &r.options.control;
    r.core.arena = &r.arena;
    r.core.family = r.options.family;
    r.core.state = r.options.state;
    r.core.transposed = A->rows < A->cols;
    info = solve(&r, (target){U, ldu}, s, (target){V, ldv});
    randblas_arena_close(&r.arena);
    if (info == RANDBLAS_NOT_FINITE) fill_nan(&r, (target){U, ldu}, s, (target){V, ldv});
    return info;
}

int randlapack_xrsvd(const randblas_xlinop *A, int64_t k, scalar_t *U, int64_t ldu, scalar_t *s, scalar_t *V,
                     int64_t ldv, const randlapack_rsvd_options *options, randlapack_rsvd_report *report)
{
    return run(RANDLAPACK_SVD_SUBSPACE, A, k, U, ldu, s, V, ldv, options, report);
}

int randlapack_xkrylov_svd(const randblas_xlinop *A, int64_t k, scalar_t *U, int64_t ldu, scalar_t *s, scalar_t *V,
                           int64_t ldv, const randlapack_rsvd_options *options, randlapack_rsvd_report *report)
{
    return run(RANDLAPACK_SVD_KRYLOV, A, k, U, ldu, s, V, ldv, options, report);
}

int randlapack_xsvd(const randblas_xlinop *A, int64_t k, scalar_t *U, int64_t ldu, scalar_t *s, scalar_t *V,
                    int64_t ldv, const randlapack_rsvd_options *options, randlapack_rsvd_report *report)
{
    return run(RANDLAPACK_SVD_AUTO, A, k, U, ldu, s, V, ldv, options, report);
}
