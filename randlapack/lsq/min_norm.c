/*
 * min ||x|| subject to A x = b, A wide, in the manner of LSRN @cite meng2014: with M = A^T and the preconditioner P of
 * the SVD of a sketch of M (sketch_svd.c), M P has nearly orthonormal columns, and
 *
 *     x = M P w,   (P^T M^T M P) w = P^T b.
 *
 * Conjugate gradients for w (normal_cg.c) gather x from the products M P d that they make, so x is in the row space of
 * A to the accuracy to which those products are.  The residual b - A x is then computed anew and the solve repeated,
 * until it is at the level of rounding errors or no longer falls: rounding in A^T (P w) costs up to eps cond ||x||, and
 * each repetition takes cond out of its image under A.
 *
 * Rows of A are scaled to norms in [1, 2), which changes neither the problem nor x.  If A is found rank deficient the
 * system may be inconsistent, and scaling would change which x is best: then one scale is taken for all, and the same
 * equations give the least-squares solution of least norm, since with M ~ (M P) diag(s) V^T those are
 * (M P)^T x = diag(s)^-1 V^T b.
 */
#include "lsq_arguments_impl.h"
#include "lsq_options_impl.h"
#include "progress_impl.h"
#include "tall_impl.h"
#include "transpose_impl.h"

#include "lapack_impl.h"

#include <math.h>

#define STAGES 6
#define REDUCTION 1e-10 /* of the residual in one stage: more would be lost to rounding */

typedef struct min_norm {
    randlapack_xtall t; /* of M = A^T */
    randlapack_xtransposed transposed;
    const randblas_xlinop *A;
    randlapack_lsq_report *report;
    scalar_t *R;      /* residuals, rows of A x block */
    double *smallest; /* least residual norm so far, relative to what rounding explains */
    bool *done;
    double tolerance;
    int outcome;
} min_norm;

static int factor(min_norm *s, int64_t block)
{
    randlapack_xtall *t = &s->t;
    const int64_t m = s->A->rows;
    int info = randlapack_xtall_factor(t, block, true, true, 0);
    if (info == RANDBLAS_RANK_DEFICIENT)
        info = randlapack_xsketch_svd_make(&t->arena, m, block, t->qr.QR, t->qr.rows, false, &t->svd);
    s->report->sketch_rows = t->qr.rows;
    s->report->seconds_sketch = t->seconds_sketch;
    s->report->seconds_factor = t->seconds_factor;
    if (info < 0 || info == RANDBLAS_NOT_CONVERGED) return info;
    s->outcome = info;
    if (info == RANDBLAS_NOT_FINITE) return 0;
    s->report->rank = t->svd.rank;
    if (t->svd.rank > 0) s->report->condition = (double)t->svd.values[0] / (double)t->svd.values[t->svd.rank - 1];
    s->R = randblas_arena_get(&t->arena, randblas_size_product(m, block), sizeof *s->R);
    s->smallest = randblas_arena_get(&t->arena, block, sizeof *s->smallest);
    s->done = randblas_arena_get(&t->arena, block, sizeof *s->done);
    return t->arena.info;
}

/* R = b - A x and C = P^T R. */
static int find_residual(min_norm *s, const scalar_t *B, int64_t ldb)
{
    randlapack_xnormal_block *b = &s->t.block;
    const int64_t m = s->A->rows, n = s->A->cols;
    for (int64_t r = 0; r < b->nrhs; r++) randlapack_xload_rhs(m, &s->t.rhs[r], B + r * ldb, s->R + r * m);
    const int info = m > 0 && n > 0 ? randblas_xlinop_apply(RANDBLAS_COL_MAJOR, RANDBLAS_NO_TRANS, b->nrhs, -1, s->A,
                                                            b->Sum, n, 1, s->R, m)
                                    : 0;
    if (!info) randlapack_xsketch_svd_apply_transposed(&s->t.svd, b->nrhs, s->R, b->C);
    return info;
}

