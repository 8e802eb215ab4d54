/*
 * Truncated SVD of rows that are spread, by the algorithm of lowrank/rsvd.c, the span of two iterates @cite halko2011 :
 *
 *     Y = A G;   q times:  Q = orth(Y),  W = A^T Q,  Z = orth(W),  Y = A Z
 *     Q' = orth(Y - Q W^T Z),  W' = A^T Q';   [W W'] = Z' T,   T = U' diag(s) V'^T,   A ~ ([Q Q'] V') diag(s) (Z' U')^T
 *
 * Long vectors, the rows of Q and Y, stay where the rows of A are; G is drawn by all, A^T Q is a sum of l n words, and
 * orth(Y) is CQRRPT (tall_qr.c), which is orthonormal to rounding for Y of any rank: columns beyond it are zero, and so
 * are the singular values that they would have given.  W and Z are short, and made by each process alike, and since
 * Q^T Y = W^T Z the first round of what makes Q' orthogonal to Q sends nothing; others follow until one changes little.
 *
 * With exact sums products of rows are those of the team, and others those of steady_rows.c.
 *
 * Products with A are divided by the power of two that Y was found to need.  ||A - U S V^T||_F^2 = ||A||_F^2 - sum
 * s_i^2 where this does not cancel and ||A||_F is known; else ten Gaussian vectors measure it.
 */
#include "spread_impl.h"

#include "exact_team_impl.h"

#include "frobenius_impl.h"
#include "lapack_impl.h"
#include "options_impl.h"
#include "orthonormal_impl.h"
#include "progress_impl.h"
#include "steady_rows_impl.h"
#include "tall_qr_impl.h"

#include "blas_impl.h"

#include <math.h>
#include <string.h>

#define DEFAULT_OVERSAMPLING 10
#define LEAST_OVERSAMPLING 4 /* of two iterates; then up to a multiple of ... */
#define COLUMNS 16           /* ... so many: the rule of lowrank/rsvd.c */
#define DEFAULT_PASSES 1
#define PROBES 10
#define ROUNDS 6

typedef struct rsvd {
    randlapack_mpi_xteam t;
    randlapack_rsvd_options options;
    randlapack_rsvd_report *report;
    randblas_arena arena;
    randblas_state state; /* of the next operator */
    const randblas_xlinop *A;
    int64_t m, n, k, l; /* rows here; l: columns of the first iterate */
    int64_t L;          /* of both */
    int32_t passes;
    int exponent;                               /* products are of 2^-exponent A */
    scalar_t *Y, *Q;                            /* m x l, m x L */
    scalar_t *Z, *W;                            /* n x l, n x L */
    scalar_t *R, *C;                            /* l x l */
    scalar_t *T, *left, *right, *values, *work; /* L x L, ... */
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
    const int64_t l = r->l, L = r->L, m = at_least_one(r->m);
    randblas_arena *arena = &r->arena;
    r->Y = randblas_arena_get(arena, randblas_size_product(m, l), sizeof *r->Y);
    r->Q = randblas_arena_get(arena, randblas_size_product(m, L), sizeof *r->Q);
    r->Z = randblas_arena_get(arena, randblas_size_product(r->n, l), sizeof *r->Z);
    r->W = randblas_arena_get(arena, randblas_size_product(r->n, L), sizeof *r->W);
    r->R = randblas_arena_get(arena, randblas_size_product(l, l), sizeof *r->R);
    r->C = randblas_arena_get(arena, randblas_size_product(l, l), sizeof *r->C);
    r->T = randblas_arena_get(arena, randblas_size_product(L, L), sizeof *r->T);
    r->left = randblas_arena_get(arena, randblas_size_product(L, L), sizeof *r->left);
    r->right = randblas_arena_get(arena, randblas_size_product(L, L), sizeof *r->right);
    r->values = randblas_arena_get(arena, L, sizeof *r->values);
    r->work = randblas_arena_get(arena, RANDLAPACK_SVD_WORK(L), sizeof *r->work);
    r->pivot = randblas_arena_get(arena, l, sizeof *r->pivot);
    r->iwork = randblas_arena_get(arena, randblas_size_product(8, L), sizeof *r->iwork);
    randlapack_xorthonormal_open(&r->orthonormal, arena, L);
    return arena->info;
}

static void scale(const rsvd *r, int64_t count, scalar_t *x)
{
    for (int64_t i = 0; i < count && r->exponent; i++) x[i] = (scalar_t)ldexp((double)x[i], -r->exponent);
}

/* out (m x c) = 2^-exponent A P, or (n x c) A^T P, with exact sums. */
static int exact_product(const rsvd *r, int64_t c, const scalar_t *P, scalar_t *out)
{
    const int info = r->t.team.multiply(r->t.team.context, c, P, out);
    if (!info) scale(r, r->m * c, out);
    return info;
}

