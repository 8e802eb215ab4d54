/*
 * Sketch-and-solve @cite drineas2010: x^ = argmin ||S A x - S b||, one pass over A and b.
 *
 * For a Gaussian S of d rows and A of rank n < d - 1,
 *
 *     E ||A (x^ - x*)||^2 = n / (d - n - 1) ||r*||^2,   r* = b - A x* the least residual:
 *
 * S A and S r* are independent, so A (x^ - x*) = A (S A)^+ S r* has the mean square tr E[((S A)^T S A)^-1 A^T A]
 * ||r*||^2/d, and the mean of an inverse Wishart matrix is I / (d - n - 1).  Also E ||S b - S A x^||^2 = (d - n)/d
 * ||r*||^2, from which the residuals are estimated without another pass.  For other families that mix well these are
 * close.
 *
 * Full rank: x^ = R^-1 Q^T S b.  If the condition of R, its columns scaled, leaves doubt: the singular value
 * decomposition of R (sketch_svd.c) decides, and x^ is the sketched solution of least norm.
 */
#include "lapack_impl.h"
#include "lsq_options_impl.h"
#include "progress_impl.h"
#include "tall_impl.h"

#include "view_impl.h"

#include <math.h>

#define DEFAULT_RATIO 16 /* d / n: an excess of about 1/15 of ||r||^2, 1/30 of ||r|| */
#define EXTRA_ROWS 32
#define DOUBT                                                                                                          \
    (1e3 * (double)REAL_EPS) /* times n: an estimate of 1/cond that asks for the decision by singular values */

typedef struct sketch_solve {
    randlapack_xtall t;
    const randblas_sketch *S; /* the caller's, or NULL */
    randlapack_sketch_solve_report *report;
    bool by_values;  /* solve by the singular value decomposition */
    scalar_t *U;     /* m x block: scaled right-hand sides */
    scalar_t *C;     /* d x block */
    scalar_t *X, *Y; /* n x block */
    int outcome;
} sketch_solve;

/* S is the caller's: the same steps as randlapack_xtall_sketch(). */
static int open_given(sketch_solve *s, int64_t block)
{
    randlapack_xtall *t = &s->t;
    const int64_t n = t->A->cols, d = randblas_sketch_rows(s->S);
    randlapack_xsketched_qr *f = &t->qr;
    *f = (randlapack_xsketched_qr){.A = t->A, .sketch_rows = d, .rows = d};
    f->QR = randblas_arena_get(&t->arena, randblas_size_product(d, n), sizeof *f->QR);
    f->T = randblas_arena_get(&t->arena, RANDLAPACK_QRT_BLOCK(n) * n, sizeof *f->T);
    f->work = randblas_arena_get(&t->arena, RANDLAPACK_QRT_BLOCK(n) * (n > block ? n : block), sizeof *f->work);
    return t->arena.info;
}

static int sketch_by(sketch_solve *s)
{
    randlapack_xsketched_qr *f = &s->t.qr;
    const int64_t d = f->rows, m = f->A->rows, n = f->A->cols;
    if (m == 0 || n == 0) return 0;
    return randblas_xskop(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, d, n, m, 1, s->S, 0,
                          0, f->A, 0, f->QR, d);
}

static int sketch_and_factor(sketch_solve *s, int64_t block)
{
    randlapack_xtall *t = &s->t;
    if (!s->S) return randlapack_xtall_sketch(t, block);
    const double begin = randlapack_seconds();
    int info = open_given(s, block);
    if (!info) info = randlapack_progress(&t->options.control, "sketch", 0);
    if (!info) info = sketch_by(s);
    const double middle = randlapack_seconds();
    t->seconds_sketch = middle - begin;
    if (!info) info = randlapack_progress(&t->options.control, "factor", 0);
    if (!info) info = randlapack_xsketched_qr_factor(&t->qr);
    t->seconds_factor = randlapack_seconds() - middle;
    return info;
}

/* The reciprocal condition of R with its columns scaled, estimated; R (n x n) is overwritten. */
static int estimate(sketch_solve *s, double *rcond)
{
    randblas_arena *arena = &s->t.arena;
    const int64_t n = s->t.A->cols, d = s->t.qr.rows;
    scalar_t *R = randblas_arena_get(arena, randblas_size_product(n, n), sizeof *R);
    scalar_t *work = randblas_arena_get(arena, randblas_size_product(3, n), sizeof *work);
    int64_t *iwork = randblas_arena_get(arena, n, sizeof *iwork);
    if (arena->info) return arena->info;
    *rcond = 1;
    for (int64_t j = 0; j < n; j++) {
        const scalar_t *column = s->t.qr.QR + j * d;
        const double norm = randlapack_xnorm(j + 1, column);
        if (!isfinite(norm)) return RANDBLAS_NOT_FINITE;
        for (int64_t i = 0; i < n; i++) R[i + j * n] = 0;
        randlapack_xscale_copy(j + 1, norm > 0 ? -ilogb(norm) : 0, column, R + j * n);
        if (column[j] == 0) *rcond = 0;
    }
    return n > 0 && *rcond > 0 ? randlapack_xtrcon(n, R, n, rcond, work, iwork) : 0;
}

