/*
 * Truncated SVD of rows that are spread, by the randomised range finder with subspace iteration @cite halko2011:
 *
 *     Y = A G;   repeat q times:  Q = orth(Y),  Z = orth(A^T Q),  Y = A Z
 *     Q = orth(Y);   A^T Q = Z T,   T = U' diag(s) V'^T,   A ~ (Q V') diag(s) (Z U')^T
 *
 * Long vectors, the rows of Q and Y, stay where the rows of A are; G is drawn by all, A^T Q is a sum of l n words, and
 * orth(Y) is CQRRPT (tall_qr.c), which is orthonormal to rounding for Y of any rank: columns beyond it are zero, and so
 * are the singular values that they would have given.  Z is short, and made by each process alike.
 *
 * Products with A are divided by the power of two that Y was found to need.  ||A - U S V^T||_F^2 = ||A||_F^2 - sum
 * s_i^2 where this does not cancel and ||A||_F is known; else ten Gaussian vectors measure it.
 */
#include "spread_impl.h"

#include "frobenius_impl.h"
#include "lapack_impl.h"
#include "options_impl.h"
#include "orthonormal_impl.h"
#include "progress_impl.h"
#include "tall_qr_impl.h"

#include "blas_impl.h"

#include <math.h>

#define DEFAULT_OVERSAMPLING 10
#define DEFAULT_PASSES 2
#define PROBES 10

typedef struct rsvd {
    randlapack_mpi_xteam t;
    randlapack_rsvd_options options;
    randlapack_rsvd_report *report;
    randblas_arena arena;
    randblas_state state; /* of the next operator */
    const randblas_xlinop *A;
    int64_t m, n, k, l; /* rows here */
    int32_t passes;
    int exponent;                                   /* products are of 2^-exponent A */
    scalar_t *Y, *Q;                                /* m x l */
    scalar_t *Z;                                    /* n x l */
    scalar_t *R, *T, *left, *right, *values, *work; /* l x l, ... */
    int64_t *pivot, *iwork;
    randlapack_xorthonormal orthonormal;
} rsvd;

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t at_least_one(int64_t a)
{
    return a > 1 ? a : 1;
}

static int open_workspace(rsvd *r)
{
    const int64_t l = r->l, square = l * l;
    randblas_arena *arena = &r->arena;
    r->Y = randblas_arena_get(arena, randblas_size_product(at_least_one(r->m), l), sizeof *r->Y);
    r->Q = randblas_arena_get(arena, randblas_size_product(at_least_one(r->m), l), sizeof *r->Q);
    r->Z = randblas_arena_get(arena, randblas_size_product(r->n, l), sizeof *r->Z);
    r->R = randblas_arena_get(arena, square, sizeof *r->R);
    r->T = randblas_arena_get(arena, square, sizeof *r->T);
    r->left = randblas_arena_get(arena, square, sizeof *r->left);
    r->right = randblas_arena_get(arena, square, sizeof *r->right);
    r->values = randblas_arena_get(arena, l, sizeof *r->values);
    r->work = randblas_arena_get(arena, RANDLAPACK_SVD_WORK(l), sizeof *r->work);
    r->pivot = randblas_arena_get(arena, l, sizeof *r->pivot);
    r->iwork = randblas_arena_get(arena, 8 * l, sizeof *r->iwork);
    randlapack_xorthonormal_open(&r->orthonormal, arena, l);
    return arena->info;
}

/* out (m x c) = 2^-exponent A G, G the next Gaussian or whatever the options say, c columns. */
static int sample(rsvd *r, int64_t c, randblas_family family, scalar_t *out)
{
    randblas_dist dist = randblas_gaussian(c, r->n);
    randblas_sketch *S = NULL;
    if (family) dist.family = family;
    int info = randblas_sketch_create(&dist, &r->state, &S, &r->state);
    if (info == -1) info = -9;
    if (!info && r->m > 0)
        info = randblas_xskop(RANDBLAS_COL_MAJOR, RANDBLAS_RIGHT, RANDBLAS_TRANS, RANDBLAS_NO_TRANS, r->m, c, r->n,
                              (scalar_t)ldexp(1, -r->exponent), S, 0, 0, r->A, 0, out, r->m);
    randblas_sketch_destroy(S);
    r->report->products += c;
    return info;
}