/*
 * Whether a right-hand side is done, and where the next run is to stop.  The measure is ||P^T r||, the residual with
 * the scale of A taken out: rounding errors in A x make it eps (||x|| + ||P^T b||) times the condition, so what is
 * compared with the tolerance is the residual itself, row by row in the scale of A.
 */
static void judge(min_norm *s, int64_t r, int stage)
{
    randlapack_xtall *t = &s->t;
    randlapack_xnormal_block *b = &t->block;
    const int64_t m = s->A->rows, n = s->A->cols;
    const double c = randlapack_xnorm(t->svd.rank, b->C + r * m), x = randlapack_xnorm(n, b->Sum + r * n);
    randlapack_xsketch_svd_rescale(&t->svd, -1, 1, s->R + r * m, b->G); /* rows in the scale of A^ */
    const double residual = randlapack_xnorm(m, b->G), level = t->svd.frobenius * x;
    const double relative = level > 0 ? residual / level : c > 0 ? INFINITY : 0;
    const bool consistent = s->outcome != RANDBLAS_RANK_DEFICIENT; /* else the residual has a part that stays */
    const double measure = consistent ? relative : x > 0 ? c / x : c > 0 ? INFINITY : 0;
    const bool stalled = stage > 0 && !(measure < s->smallest[r] / 2);
    if (!isfinite(c) || !isfinite(x)) t->rhs[r].finite = false;
    s->done[r] = s->done[r] || measure <= s->tolerance || stalled || stage == STAGES || !t->rhs[r].finite;
    s->smallest[r] = fmin(s->smallest[r], measure);
    /* ||r|| <= s_1 ||P^T r||, so that ||P^T r|| need not fall below the tolerance times ||x||. */
    const double least = fmax(c * fmax(REDUCTION, (double)REAL_EPS), s->tolerance * x / 2);
    b->states[r].target = s->done[r] ? INFINITY : least;
}

static bool all_done(const min_norm *s)
{
    for (int64_t r = 0; r < s->t.block.nrhs; r++)
        if (!s->done[r]) return false;
    return true;
}

static int refine(min_norm *s, const scalar_t *B, int64_t ldb)
{
    randlapack_xtall *t = &s->t;
    randlapack_xnormal_block *b = &t->block;
    int64_t steps = 0;
    for (int stage = 0;; stage++) {
        int info = find_residual(s, B, ldb);
        for (int64_t r = 0; r < b->nrhs && !info; r++) judge(s, r, stage);
        if (info || all_done(s)) return info;
        info = randlapack_xnormal_cg(&t->pass, &t->svd, 0, b, t->iterations, &t->options.control, &steps);
        if (info) return info;
        s->report->iterations += steps;
    }
}

/* What the measure may be without being called a failure. */
static double acceptable(const min_norm *s)
{
    return fmax(s->tolerance, 8 * (double)REAL_EPS * sqrt((double)s->A->cols + 1));
}

/*
 * On ||x - x*|| / ||x||: x* - x = A^+ r where A has full rank, and P^T r is its norm where M P has orthonormal columns;
 * beside that x has a part eps cond(A) ||x|| outside the row space.
 */
static double forward_bound(const min_norm *s, double measure)
{
    const randlapack_xsketch_svd *P = &s->t.svd;
    if (P->rank == 0) return 0;
    const double smallest = (double)P->values[P->rank - 1], condition = (double)P->values[0] / smallest;
    const double stretch = s->outcome == RANDBLAS_RANK_DEFICIENT ? 1 : P->frobenius / smallest;
    const double worst = (1 + s->t.distortion) / (1 - s->t.distortion);
    const double bound = worst * (stretch * measure + (double)REAL_EPS * condition);
    return s->t.distortion < 1 && bound < 1 ? bound : INFINITY;
}