static int decide_rank(sketch_solve *s, int64_t block)
{
    randlapack_xtall *t = &s->t;
    const int64_t n = t->A->cols;
    const double begin = randlapack_seconds();
    double rcond = 1;
    int info = estimate(s, &rcond);
    if (!info && rcond <= DOUBT * (double)n && n > 0) {
        s->by_values = true;
        info = randlapack_xsketch_svd_make(&t->arena, n, block, t->qr.QR, t->qr.rows, true, &t->svd);
    }
    t->seconds_factor += randlapack_seconds() - begin;
    s->report->rank = s->by_values ? t->svd.rank : n;
    if (n > 0) s->report->condition = rcond > 0 ? 1 / rcond : INFINITY;
    if (s->by_values && t->svd.rank > 0)
        s->report->condition = (double)t->svd.values[0] / (double)t->svd.values[t->svd.rank - 1];
    if (info == RANDBLAS_RANK_DEFICIENT || info == RANDBLAS_NOT_FINITE) {
        s->outcome = info;
        info = 0;
    }
    return info;
}

/* C = Q^T S U. */
static int project(sketch_solve *s, int64_t nrhs)
{
    randlapack_xsketched_qr *f = &s->t.qr;
    const int64_t d = f->rows, m = f->A->rows, n = f->A->cols;
    if (!s->S && n > 0) return randlapack_xsketched_qr_project(f, nrhs, s->U, s->C);
    const randblas_sketch *S = s->S ? s->S : f->S;
    int info = 0;
    if (S && m > 0)
        info = randblas_xskge(RANDBLAS_COL_MAJOR, RANDBLAS_LEFT, RANDBLAS_NO_TRANS, RANDBLAS_NO_TRANS, d, nrhs, m, 1, S,
                              0, 0, s->U, m, 0, s->C, d);
    else
        for (int64_t k = 0; k < d * nrhs; k++) s->C[k] = S ? 0 : s->U[k];
    return info || n == 0 ? info : randlapack_xgemqrt(d, nrhs, n, f->QR, d, f->T, s->C, d, f->work);
}

/* ||S b - S A x||: what of C the columns of the solution do not reach. */
static double sketched_residual(const sketch_solve *s, int64_t r)
{
    const int64_t n = s->t.A->cols, d = s->t.qr.rows;
    const scalar_t *c = s->C + r * d;
    double rest = randlapack_xnorm(d - n, c + n);
    for (int64_t k = s->report->rank; k < n && s->by_values; k++) {
        double sum = 0;
        for (int64_t i = 0; i < n; i++) sum += (double)s->t.svd.U[i + k * n] * (double)c[i];
        rest = hypot(rest, sum);
    }
    return rest;
}

/* The means above turned round. */
static void report_residual(sketch_solve *s, int64_t r)
{
    const double d = (double)s->t.qr.rows, n = (double)s->report->rank;
    const double sketched = ldexp(sketched_residual(s, r), s->t.rhs[r].exponent);
    const bool whole = !s->S && !s->t.qr.S;
    const double least = whole ? sketched : d > n ? sketched * sqrt(d / (d - n)) : 0;
    const double residual = whole ? least : least * sqrt(1 + s->report->expected_excess);
    if (!(sketched <= s->report->sketched_residual)) s->report->sketched_residual = sketched;
    if (!(residual <= s->report->residual_norm)) s->report->residual_norm = residual;
}

static void expect(sketch_solve *s)
{
    const int64_t d = s->t.qr.rows, n = s->report->rank;
    const bool whole = !s->S && !s->t.qr.S;
    s->report->expected_excess = whole || n == 0 ? 0 : d > n + 1 ? (double)n / (double)(d - n - 1) : INFINITY;
}

static int solve_block(sketch_solve *s, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx)
{
    randlapack_xtall *t = &s->t;
    const int64_t m = t->A->rows, n = t->A->cols, d = t->qr.rows;
    for (int64_t r = 0; r < nrhs; r++) {
        t->rhs[r] = randlapack_xscaled_rhs(m, B + r * ldb);
        randlapack_xload_rhs(m, &t->rhs[r], B + r * ldb, s->U + r * m);
    }
    int info = project(s, nrhs);
    if (info) return info;
    if (s->by_values) {
        randlapack_xsketch_svd_start(&t->svd, nrhs, s->C, d, s->Y);
        randlapack_xsketch_svd_apply(&t->svd, nrhs, s->Y, s->X);
        randlapack_xsketch_svd_least_norm(&t->svd, nrhs, s->X);
    } else {
        for (int64_t r = 0; r < nrhs; r++)
            for (int64_t i = 0; i < n; i++) s->X[i + r * n] = s->C[i + r * d];
        info = randlapack_xtrsm(RANDBLAS_NO_TRANS, n, nrhs, t->qr.QR, d, s->X, n);
    }
    for (int64_t r = 0; r < nrhs && !info; r++) {
        for (int64_t i = 0; i < n; i++) t->rhs[r].finite = t->rhs[r].finite && isfinite(s->X[i + r * n]);
        randlapack_xstore_solution(n, &t->rhs[r], s->X + r * n, X + r * ldx);
        report_residual(s, r);
        if (!t->rhs[r].finite) s->outcome = RANDBLAS_NOT_FINITE;
    }
    return info;
}