/* Q = orth(Y). */
static int orthonormalise(rsvd *r, int *exponent)
{
    randlapack_tall_qr_report report = {.rank = 0};
    const int64_t ld = at_least_one(r->m);
    const randblas_xlinop Y = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, r->m, r->l, r->Y, ld);
    randlapack_xtall_qr f = {.A = &Y, .team = &r->t.team, .report = &report, .pivoted = true, .m = r->m, .n = r->l};
    const randlapack_tall_qr_options options = {.control = r->options.control, .state = r->state};
    f.Q = r->Q, f.ldq = ld, f.R = r->R, f.ldr = r->l, f.pivot = r->pivot;
    if (!randlapack_xtall_qr_read(&f, &options)) return RANDBLAS_INTERNAL;
    const int info = randlapack_xtall_qr_run(&f, RANDBLAS_INTERNAL);
    *exponent = f.exponent;
    return info == RANDBLAS_RANK_DEFICIENT ? 0 : info;
}

/* Z = 2^-exponent A^T Q. */
static int multiply_transposed(rsvd *r)
{
    const int64_t n = r->n, l = r->l;
    int info = 0;
    for (int64_t i = 0; i < n * l; i++) r->Z[i] = 0;
    if (r->m > 0)
        info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_TRANS, l, (scalar_t)ldexp(1, -r->exponent), r->A,
                                     r->Q, r->m, 0, r->Z, n);
    r->report->products += l;
    return randlapack_mpi_collect(r->t.group, RANDLAPACK_MPI_SUM_X, n * l, r->Z, info);
}

static int multiply(rsvd *r)
{
    r->report->products += r->l;
    if (r->m == 0) return 0;
    return randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, r->l, (scalar_t)ldexp(1, -r->exponent), r->A,
                                 r->Z, r->n, 0, r->Y, r->m);
}

/* Q and A^T Q = Z T. */
static int find_range(rsvd *r)
{
    int ignored, info = randlapack_progress(&r->options.control, "range", 0);
    if (!info) info = sample(r, r->l, r->options.family, r->Y);
    if (!info) info = orthonormalise(r, &r->exponent);
    for (int32_t pass = 0; pass <= r->passes && !info; pass++) {
        info = multiply_transposed(r);
        if (!info)
            info = randlapack_xorthonormalise(&r->orthonormal, RANDLAPACK_ORTHONORMAL, r->n, r->l, r->Z, r->n, r->T);
        if (!info) info = randlapack_progress(&r->options.control, "range", (double)(pass + 1) / (r->passes + 1.0));
        if (pass == r->passes || info) break;
        info = multiply(r);
        if (!info) info = orthonormalise(r, &ignored);
    }
    return info;
}

/* out (rows x k) = basis (rows x l) times the first k columns of small (l x l). */
static void rotate(const rsvd *r, int64_t rows, const scalar_t *basis, randblas_xview small, scalar_t *out, int64_t ld)
{
    const randblas_xview from = view_make(basis, at_least_one(rows), RANDBLAS_COL_MAJOR), to = {out, ld, false};
    if (rows == 0) return;
    randblas_xscale_view(rows, r->k, 0, to);
    randblas_xgemm(rows, r->k, r->l, 1, from, small, to);
}

/* sqrt of the sum of squares of numbers, one a process. */
static int join_norms(const rsvd *r, double *norm)
{
    double largest = isfinite(*norm) ? *norm : INFINITY;
    int info = randlapack_mpi_collect(r->t.group, RANDLAPACK_MPI_LARGEST, 1, &largest, 0);
    double square = largest > 0 && isfinite(largest) ? (*norm / largest) * (*norm / largest) : 0;
    if (!info) info = randlapack_mpi_collect(r->t.group, RANDLAPACK_MPI_SUM_D, 1, &square, 0);
    *norm = isfinite(largest) ? largest * sqrt(square) : INFINITY;
    return info;
}