static int exact_adjoint(const rsvd *r, int64_t c, const scalar_t *P, scalar_t *out)
{
    const int info = r->t.team.transposed(r->t.team.context, c, P, out);
    if (!info) scale(r, r->n * c, out);
    return info;
}

static int exact_sample(const rsvd *r, int64_t c, const randblas_sketch *S, scalar_t *out)
{
    randblas_arena arena = randblas_arena_open(&r->options.control);
    scalar_t *P = randblas_arena_get(&arena, randblas_size_product(r->n, c), sizeof *P);
    int info = arena.info;
    if (!info) info = randblas_xfill(RANDBLAS_ROW_MAJOR, c, r->n, S, 0, 0, P, r->n); /* transposed */
    if (!info) info = exact_product(r, c, P, out);
    randblas_arena_close(&arena);
    return info;
}

/* out (m x c) = 2^-exponent A G, G the next Gaussian or whatever the options say, c columns. */
static int sample(rsvd *r, int64_t c, randblas_family family, scalar_t *out)
{
    randblas_dist dist = randblas_gaussian(c, r->n);
    randblas_sketch *S = NULL;
    if (family) dist.family = family;
    int info = randblas_sketch_create(&dist, &r->state, &S, &r->state);
    if (info == -1) info = -9;
    if (!info && r->t.team.exact)
        info = exact_sample(r, c, S, out);
    else if (!info && r->m > 0)
        info = randblas_xskop(RANDBLAS_COL_MAJOR, RANDBLAS_RIGHT, RANDBLAS_TRANS, RANDBLAS_NO_TRANS, r->m, c, r->n,
                              (scalar_t)ldexp(1, -r->exponent), S, 0, 0, r->A, 0, out, r->m);
    randblas_sketch_destroy(S);
    r->report->products += c;
    return info;
}

/* Q = orth(Y), c columns of each. */
static int orthonormalise(rsvd *r, int64_t c, scalar_t *Q, int *exponent)
{
    randlapack_tall_qr_report report = {.rank = 0};
    const int64_t ld = at_least_one(r->m);
    const randblas_xlinop Y = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, r->m, c, r->Y, ld);
    randlapack_xtall_qr f = {.A = &Y, .team = &r->t.team, .report = &report, .pivoted = true, .m = r->m, .n = c};
    const randlapack_tall_qr_options options = {.control = r->options.control, .state = r->state};
    f.Q = Q, f.ldq = ld, f.R = r->R, f.ldr = c, f.pivot = r->pivot;
    if (!randlapack_xtall_qr_read(&f, &options)) return RANDBLAS_INTERNAL;
    const int info = randlapack_xtall_qr_run(&f, RANDBLAS_INTERNAL);
    *exponent = f.exponent;
    return info == RANDBLAS_RANK_DEFICIENT ? 0 : info;
}

/* W = 2^-exponent A^T Q, c columns. */
static int multiply_transposed(rsvd *r, int64_t c, const scalar_t *Q, scalar_t *W)
{
    const int64_t n = r->n;
    int info = 0;
    r->report->products += c;
    if (r->t.team.exact) return exact_adjoint(r, c, Q, W);
    for (int64_t i = 0; i < n * c; i++) W[i] = 0;
    if (r->m > 0)
        info = randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_TRANS, c, (scalar_t)ldexp(1, -r->exponent), r->A, Q,
                                     r->m, 0, W, n);
    return randlapack_mpi_collect(r->t.group, RANDLAPACK_MPI_SUM_X, n * c, W, info);
}

/* Y = 2^-exponent A Z, c columns. */
static int multiply(rsvd *r, int64_t c)
{
    r->report->products += c;
    if (r->m == 0) return 0;
    if (r->t.team.exact) return exact_product(r, c, r->Z, r->Y);
    return randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, c, (scalar_t)ldexp(1, -r->exponent), r->A, r->Z,
                                 r->n, 0, r->Y, r->m);
}

/* X (m x c) -= Q C, Q the first l columns. */
static void subtract(const rsvd *r, int64_t c, scalar_t *X)
{
    const int64_t ld = at_least_one(r->m);
    const randblas_xview coefficients = {r->C, r->l, false};
    if (r->t.team.exact)
        randlapack_xsteady_multiply(r->m, c, r->l, -1, r->Q, ld, coefficients, X, ld);
    else if (r->m > 0)
        randblas_xgemm(r->m, c, r->l, -1, (randblas_xview){r->Q, ld, false}, coefficients,
                       (randblas_xview){X, ld, false});
}