static int open_block(sketch_solve *s, int64_t block)
{
    randblas_arena *arena = &s->t.arena;
    const int64_t m = s->t.A->rows, n = s->t.A->cols, d = s->t.qr.rows;
    s->t.rhs = randblas_arena_get(arena, block, sizeof *s->t.rhs);
    s->U = randblas_arena_get(arena, randblas_size_product(m, block), sizeof *s->U);
    s->C = randblas_arena_get(arena, randblas_size_product(d, block), sizeof *s->C);
    s->X = randblas_arena_get(arena, randblas_size_product(n, block), sizeof *s->X);
    s->Y = randblas_arena_get(arena, randblas_size_product(n, block), sizeof *s->Y);
    return arena->info;
}

static int solve(sketch_solve *s, int64_t nrhs, const scalar_t *B, int64_t ldb, scalar_t *X, int64_t ldx)
{
    randlapack_xtall *t = &s->t;
    const int64_t n = t->A->cols, block = nrhs < RANDLAPACK_MAX_RHS ? nrhs : RANDLAPACK_MAX_RHS;
    int info = sketch_and_factor(s, block);
    if (!info) info = decide_rank(s, block);
    s->report->sketch_rows = t->qr.rows;
    s->report->seconds_sketch = t->seconds_sketch;
    s->report->seconds_factor = t->seconds_factor;
    if (!info && s->outcome == RANDBLAS_NOT_FINITE) {
        for (int64_t r = 0; r < nrhs; r++)
            for (int64_t i = 0; i < n; i++) X[i + r * ldx] = (scalar_t)NAN;
        return 0;
    }
    const double begin = randlapack_seconds();
    if (!info) expect(s);
    if (!info) info = open_block(s, block);
    for (int64_t r = 0; r < nrhs && !info; r += block) {
        info = randlapack_progress(&t->options.control, "solve", (double)r / (double)nrhs);
        if (!info) info = solve_block(s, r + block > nrhs ? nrhs - r : block, B + r * ldb, ldb, X + r * ldx, ldx);
    }
    s->report->seconds_solve = randlapack_seconds() - begin;
    return info;
}

/* The default size, larger than what a preconditioner needs; A itself if that is hardly taller. */
static void choose_rows(sketch_solve *s)
{
    const int64_t m = s->t.A->rows, n = s->t.A->cols;
    const bool fits = n <= (INT64_MAX - EXTRA_ROWS) / DEFAULT_RATIO && DEFAULT_RATIO * n + EXTRA_ROWS <= m - m / 4;
    if (s->t.options.sketch_rows == 0) s->t.options.sketch_rows = fits ? DEFAULT_RATIO * n + EXTRA_ROWS : m;
}

int randlapack_xlsq_sketch_solve(const randblas_xlinop *A, const randblas_sketch *S, int64_t nrhs, const scalar_t *B,
                                 int64_t ldb, scalar_t *X, int64_t ldx, const randlapack_lsq_options *options,
                                 randlapack_sketch_solve_report *report)
{
    randlapack_sketch_solve_report ignored;
    sketch_solve s = {.t.A = A, .S = S, .report = report ? report : &ignored};
    *s.report = (randlapack_sketch_solve_report){0};
    int info = randblas_xlinop_check(A);
    if (info) return info;
    if (A->rows < A->cols) return -1;
    if (S && (randblas_sketch_cols(S) != A->rows || randblas_sketch_rows(S) < A->cols)) return -2;
    if (nrhs < 0) return -3;
    if (!B && A->rows > 0 && nrhs > 0) return -4;
    if (ldb < (A->rows > 1 ? A->rows : 1)) return -5;
    if (!X && A->cols > 0 && nrhs > 0) return -6;
    if (ldx < (A->cols > 1 ? A->cols : 1)) return -7;
    if (!randlapack_lsq_read_options(&s.t.options, options, A->cols)) return -8;

    choose_rows(&s);
    s.t.arena = randblas_arena_open(&s.t.options.control);
    info = solve(&s, nrhs, B, ldb, X, ldx);
    randlapack_xtall_close(&s.t);
    if (info == -7) info = -8; /* the options do not describe an operator */
    return info ? info : s.outcome;
}