/* The error by probes: E = A G - U diag(s) V^T G. */
static int probe(rsvd *r, const scalar_t *U, int64_t ldu, const scalar_t *V, int64_t ldv, double *error)
{
    const int64_t n = r->n, k = r->k, ld = at_least_one(r->m);
    const randblas_dist dist = randblas_gaussian(PROBES, n);
    randblas_state state = r->state;
    randblas_sketch *S = NULL;
    scalar_t *G = randblas_arena_get(&r->arena, randblas_size_product(n, PROBES), sizeof *G);
    scalar_t *E = randblas_arena_get(&r->arena, randblas_size_product(ld, PROBES), sizeof *E);
    scalar_t *W = randblas_arena_get(&r->arena, k * PROBES, sizeof *W);
    int info = r->arena.info;
    if (!info) info = randblas_sketch_create(&dist, &state, &S, NULL);
    if (!info) info = randblas_xfill(RANDBLAS_ROW_MAJOR, PROBES, n, S, 0, 0, G, n); /* transposed */
    randblas_sketch_destroy(S);
    if (!info) info = sample(r, PROBES, 0, E);
    if (info) return info;
    const randblas_xview g = {G, n, false}, e = {E, ld, false}, w = {W, k, false};
    randblas_xscale_view(k, PROBES, 0, w);
    randblas_xgemm(k, PROBES, n, 1, view_transposed(view_make(V, ldv, RANDBLAS_COL_MAJOR)), g, w);
    for (int64_t j = 0; j < PROBES; j++)
        for (int64_t i = 0; i < k; i++) W[i + j * k] *= r->values[i];
    if (r->m > 0) randblas_xgemm(r->m, PROBES, k, -1, view_make(U, ldu, RANDBLAS_COL_MAJOR), w, e);
    *error = r->m > 0 ? randlapack_xnorm(r->m * PROBES, E) : 0;
    return 0;
}

static int measure(rsvd *r, const scalar_t *U, int64_t ldu, const scalar_t *V, int64_t ldv)
{
    double norm = 0, captured = 0, error = 0;
    int info = r->m > 0 ? randlapack_xfrobenius(&r->arena, r->A, &norm) : 0;
    const bool unknown = r->A->kind == RANDBLAS_CALLBACK;
    if (!info) info = join_norms(r, &norm);
    if (info) return info;
    const double scaled = unknown ? 0 : ldexp(norm, -r->exponent);
    for (int64_t i = 0; i < r->k; i++) captured += (double)r->values[i] * (double)r->values[i];
    const double rest = scaled * scaled - captured;
    if (rest > 100 * (double)REAL_EPS * scaled * scaled * sqrt((double)r->k + 1)) {
        r->report->frobenius_error = ldexp(sqrt(rest), r->exponent);
        return 0;
    }
    info = probe(r, U, ldu, V, ldv, &error);
    if (!info) info = join_norms(r, &error);
    r->report->frobenius_error = ldexp(error, r->exponent);
    return info;
}

static int64_t numerical_rank(const rsvd *r)
{
    const double least = (double)r->t.team.rows * (double)REAL_EPS * (double)r->values[0];
    int64_t rank = 0;
    while (rank < r->k && (double)r->values[rank] > least) rank++;
    return rank;
}

static int solve(rsvd *r, scalar_t *U, int64_t ldu, scalar_t *s, scalar_t *V, int64_t ldv)
{
    const int64_t l = r->l;
    const double begin = randlapack_seconds();
    int info = open_workspace(r);
    if (!info) info = find_range(r);
    const double middle = randlapack_seconds();
    r->report->seconds_range = middle - begin;
    if (!info) info = randlapack_progress(&r->options.control, "svd", 0);
    if (!info) info = randlapack_xgesdd(l, r->T, l, r->values, r->left, l, r->right, l, r->work, r->iwork);
    if (info) return info;
    for (int64_t i = 0; i < r->k; i++) s[i] = (scalar_t)ldexp((double)r->values[i], r->exponent);
    rotate(r, r->m, r->Q, (randblas_xview){r->right, l, true}, U, ldu); /* `right` is transposed */
    rotate(r, r->n, r->Z, (randblas_xview){r->left, l, false}, V, ldv);
    r->report->rank = numerical_rank(r);
    info = measure(r, U, ldu, V, ldv);
    r->report->seconds_svd = randlapack_seconds() - middle;
    return info;
}