/* C = Q^T Q', Q' standing behind Q. */
static int overlap(rsvd *r, int64_t c, const scalar_t *next)
{
    const int64_t l = r->l, ld = at_least_one(r->m);
    const randblas_xview C = {r->C, l, false};
    if (r->t.team.exact) { /* a block of the Gram matrix of [Q Q'], which T has room for */
        const randblas_xlinop both = randblas_xlinop_dense(RANDBLAS_COL_MAJOR, r->m, l + c, r->Q, ld);
        const int info = r->t.team.gram(r->t.team.context, &both, r->T);
        if (!info) randblas_xcopy_view(l, c, (randblas_xview){r->T + l * (l + c), l + c, false}, C);
        return info;
    }
    randblas_xscale_view(l, c, 0, C);
    if (r->m > 0)
        randblas_xgemm(l, c, r->m, 1, (randblas_xview){r->Q, ld, true}, view_make(next, ld, RANDBLAS_COL_MAJOR), C);
    return randlapack_mpi_collect(r->t.group, RANDLAPACK_MPI_SUM_X, l * c, r->C, 0);
}

/* Q' (c columns) -= Q Q^T Q'; whether that changed it so little that it is still orthonormal. */
static int project(rsvd *r, int64_t c, scalar_t *next, bool *close)
{
    const int64_t l = r->l;
    double largest = 0;
    const int info = overlap(r, c, next);
    if (info) return info;
    for (int64_t i = 0; i < l * c; i++) largest = fmax(largest, fabs((double)r->C[i]));
    *close = largest * largest * (double)l <= (double)REAL_EPS;
    subtract(r, c, next);
    return 0;
}

/* Q' = orth(Y - Q Q^T Y) behind Q, c columns, where Y = A Z and W = A^T Q. */
static int complete(rsvd *r, int64_t c)
{
    const int64_t l = r->l, ld = at_least_one(r->m);
    const randblas_xview w = {r->W, r->n, true}, z = {r->Z, r->n, false}, coefficients = {r->C, l, false};
    scalar_t *next = r->Q + l * ld;
    bool close = false;
    int ignored, info = 0;
    randblas_xscale_view(l, c, 0, coefficients);
    randblas_xgemm(l, c, r->n, 1, w, z, coefficients);
    subtract(r, c, r->Y);
    for (int round = 0; round < ROUNDS && !info && !close; round++) {
        if (round > 0) memcpy(r->Y, next, (size_t)(ld * c) * sizeof *r->Y);
        info = orthonormalise(r, c, next, &ignored);
        if (!info) info = project(r, c, next, &close);
    }
    return info;
}

/* [Q Q'] and A^T of it = W T, W orthonormal. */
static int find_range(rsvd *r)
{
    const int64_t n = r->n, l = r->l, c = r->L - l;
    int ignored, info = randlapack_progress(&r->options.control, "range", 0);
    if (!info) info = sample(r, l, r->options.family, r->Y);
    if (!info) info = orthonormalise(r, l, r->Q, &r->exponent);
    for (int32_t pass = 0; pass < r->passes && !info; pass++) {
        const bool both = pass == r->passes - 1 && c > 0;
        info = multiply_transposed(r, l, r->Q, r->W);
        memcpy(r->Z, r->W, (size_t)(n * l) * sizeof *r->Z);
        if (!info) info = randlapack_xorthonormalise(&r->orthonormal, RANDLAPACK_ORTHONORMAL, n, l, r->Z, n, r->T);
        if (!info) info = multiply(r, both ? c : l);
        if (!info) info = both ? complete(r, c) : orthonormalise(r, l, r->Q, &ignored);
        if (!info) info = randlapack_progress(&r->options.control, "range", (double)(pass + 1) / (r->passes + 1.0));
        if (both) return info ? info : multiply_transposed(r, c, r->Q + l * at_least_one(r->m), r->W + l * n);
    }
    return info ? info : multiply_transposed(r, l, r->Q, r->W);
}