static void finish(min_norm *s, scalar_t *X, int64_t ldx)
{
    randlapack_xnormal_block *b = &s->t.block;
    const int64_t m = s->A->rows, n = s->A->cols;
    for (int64_t r = 0; r < b->nrhs; r++) {
        randlapack_lsq_errors e = {.backward_error = s->smallest[r]};
        e.residual_norm = ldexp(randlapack_xnorm(m, s->R + r * m), s->t.rhs[r].exponent);
        e.forward_error = forward_bound(s, s->smallest[r]);
        randlapack_xstore_solution(n, &s->t.rhs[r], b->Sum + r * n, X + r * ldx);
        randlapack_lsq_report_join(s->report, &e, 0);
        if (!s->t.rhs[r].finite)
            s->outcome = randlapack_lsq_worse(s->outcome, RANDBLAS_NOT_FINITE);
        else if (s->outcome == 0 && s->smallest[r] > acceptable(s))
            s->outcome = RANDBLAS_NOT_CONVERGED;
    }
}

/* The power of two is that of D^-1 b, the right-hand side of the system with scaled rows, so that x is of order one. */
static randlapack_scaled_rhs scale_rhs(min_norm *s, const scalar_t *b)
{
    scalar_t *scaled = s->t.block.G;
    randlapack_scaled_rhs rhs = randlapack_xscaled_rhs(s->A->rows, b);
    if (!rhs.finite) return rhs;
    randlapack_xsketch_svd_rescale(&s->t.svd, -1, 1, b, scaled);
    return randlapack_xscaled_rhs(s->A->rows, scaled);
}

static int solve_block(min_norm *s, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx)
{
    randlapack_xnormal_block *b = &s->t.block;
    b->nrhs = nrhs;
    for (int64_t r = 0; r < nrhs; r++) {
        s->t.rhs[r] = scale_rhs(s, B + r * ldb);
        s->done[r] = false;
        s->smallest[r] = INFINITY;
    }
    for (int64_t k = 0; k < s->A->cols * nrhs; k++) b->Sum[k] = 0;
    const int info = refine(s, B, ldb);
    if (!info) finish(s, X, ldx);
    return info;
}

static int solve(min_norm *s, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx)
{
    const int64_t n = s->A->cols, block = nrhs < RANDLAPACK_MAX_RHS ? nrhs : RANDLAPACK_MAX_RHS;
    int64_t most = 0;
    int info = factor(s, block);
    if (info || s->outcome == RANDBLAS_NOT_FINITE) {
        for (int64_t r = 0; r < nrhs && info >= 0; r++)
            for (int64_t i = 0; i < n; i++) X[i + r * ldx] = (scalar_t)NAN;
        return info;
    }
    const double begin = randlapack_seconds();
    for (int64_t r = 0; r < nrhs && !info; r += block) {
        s->report->iterations = 0;
        info = randlapack_progress(&s->t.options.control, "iterate", 0);
        if (!info) info = solve_block(s, r + block > nrhs ? nrhs - r : block, B + r * ldb, ldb, X + r * ldx, ldx);
        if (s->report->iterations > most) most = s->report->iterations;
    }
    s->report->iterations = most;
    s->report->seconds_iterate = randlapack_seconds() - begin;
    return info;
}

int randlapack_xmin_norm(const randblas_xlinop *A, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X,
                         int64_t ldx, const randlapack_lsq_options *options, randlapack_lsq_report *report)
{
    randlapack_lsq_report ignored;
    min_norm s = {.A = A, .report = report ? report : &ignored};
    *s.report = (randlapack_lsq_report){.preconditioner = RANDLAPACK_PRECOND_SVD};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (A->rows > A->cols) return -1;
    info = randlapack_xlsq_arguments(A, nrhs, B, ldb, X, ldx);
    if (info) return info;
    if (!randlapack_lsq_read_options(&s.t.options, options, A->rows)) return -7;
    s.tolerance = fmax(s.t.options.tolerance, (double)REAL_EPS);

    randlapack_xtranspose(A, &s.transposed);
    s.t.A = &s.transposed.op;
    s.t.arena = randblas_arena_open(&s.t.options.control);
    info = solve(&s, nrhs, B, ldb, X, ldx);
    randlapack_xtall_close(&s.t);
    return info ? info : s.outcome;
}