static bool read_options(rsvd *r, const randlapack_rsvd_options *options, int64_t smaller)
{
    randlapack_rsvd_options *o = &r->options;
    if (!randlapack_read_options(o, sizeof *o, sizeof *o, options)) return false;
    if (!randblas_control_is_legal(&o->control)) return false;
    if (o->tolerance != 0 || o->block != 0 || o->excess != 0 || o->max_columns != 0) return false;
    if (o->method != RANDLAPACK_SVD_AUTO && o->method != RANDLAPACK_SVD_SUBSPACE) return false;
    r->passes = o->power_passes < 0 ? 0 : o->power_passes ? o->power_passes : DEFAULT_PASSES;
    const int64_t over = o->oversampling < 0 ? 0 : o->oversampling ? o->oversampling : DEFAULT_OVERSAMPLING;
    r->l = r->k + min_i64(over, smaller - r->k);
    r->state = o->state;
    return true;
}

static int check(const randlapack_mpi *group, const randlapack_mpi_xrows *A, rsvd *r, const scalar_t *U, int64_t ldu,
                 const scalar_t *s, const scalar_t *V, int64_t ldv, const randlapack_rsvd_options *options)
{
    if (group->exact) return -1;
    if (!A) return -2;
    if (r->k < 0 || r->k > min_i64(A->rows, r->n)) return -3;
    if (!U && r->k > 0 && r->m > 0) return -4;
    if (ldu < at_least_one(r->m)) return -5;
    if (!s && r->k > 0) return -6;
    if (!V && r->k > 0) return -7;
    if (ldv < at_least_one(r->n)) return -8;
    return read_options(r, options, min_i64(A->rows, r->n)) ? 0 : -9;
}

static void fill_nan(const rsvd *r, scalar_t *U, int64_t ldu, scalar_t *s, scalar_t *V, int64_t ldv)
{
    for (int64_t j = 0; j < r->k; j++) {
        for (int64_t i = 0; i < r->m; i++) U[i + j * ldu] = (scalar_t)NAN;
        for (int64_t i = 0; i < r->n; i++) V[i + j * ldv] = (scalar_t)NAN;
        s[j] = (scalar_t)NAN;
    }
}

int randlapack_mpi_xrsvd(randlapack_mpi *group, const randlapack_mpi_xrows *A, int64_t k, scalar_t *U, int64_t ldu,
                         scalar_t *s, scalar_t *V, int64_t ldv, const randlapack_rsvd_options *options,
                         randlapack_rsvd_report *report)
{
    randlapack_rsvd_report ignored;
    rsvd r = {.k = k, .report = report ? report : &ignored};
    int64_t nnz = 0;
    int info;
    if (!group) return -1;
    randlapack_mpi_begin(group);
    if (A) r.A = &A->local, r.m = A->local.rows, r.n = A->local.cols;
    info = check(group, A, &r, U, ldu, s, V, ldv, options);
    info = randlapack_mpi_xopen(group, A, info, 2, k, &nnz);
    if (info) return info;
    *r.report =
        (randlapack_rsvd_report){.excess = -1, .method = RANDLAPACK_SVD_SUBSPACE, .sketch_cols = k > 0 ? r.l : 0};
    info = randlapack_mpi_xteam_make(group, A, nnz, 1, &r.options.control, &r.t);
    r.arena = randblas_arena_open(&r.options.control);
    if (!info && k > 0) info = solve(&r, U, ldu, s, V, ldv);
    randblas_arena_close(&r.arena);
    randblas_arena_close(&r.t.arena);
    info = randlapack_mpi_end(group, info);
    if (info == RANDBLAS_NOT_FINITE) fill_nan(&r, U, ldu, s, V, ldv);
    return info;
}