/* out (rows x k) = basis (rows x L) times the first k columns of small (L x L). */
static void rotate(const rsvd *r, int64_t rows, const scalar_t *basis, randblas_xview small, scalar_t *out, int64_t ld)
{
    const randblas_xview from = view_make(basis, at_least_one(rows), RANDBLAS_COL_MAJOR), to = {out, ld, false};
    if (rows == 0) return;
    randblas_xscale_view(rows, r->k, 0, to);
    if (r->t.team.exact)
        randlapack_xsteady_multiply(rows, r->k, r->L, 1, basis, from.ld, small, out, ld);
    else
        randblas_xgemm(rows, r->k, r->L, 1, from, small, to);
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

static int norm_of_all(rsvd *r, double *norm)
{
    if (r->t.team.exact) return randlapack_mpi_xexact_frobenius(&r->t, norm);
    const int info = r->m > 0 ? randlapack_xfrobenius(&r->arena, r->A, norm) : 0;
    return info ? info : join_norms(r, norm);
}

/* ||E||_F of all rows, with exact sums. */
static int exact_norm(const rsvd *r, const scalar_t *E, double *norm)
{
    double norms[PROBES];
    const int info = r->t.team.norms(r->t.team.context, r->m, PROBES, E, norms);
    *norm = 0;
    for (int j = 0; j < PROBES && !info; j++) *norm = hypot(*norm, norms[j]);
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
    scalar_t *W = randblas_arena_get(&r->arena, randblas_size_product(k, PROBES), sizeof *W);
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
    if (r->t.team.exact) {
        randlapack_xsteady_multiply(r->m, PROBES, k, -1, U, ldu, w, E, ld);
        return exact_norm(r, E, error);
    }
    if (r->m > 0) randblas_xgemm(r->m, PROBES, k, -1, view_make(U, ldu, RANDBLAS_COL_MAJOR), w, e);
    *error = r->m > 0 ? randlapack_xnorm(r->m * PROBES, E) : 0;
    return join_norms(r, error);
}

static int measure(rsvd *r, const scalar_t *U, int64_t ldu, const scalar_t *V, int64_t ldv)
{
    double norm = 0, captured = 0, error = 0;
    const bool unknown = r->A->kind == RANDBLAS_CALLBACK;
    int info = norm_of_all(r, &norm);
    if (info) return info;
    const double scaled = unknown ? 0 : ldexp(norm, -r->exponent);
    for (int64_t i = 0; i < r->k; i++) captured += (double)r->values[i] * (double)r->values[i];
    const double rest = scaled * scaled - captured;
    if (rest > 100 * (double)REAL_EPS * scaled * scaled * sqrt((double)r->k + 1)) {
        r->report->frobenius_error = ldexp(sqrt(rest), r->exponent);
        return 0;
    }
    info = probe(r, U, ldu, V, ldv, &error);
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
    const int64_t l = r->L;
    const double begin = randlapack_seconds();
    int info = open_workspace(r);
    if (!info) info = find_range(r);
    if (!info) info = randlapack_xorthonormalise(&r->orthonormal, RANDLAPACK_ORTHONORMAL, r->n, l, r->W, r->n, r->T);
    const double middle = randlapack_seconds();
    r->report->seconds_range = middle - begin;
    if (!info) info = randlapack_progress(&r->options.control, "svd", 0);
    if (!info) info = randlapack_xgesdd(l, r->T, l, r->values, r->left, l, r->right, l, r->work, r->iwork);
    if (info) return info;
    for (int64_t i = 0; i < r->k; i++) s[i] = (scalar_t)ldexp((double)r->values[i], r->exponent);
    rotate(r, r->m, r->Q, (randblas_xview){r->right, l, true}, U, ldu); /* `right` is transposed */
    rotate(r, r->n, r->W, (randblas_xview){r->left, l, false}, V, ldv);
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
    const int64_t rest = (r->k % COLUMNS + LEAST_OVERSAMPLING) % COLUMNS;
    const int64_t usual = r->passes == 0 ? DEFAULT_OVERSAMPLING : LEAST_OVERSAMPLING + (COLUMNS - rest) % COLUMNS;
    const int64_t over = o->oversampling < 0 ? 0 : o->oversampling ? o->oversampling : usual;
    r->l = r->k + min_i64(over, smaller - r->k);
    r->L = r->passes == 0 ? r->l : r->l + min_i64(r->l, smaller - r->l);
    r->state = o->state;
    return true;
}

static int check(const randlapack_mpi_xrows *A, rsvd *r, const scalar_t *U, int64_t ldu, const scalar_t *s,
                 const scalar_t *V, int64_t ldv, const randlapack_rsvd_options *options)
{
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
    info = check(A, &r, U, ldu, s, V, ldv, options);
    info = randlapack_mpi_xopen(group, A, info, 2, k, &nnz);
    if (info) return info;
    *r.report =
        (randlapack_rsvd_report){.excess = -1, .method = RANDLAPACK_SVD_SUBSPACE, .sketch_cols = k > 0 ? r.L : 0};
    info = randlapack_mpi_xteam_make(group, A, nnz, 1, &r.options.control, &r.t);
    r.arena = randblas_arena_open(&r.options.control);
    if (!info && k > 0) info = solve(&r, U, ldu, s, V, ldv);
    randblas_arena_close(&r.arena);
    randblas_arena_close(&r.t.arena);
    info = randlapack_mpi_end(group, info);
    if (info == RANDBLAS_NOT_FINITE) fill_nan(&r, U, ldu, s, V, ldv);
    return info;
}
